using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using ProposalLedger.Cli;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Clocks;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Hub;
using ProposalLedger.Server.Imports;
using ProposalLedger.Server.Pages;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Slices;
using ProposalLedger.Server.Writing;
using ProposalLedger.Testing.Hostile;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;
using ProposalLedger.TransparencyLog.Verifying;
using ProposalLedger.Views;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Fuzz;

/// <summary>A parser.</summary>
/// <param name="Valid">What it takes.</param>
/// <param name="Read">Reads, and prints what was read; null where it says by its result that it refuses.</param>
/// <param name="Refuses">The exceptions by which it is documented to refuse.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Valid, Func<byte[], byte[]?> Read, params Type[] Refuses);

internal static class Targets
{
    private static readonly string Root = Convert.ToBase64String(new byte[32]);
    private static readonly SigningKey Key = SigningKey.Generate("log.example");
    private static readonly Note Signed = new Checkpoint("log.example", 2, Hash.Parse(Root)).Sign(Key);
    private static readonly Snapshot River = Snapshot();

    // One that was redacted with its reason, by the next: what is left of it is what that one says.
    private static readonly string PartyLeft = Happened(2).Metadata!.Value.GetRawText().Replace("negotiation-opened", "party-added", StringComparison.Ordinal).Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal);
    private static readonly BundledEvent Party = new(2) { Recorded = Happened(2).Recorded, Metadata = JsonElement.Parse(PartyLeft), Data = JsonElement.Parse("{\"id\":\"north\",\"kind\":\"party\",\"name\":\"[redacted]\"}"), RedactedBy = 3 };
    private static readonly BundledEvent PartyRedacted = Happened(3) with
    {
        Metadata = JsonElement.Parse(PartyLeft.Replace("party-added", "event-redacted", StringComparison.Ordinal).Replace("\"version\":2", "\"version\":3", StringComparison.Ordinal)),
        Data = JsonElement.Parse($"{{\"position\":2,\"stream\":\"negotiation:river\",\"version\":2,\"type\":\"party-added.v1\",\"tombstone\":{Party.Data!.Value.GetRawText()},\"metadata\":{PartyLeft}}}"),
    };

    public static IReadOnlyList<Target> All { get; } =
    [
        new("case file", [.. CaseFiles()], ReadCaseFile),
        .. new[] { EntryKind.Negotiation, EntryKind.Claim, EntryKind.Draft, EntryKind.Session, EntryKind.Link, EntryKind.Status }.Select(kind => new Target($"entry, {kind}", [.. Entries(kind)], utf8 => EntryJson.Parse(kind, utf8).Entry is { } entry ? EventJson.Write(entry) : null)),
        new("EDTF", Texts("2025", "2025-11", "2025-11-23", "2025-11-23T14:05:00Z", "2025-11-23T14:05:00+02:00", "2025-11~", "2025-11-2X", "202X", "2025-21", "2025-11-21/2025-11-23", "../2025-11", "2025-11/..", "2025-XX-XX", "9998-12-31", "0001-01-01"), ReadDate),
        new("note", [Bytes(Signed.ToString())], bytes => Bytes(Note.Parse(bytes).ToString()), typeof(FormatException)),
        new("checkpoint", [Bytes(Signed.Text), Bytes(Signed.Text + "extension\n")], bytes => Bytes(Checkpoint.Parse(Text(bytes)).ToString()), typeof(FormatException)),
        new("proof", [Bytes(new LogProof(1, [Hash.Parse(Root)], Signed).ToString()), Bytes(new LogProof(0, [], Signed, new byte[] { 1, 2, 3 }).ToString())], bytes => Bytes(LogProof.Parse(Text(bytes)).ToString()), typeof(FormatException)),
        new("verifier key", [Bytes(Key.Verifier.ToString())], bytes => Bytes(VerifierKey.Parse(Text(bytes)).ToString()), typeof(FormatException)),
        new("signing key", [Bytes(Key.ToSecretText())], bytes => Bytes(SigningKey.Parse(Text(bytes)).ToSecretText()), typeof(FormatException)),
        new("tile path", Texts("0/000", "1/x001/234", "entries/000", "0/x001/x234/067.p/17", "63/000", "entries/x999/999.p/255"), bytes => TileAddress.TryParse(Text(bytes), out var tile) && (tile.IsIn(70_000) || !tile.IsIn(0)) ? Bytes(tile.ToString()) : null),
        new("entry bundle", [EntryBundle.Write([Bytes("one"), Bytes("two")])], bytes => EntryBundle.Write([.. EntryBundle.Read(bytes, 2)]), typeof(FormatException)),
        new("log entry", [Entry(1).ToBytes()], bytes => LogEntry.Parse(bytes).ToBytes(), typeof(FormatException)),
        new("bundled event", [Bytes(Happened(1).ToString())], ReadHappened, typeof(FormatException)),
        new("receipt", [new EventReceipt(Happened(1), Convert.ToBase64String(Entry(1).ToBytes()), new LogProof(0, [], Signed)).ToBytes()], bytes => EventReceipt.Parse(bytes).ToBytes(), typeof(FormatException)),
        new("bundle", [Zip()], ReadBundle, typeof(FormatException)),
        new("bundle's files", [Files()], files => ReadBundle(Zip(files)), typeof(FormatException)),
        new("canonical JSON", Texts("{\"b\":1,\"a\":[1e21,-0.0,\"\\u00e9\"]}", "[true,false,null,0.1]", "\"\\ud83d\\ude00\""), bytes => Canonical.Bytes((ReadOnlyMemory<byte>)bytes), typeof(JsonException), typeof(FormatException)),
        new("cut", Texts("?asOf=2025-11-24&knownBy=2025-12&at=17", "?at=1", "?asOf=2025-11-21/2025-11-23"), ReadCut),
        new("question", Texts("claims?holder=north&limit=1", "claims?next=Y2xhaW0tMQ&limit=1", "compare?drafts=plan/first,plan/second", "lineage?from=plan/first&to=plan/second", "timeline?kind=claim&from=2025-11&to=2025-12", "positions?draft=plan/first&sort=contention", "provisions/first.1", "since?recorded=5&change=new", "steps?clock=asOf", "mandates?on=2025-11-20", "drafts/plan/first", "sources/paper", "conflicts?standing=open"), ReadQuestion),
        new("cursor", Texts("Y2xhaW0tMQ"), bytes => ReadQuestion(Bytes("claims?limit=1&next=" + Uri.EscapeDataString(Text(bytes)))) is null ? null : bytes),
        new("subscription to the log", Texts("{\"after\":0}", "{\"after\":17,\"negotiation\":\"river\",\"party\":[\"north\",\"south\"],\"issue\":\"dam\",\"type\":\"claim-recorded,draft-tabled.v1\"}", "{\"type\":[\"claim-recorded\"]}"), bytes => Ask(bytes, json => Requests.Tail(json).ToString()), typeof(ProblemException), typeof(JsonException)),
        new("subscription to a view", Texts("{\"view\":\"river/claims\",\"query\":\"limit=1&at=5\"}", "{\"negotiation\":\"river\",\"view\":\"positions\",\"query\":{\"asOf\":\"2025-11\"}}"), bytes => Ask(bytes, json => Requests.Watch(json).ToString()), typeof(ProblemException), typeof(JsonException)),
        new("other body", Texts("{\"reason\":\"So.\",\"text\":\"New.\",\"speaker\":{\"name\":\"A\"}}", "{\"reason\":\"So.\",\"published\":\"2025-11\",\"sources\":[\"paper\"]}", "{\"reason\":\"\\ud83d\\ude00\"}"), ReadOther, typeof(ProblemException)),
        new("idempotency key", Texts("import-1", "0f8fad5b-d9cb-469f-a165-70867728950e", "a b"), bytes => Header(IdempotencyKey.Header, bytes, request => IdempotencyKey.From(request, "editor", "{}"u8.ToArray())!.Key), typeof(ProblemException)),
        new("precondition", Texts("\"3\"", "*", "\"1\", W/\"2\", \"x\"", "\"9223372036854775807\""), bytes => Header("If-Match", bytes, request => string.Join(',', Precondition.From(request, required: true).Versions ?? [])), typeof(ProblemException)),
        new("conditional headers and what is accepted", Texts("\"abc\", W/\"d\"", "text/event-stream;q=0.5, */*", "bytes=0-1, 5-", "Wed, 21 Oct 2015 07:28:00 GMT"), ReadHeaders),
        new("page's address", Texts("/river/claims", "/river", "/", "/river/drafts/plan/first", "/river/provisions/first.1"), bytes => PageAddress.Read(new PathString("/" + Text(bytes).TrimStart('/'))) is not null ? bytes : null),
        new("id", Texts("river", "a-1", new string('a', 64)), bytes => NegotiationId.CouldBe(Text(bytes)) ? bytes : null),
        new("stream's key", Texts("negotiation:river", "proposal:river/plan", "positions:river/north"), bytes => StreamKey.NegotiationOf(Text(bytes)) is null ? null : bytes),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Bytes)];

    private static IEnumerable<byte[]> Entries(EntryKind kind) => WholeNegotiation.Entries(field => $"Text of {field}").Select(entry =>
    {
        var body = (System.Text.Json.Nodes.JsonObject)entry.Body.DeepClone();
        if (kind == EntryKind.Draft) body["proposal"] = "plan";
        return Bytes(body.ToJsonString());
    }).Where(body => EntryJson.Parse(kind, body).Entry is not null);

    private static IEnumerable<byte[]> CaseFiles()
    {
        yield return Bytes("negotiation: {id: river, title: Waters}\nparties:\n- {id: north, name: North, kind: party, aliases: [{name: N}]}\nsources: [{id: paper, publisher: P, title: T, kind: news, published: \"2025-11-20\"}]\n");
        yield return Bytes("# a comment\nnegotiation:\n  id: river\n  title: >-\n    Folded\n    title\nissues:\n- id: dam\n  title: \"quoted \\u00e9\"\n  order: 2\n- id: fish\n  title: 'single'\n  order: 1\n  retracted: {reason: Wrong., published: 2025-11}\n");
        yield return Bytes("negotiation: {id: river, title: t}\nproposals:\n- id: plan\n  title: Plan\n  by: [north]\n  drafts:\n  - id: first\n    title: First\n    occurred: \"2025-11\"\n    text: full\n    sources: [paper]\n    points:\n    - {id: 1, label: 1, textKind: oral, text: t, sources: [paper], terms: [{name: level, value: 1.5, unit: m}]}\nclaims: []\n");
    }

    private static byte[]? ReadCaseFile(byte[] yaml)
    {
        var file = CaseFile.Read(yaml);
        // Each problem has a code that is explained, and a place within the file.
        foreach (var problem in file.Problems)
            if (ProblemTypes.Find(problem.Code) is null || problem.Place.Line < 1 || problem.Place.Column < 1) throw new InvalidOperationException($"{problem.Code} at {problem.Place}");
        if (file.Problems.Count > 0) return null;
        foreach (var item in file.Items)
            if (EntryJson.Parse(item.Kind, EventJson.Write(item.Entry!)).Entry?.Equals(item.Entry) != true) throw new InvalidOperationException($"{item.Pointer} is not read as it was written.");
        return yaml;
    }

    private static byte[]? ReadDate(byte[] bytes)
    {
        var text = Text(bytes);
        if (!Edtf.TryParse(text, out var date)) return ProblemTypes.Find(Edtf.WhatIsWrong(text).Code) is null ? throw new InvalidOperationException("Its code is not explained.") : null;
        return date.Start >= date.End ? throw new InvalidOperationException($"{date.Start} to {date.End}") : Bytes(date.ToString());
    }

    private static LogEntry Entry(long position) => new(position, DateTimeOffset.UnixEpoch, Root, Root);

    private static BundledEvent Happened(long position) => new(position)
    {
        Recorded = LogEntry.Text(DateTimeOffset.UnixEpoch), Metadata = JsonElement.Parse("{\"id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"stream\":\"negotiation:river\",\"version\":1,\"negotiation\":\"river\",\"type\":\"negotiation-opened.v1\",\"headers\":{\"actor\":\"editor\"}}"), MetadataSalt = new byte[32],
        Data = JsonElement.Parse("{\"id\":\"river\",\"title\":\"Waters\"}"), DataSalt = new byte[32],
    };

    private static byte[] ReadHappened(byte[] line)
    {
        var read = BundledEvent.Parse(Text(line));
        _ = (read.CommittedData, read.CommittedMetadata);
        return Bytes(read.ToString());
    }

    /// <summary>The texts of a bundle one after another, a line with a name before each.</summary>
    private static byte[] Files() => Bytes($"\fcheckpoint\n{Signed}\fcheckpoints.json\n{JsonSerializer.Serialize(new[] { Signed.ToString() })}\fviews.json\n{{\"head\":3,\"position\":3,\"hashes\":{{\"river?at=3\":\"00\"}}}}\fevents.jsonl\n{Happened(1)}\n{Party}\n{PartyRedacted}\ftile/0/000.p/2\n{new string('h', 64)}\ftile/entries/000.p/2\n{new string('e', 100)}");

    private static byte[] Zip(byte[]? files = null)
    {
        using var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Text(files ?? Files()).Split('\f', StringSplitOptions.RemoveEmptyEntries))
            {
                var end = file.IndexOf('\n', StringComparison.Ordinal);
                if (end is < 1 or > 200) continue;
                using var entry = zip.CreateEntry(file[..end]).Open();
                entry.Write(Bytes(file[(end + 1)..]));
            }
        }

        return output.ToArray();
    }

    private static byte[]? ReadBundle(byte[] zip)
    {
        using var file = new MemoryStream(zip);
        using var bundle = Bundle.Open(file);
        foreach (var happened in bundle.Events()) _ = (happened.CommittedData, happened.CommittedMetadata);
        foreach (var tile in TileAddress.Of(2)) _ = bundle.Tile(tile);
        _ = new Verifier([Key.Verifier], Signed).Verify(bundle).Findings.Count;
        // Whatever was found: who has a key of his own has the rest right.
        _ = RebuiltViews.Of(bundle, bundle.Views.Position, () => { }).Findings.Count;
        return zip;
    }

    private static byte[]? ReadCut(byte[] query)
    {
        var parameters = QueryHelpers.ParseQuery(Text(query)).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        if (Known(Cut.TryRead(parameters, out var cut)).Count > 0) return null;
        return Bytes($"?{(cut.AsOf is { } asOf ? $"asOf={Uri.EscapeDataString(asOf.Text)}&" : "")}{(cut.KnownBy is { } knownBy ? $"knownBy={Uri.EscapeDataString(knownBy.Text)}&" : "")}{(cut.At is { } at ? string.Create(CultureInfo.InvariantCulture, $"at={at}") : "")}");
    }

    private static byte[]? ReadQuestion(byte[] question)
    {
        var parts = Text(question).Split('?', 2);
        var query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "").ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        switch (Questions.Answer(River, parts[0], query))
        {
            case Answer.Refused(var refusals):
                Known(refusals);
                return null;
            case Answer.Body(var body):
                return Views.Json.ViewJson.Write(body).Length > 0 ? question : null;
            default:
                return null;
        }
    }

    private static IReadOnlyList<Refusal> Known(IReadOnlyList<Refusal> refusals) =>
        refusals.FirstOrDefault(r => ProblemTypes.Find(r.Code) is null) is { } unknown ? throw new InvalidOperationException($"{unknown.Code} is not explained.") : refusals;

    private static byte[] Ask(byte[] json, Func<JsonElement, string> read)
    {
        using var document = JsonDocument.Parse(json);
        return read(document.RootElement).Length > 0 ? json : [];
    }

    private static byte[] ReadOther(byte[] body)
    {
        JsonBody.Reason(JsonBody.Read(body));
        try
        {
            Correction.Read(body).Apply((Entry)River.Find<Claim>(EntryKind.Claim, "claim-1")!.Entry);
        }
        catch (ProblemException)
        {
            Retraction.Read(body);
        }

        return body;
    }

    private static byte[] Header(string name, byte[] value, Func<HttpRequest, string> read)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[name] = Encoding.Latin1.GetString(value);
        _ = read(http.Request);
        return value;
    }

    private static byte[] ReadHeaders(byte[] value)
    {
        var http = new DefaultHttpContext();
        foreach (var name in (string[])["Accept", "If-None-Match", "Range", "Content-Type", "If-Modified-Since"]) http.Request.Headers[name] = Encoding.Latin1.GetString(value);
        var headers = http.Request.GetTypedHeaders();
        _ = (headers.Accept.Count, headers.ContentType, headers.Range, headers.IfModifiedSince);
        Conditional.WriteAsync(http, "{}"u8.ToArray(), "application/json", "\"abc\"", 1, 1).GetAwaiter().GetResult();
        return value;
    }

    private static Snapshot Snapshot()
    {
        var (events, position) = (new List<Change>(), 0L);
        foreach (var posted in WholeNegotiation.Entries(field => $"Text of {field}").Where(p => !p.Route.EndsWith("/corrections", StringComparison.Ordinal)))
        {
            var body = (System.Text.Json.Nodes.JsonObject)posted.Body.DeepClone();
            if (posted.Route.EndsWith("/drafts", StringComparison.Ordinal)) body["proposal"] = "plan";
            if (posted.Route.EndsWith("/renderings", StringComparison.Ordinal)) body["draft"] = "plan/first";
            var entry = Enum.GetValues<EntryKind>().Select(kind => (Kind: kind, EntryJson.Parse(kind, Bytes(body.ToJsonString())).Entry)).First(e => e.Entry is not null && Fits(posted.Route, e.Kind)).Entry!;
            var happened = new LedgerEvent.Recorded(entry);
            position++;
            events.Add(ChangeRow.Read(new EventStore.StoredEvent(position, new Guid((int)position, 0, 0, new byte[8]), StreamKey.Of(WholeNegotiation.Id, entry), position, WholeNegotiation.Id, EventNames.Of(happened), EventJson.Write(happened), DateTimeOffset.UnixEpoch, new EventStore.EventMetadata { Actor = "editor" })));
        }

        return Dossier.Empty(WholeNegotiation.Id).With(events, position).At(Cut.Now);
    }

    private static bool Fits(string route, EntryKind kind) => kind switch
    {
        EntryKind.Negotiation => route == "/api/negotiations", EntryKind.Party => route.EndsWith("/parties", StringComparison.Ordinal), EntryKind.Link => route.EndsWith("/lineage", StringComparison.Ordinal), EntryKind.Status => route.EndsWith("/status", StringComparison.Ordinal),
        _ => route.EndsWith($"/{EventNames.Noun(kind)}s", StringComparison.Ordinal),
    };
}
