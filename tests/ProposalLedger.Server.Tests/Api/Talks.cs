using System.Net;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>A server with an invented negotiation on it, made through the API: the state that most tests begin with.</summary>
public sealed class Talks : IAsyncLifetime
{
    public const string N = "/api/negotiations/island-talks";

    /// <summary>The claim of <c>claims/north-supports</c>; change what a test needs with Replace.</summary>
    public const string Claim = """
        {"id":"north-supports","kind":"position","holder":"north","speaker":{"name":"A. North","party":"north"},"about":{"proposition":"shared-zone"},
         "stance":"supports","basis":"first-hand","occurred":"2025-01-10","text":"North can live with a shared zone.","sources":["gazette"]}
        """;

    public LedgerServer Server { get; private set; } = null!;
    public HttpClient Writer => Server.Writer;
    public HttpClient Reader => Server.Reader;

    public async ValueTask InitializeAsync()
    {
        Server = await LedgerServer.StartAsync();
        await OpenAsync(Writer);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public static async Task OpenAsync(HttpClient writer)
    {
        (string Path, string Body)[] entries =
        [
            ("/api/negotiations", """{"id":"island-talks","title":"Island talks"}"""),
            (N + "/parties", """{"id":"north","name":"North Island","kind":"party"}"""),
            (N + "/parties", """{"id":"south","name":"South Island","kind":"party"}"""),
            (N + "/issues", """{"id":"fishing","title":"Fishing zone"}"""),
            (N + "/propositions", """{"id":"shared-zone","issue":"fishing","text":"The zone between the islands is fished by both."}"""),
            (N + "/sources", """{"id":"gazette","publisher":"Island Gazette","title":"Talks open","published":"2025-01-10","kind":"news"}"""),
            (N + "/proposals", """{"id":"zone-plan","title":"Plan for the zone","by":["north"],"status":"tabled"}"""),
            (N + "/proposals/zone-plan/drafts", """
                {"id":"first","title":"First draft","occurred":"2025-01-09","text":"full","sources":["gazette"],
                 "points":[{"id":"1","label":"1","textKind":"verbatim","text":"The zone is fished by both islands.","issue":"fishing","sources":["gazette"]}]}
                """),
            (N + "/claims", Claim),
        ];
        foreach (var (path, body) in entries) (await writer.PostAsync(path, body)).Must(HttpStatusCode.Created);
    }

    public async Task<long> HeadAsync() => long.Parse((await Reader.ReadAsync("/api/events?limit=1")).Header("Ledger-Head"), System.Globalization.CultureInfo.InvariantCulture);
}
