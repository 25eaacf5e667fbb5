using System.Net;
using Npgsql;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Redacting;

/// <summary>Two nodes on one ledger, of which one signs, and a negotiation in which every kind of event that can holds one word that has to go.</summary>
internal sealed class RedactedStage : IAsyncDisposable
{
    public const string N = "island-talks";

    /// <summary>In every text of the events that are redacted, and nowhere else.</summary>
    public const string Secret = "quokka";

    private const string At = $"/api/negotiations/{N}";
    private readonly string signer = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
    private readonly LedgerDatabase database;

    private RedactedStage(LedgerDatabase database) => this.database = database;

    public LedgerServer One { get; private set; } = null!;

    /// <summary>Another node, which writes nothing and does not project.</summary>
    public LedgerServer Other { get; private set; } = null!;

    /// <summary>The events that hold the secret.</summary>
    public List<long> Positions { get; } = [];

    /// <summary>What is left alone, after all the others.</summary>
    public long Last { get; private set; }

    public static async Task<RedactedStage> OpenAsync()
    {
        var stage = new RedactedStage(await LedgerDatabase.CreateAsync());
        stage.One = await LedgerServer.StartAsync(stage.database, ("Ledger:Log:Directory", stage.signer), ("Ledger:Log:Interval", "00:00:00.020"));
        stage.Other = await LedgerServer.StartAsync(stage.database);
        await Talks.OpenAsync(stage.One.Writer);
        await stage.TellAsync();
        return stage;
    }

    public async Task<Reply> RedactAsync(long position, string reason = "A court ordered it.", params (string Name, string Value)[] headers) =>
        await One.Writer.PostAsync($"/api/events/{position}/redaction", $$"""{"reason":"{{reason}}"}""", headers);

    /// <summary>All that hold the secret.</summary>
    public async Task RedactAllAsync()
    {
        foreach (var position in Positions) (await RedactAsync(position)).Must(HttpStatusCode.Created);
    }

    /// <summary>Until the other node has heard of everything.</summary>
    public async Task SettledAsync()
    {
        var head = (await One.Reader.ReadAsync("/api/events?limit=1")).Header("Ledger-Head");
        await Wait.ForAsync("the other node", async () => (await Other.Reader.ReadAsync($"{At}/claims")).Header("Ledger-Position") == head, TestContext.Current.CancellationToken);
    }

