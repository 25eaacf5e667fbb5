using System.Net;
using System.Text.Json;
using ProposalLedger.Domain;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>A server with a negotiation of each kind, which hold the same, and a caller with each role in all of them.</summary>
public sealed class MatrixStage : IAsyncLifetime
{
    /// <summary>By kind; the last is not there.</summary>
    public static readonly string[] Kinds = ["public", "listed", "private", "unknown"];

    /// <summary>Who asks: with a role in the negotiations of every kind, but for the first two and the last.</summary>
    public static readonly string[] Whom = ["anybody", "elsewhere", "reader", "recorder", "editor", "auditor", "administrator", "ledger"];

    private const string Elsewhere = "other-talks";

    public LedgerServer Server { get; private set; } = null!;

    public Dictionary<string, HttpClient> Clients { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string?> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>An id of a token, of a role, and a position, in the negotiation of each kind; of the unknown none.</summary>
    public Dictionary<string, (string Token, string Role, long Position)> Things { get; } = new(StringComparer.Ordinal);

    public static string IdOf(string kind) => $"talks-{kind}";

    public static Role? RoleOf(string caller) => Enum.TryParse<Role>(caller, ignoreCase: true, out var role) ? role : null;

    public async ValueTask InitializeAsync()
    {
        Server = await LedgerServer.StartAsync(null, ("Ledger:Limits:RequestsAtOnce", "1000000"), ("Ledger:Limits:ActorAtOnce", "1000000"), ("Ledger:Limits:SignInsAtOnce", "1000000"));
        foreach (var kind in Kinds.SkipLast(1))
        {
            using var renaming = new HttpClient(new Renaming(IdOf(kind))) { BaseAddress = Server.BaseAddress };
            renaming.DefaultRequestHeaders.Authorization = Server.Writer.DefaultRequestHeaders.Authorization;
            await Talks.OpenAsync(renaming);
            Things[kind] = (await TokenAsync($"of {kind}", ["reader"], [IdOf(kind)]), await RoleAsync(IdOf(kind)), 0);
            if (kind == "public") Things[kind] = Things[kind] with { Position = 1 };
            else Things[kind] = Things[kind] with { Position = (await Server.Writer.PostAsync($"/api/negotiations/{IdOf(kind)}/visibility", $$"""{"visibility":"{{kind}}","reason":"For the matrix."}""")).Must(HttpStatusCode.Created).Position };
        }

        Things["unknown"] = ("none", "none", 1_000_000);
        (await Server.Writer.PostAsync("/api/negotiations", $$"""{"id":"{{Elsewhere}}","title":"Other talks"}""")).Must(HttpStatusCode.Created);
        foreach (var caller in Whom)
        {
            Secrets[caller] = caller switch
            {
                "anybody" => null, "ledger" => LedgerServer.Token,
                "elsewhere" => await SecretAsync(caller, ["administrator"], [Elsewhere]),
                _ => await SecretAsync(caller, [caller], Kinds.Select(IdOf)),
            };
            Clients[caller] = Server.ClientOf(Secrets[caller]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients.Values) client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Every event with its scope, as it is stored.</summary>
    public Task<IReadOnlyList<StoredEvent>> LogAsync() => Server.Get<LedgerStore>().ReadLogAsync(0, 10_000);

    /// <summary>Whether an event is a caller's to read. Said here once more, and not by the rules that are tested.</summary>
    public static bool MayRead(string caller, string scope) => StreamKey.IsAccess(scope, out var n) ? n is null || Reads(caller, n) : Reads(caller, scope);

    private static bool Reads(string caller, string negotiation) => caller == "ledger" || negotiation == IdOf("public") || negotiation == Elsewhere || RoleOf(caller) is not null;

    private async Task<string> TokenAsync(string name, string[] roles, IEnumerable<string> negotiations) => (await IssueAsync(name, roles, negotiations)).GetProperty("id").GetString()!;

    private async Task<string?> SecretAsync(string name, string[] roles, IEnumerable<string> negotiations) => (await IssueAsync(name, roles, negotiations)).GetProperty("token").GetString();

    private async Task<JsonElement> IssueAsync(string name, string[] roles, IEnumerable<string> negotiations) =>
        (await Server.Writer.PostAsync("/api/tokens", JsonSerializer.Serialize(new { name, roles, negotiations }))).Must(HttpStatusCode.Created).Json;

    private async Task<string> RoleAsync(string negotiation) =>
        (await Server.Writer.PostAsync("/api/roles", JsonSerializer.Serialize(new { actor = "jwt:somebody", role = "reader", negotiation, reason = "For the matrix." }))).Must(HttpStatusCode.Created).Json.GetProperty("id").GetString()!;

    /// <summary>The same talks under another name.</summary>
    private sealed class Renaming(string id) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!.ToString().Replace("island-talks", id, StringComparison.Ordinal));
            request.Content = new StringContent((await request.Content!.ReadAsStringAsync(cancellationToken)).Replace("island-talks", id, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