    /// <summary>Rows of each table of the database that hold a text.</summary>
    public async Task<IReadOnlyList<string>> TablesWithAsync(string text)
    {
        await using var admin = NpgsqlDataSource.Create(database.AdminConnectionString + ";Pooling=false");
        var (tables, found) = (new List<string>(), new List<string>());
        await using (var names = admin.CreateCommand("select quote_ident(tablename) from pg_tables where schemaname = 'public'"))
        await using (var name = await names.ExecuteReaderAsync())
            while (await name.ReadAsync()) tables.Add(name.GetString(0));
        var hex = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));
        foreach (var table in tables)
        {
            await using var count = admin.CreateCommand($"select count(*) from {table} t where t::text ilike '%{text}%' or t::text like '%{hex}%'");
            if (await count.ExecuteScalarAsync() is long rows and > 0) found.Add($"{table}: {rows}");
        }
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await One.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(signer, recursive: true);
    }

    private async Task TellAsync()
    {
        string Text(string more = "") => $"{Secret} {more}".Trim();
        await PostAsync("/sources", $$"""{"id":"leak","publisher":"{{Text("Press")}}","title":"{{Text("Leak")}}","published":"2025-01-12","kind":"news","url":"https://{{Secret}}.example/a","sha256":"{{new string('a', 64)}}","note":"{{Text()}}"}""");
        await PostAsync("/parties", $$"""{"id":"witness","name":"{{Text("Islands")}}","kind":"third-party","members":["{{Text()}}"],"aliases":[{"name":"{{Text()}}","sources":["leak"]}]}""");
        await PostAsync("/persons", $$"""{"id":"envoy","name":"{{Text("Envoy")}}"}""");
        await PostAsync("/mandates", $$"""{"id":"brief","person":"envoy","party":"north","role":"{{Text("role")}}","from":"2025-01","sources":["leak"]}""");
        await PostAsync("/issues", $$"""{"id":"harbour","title":"{{Text("harbour")}}"}""");
        await PostAsync("/propositions", $$"""{"id":"harbour-shared","issue":"harbour","text":"{{Text("is shared")}}"}""");
        await PostAsync("/sessions", $$"""{"id":"meeting","title":"{{Text("met")}}","kind":"meeting","status":"held","occurred":"2025-01-12","participants":[{"party":"north","names":["{{Text()}}"]}],"interpreters":"{{Text()}}","reports":[{"what":"outcome","text":"{{Text("outcome")}}","sources":["leak"]}]}""");
        await PostAsync("/actions", $$"""{"id":"blockade","actor":"south","target":"north","occurred":"2025-01-13","text":"{{Text("blockade")}}","sources":["leak"]}""");
        await PostAsync("/proposals", $$"""{"id":"harbour-plan","title":"{{Text("plan")}}","by":["south"]}""");
        await PostAsync("/proposals/zone-plan/drafts", $$$"""
            {"id":"second","title":"{{{Text("draft")}}}","basedOn":"zone-plan/first","occurred":"2025-01-14","text":"full","sources":["leak"],"reported":[{"text":"{{{Text("counted")}}}","count":3,"sources":["leak"]}],
             "points":[{"id":"1","label":"{{{Text()}}}","textKind":"verbatim","language":"en","text":"{{{Text("zone")}}}","issue":"fishing","note":"{{{Text()}}}","sources":["leak"],
                        "terms":[{"name":"boats","value":618033988749,"unit":"{{{Text()}}}","scope":"{{{Text()}}}"}],"options":[{"text":"{{{Text("option")}}}","by":["north"]}],"brackets":[{"text":"{{{Text("bracket")}}}"}]}]}
            """);
        await PostAsync("/proposals/zone-plan/drafts/second/renderings", $$$"""{"id":"copy","title":"{{{Text()}}}","labels":{"1":"{{{Text()}}}"},"sources":["leak"],"note":"{{{Text()}}}"}""");
        await PostAsync("/proposals/zone-plan/amendments", $$"""{"id":"wider","draft":"zone-plan/second","by":["south"],"occurred":"2025-01-15","changes":[{"point":"1","kind":"replace","text":"{{Text("wider")}}"}],"text":"{{Text()}}","sources":["leak"]}""");
        await PostAsync("/proposals/zone-plan/status", $$"""{"draft":"zone-plan/second","point":"1","status":"open","occurred":"2025-01-15","sources":["leak"],"reason":"{{Text("said so")}}"}""");
        await PostAsync("/lineage", $$"""{"id":"kept","fate":"reworded","from":["zone-plan/first/1"],"to":["zone-plan/second/1"],"mode":"asserted","confidence":"reported","for":"{{Text()}}","sources":["leak"],"note":"{{Text()}}"}""");
        await PostAsync("/claims", $$$"""{"id":"told","kind":"position","holder":"north","speaker":{"name":"{{{Text("Speaker")}}}","party":"north"},"via":["{{{Text()}}}"],"about":{"proposition":"harbour-shared"},"stance":"supports-if","condition":"{{{Text("condition")}}}","basis":"first-hand","occurred":"2025-01-16","text":"{{{Text("told")}}}","terms":[{"name":"boats","value":618033988749,"unit":"{{{Text()}}}"}],"sources":["leak"],"note":"{{{Text()}}}"}""");
        await PostAsync("/claims/told/corrections", $$"""{"reason":"{{Text("typo")}}","text":"{{Text("told again")}}"}""");
        await PostAsync("/conflicts", $$"""{"id":"clash","kind":"contradiction","claims":["told","north-supports"],"text":"{{Text("clash")}}","sources":["leak"]}""");
        await PostAsync("/resolutions", $$"""{"id":"settled","conflict":"clash","chosen":"told","reason":"{{Text("settled")}}"}""");
        await PostAsync("/claims/north-supports/retractions", $$"""{"reason":"{{Text("withdrawn")}}"}""");
        Last = (await One.Writer.PostAsync($"{At}/claims", Talks.Claim.Replace("north-supports", "north-again", StringComparison.Ordinal))).Must(HttpStatusCode.Created).Position;
    }

    private async Task PostAsync(string path, string body) =>
        Positions.Add((await One.Writer.PostAsync(At + path, body, ("If-Match", "*"), ("Idempotency-Key", "once" + Positions.Count))).Must(HttpStatusCode.Created).Position);
}
