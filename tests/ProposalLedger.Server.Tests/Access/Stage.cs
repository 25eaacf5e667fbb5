using System.Net;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>A server with a public negotiation and a private one that hold the same, and callers with tokens of every reach.</summary>
public sealed class Stage : IAsyncLifetime
{
    public const string Open = "island-talks", Secret = "secret-talks", Nowhere = "nowhere-talk";

    private readonly string signer = Directory.CreateTempSubdirectory("ledger-signer-").FullName;

    public LedgerServer Server { get; private set; } = null!;

    /// <summary>With a token of the whole ledger.</summary>
    public HttpClient Everything => Server.Writer;

    public HttpClient Anybody => Server.Reader;

    /// <summary>With a token of the private negotiation.</summary>
    public HttpClient Insider { get; private set; } = null!;

    /// <summary>With a token of the public negotiation alone.</summary>
    public HttpClient Outsider { get; private set; } = null!;

    /// <summary>Position of the event that closed the private negotiation, the last of the ledger.</summary>
    public long Closed { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Server = await LedgerServer.StartAsync(null, ("Ledger:Log:Directory", signer));
        await Talks.OpenAsync(Everything);
        using (var renaming = new HttpClient(new Renaming()) { BaseAddress = Server.BaseAddress })
        {
            renaming.DefaultRequestHeaders.Authorization = Everything.DefaultRequestHeaders.Authorization;
            await Talks.OpenAsync(renaming);
        }
        Closed = (await SetAsync(Secret, "private")).Position;
        Insider = await ClientAsync("insider", Secret);
        Outsider = await ClientAsync("outsider", Open);
    }

    public async ValueTask DisposeAsync()
    {
        Insider.Dispose();
        Outsider.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(signer, recursive: true);
    }

    internal async Task<Reply> SetAsync(string negotiation, string visibility) => (await Everything.PostAsync(
        $"/api/negotiations/{negotiation}/visibility", $$"""{"visibility":"{{visibility}}","reason":"The delegations ask for it."}""")).Must(HttpStatusCode.Created);

    /// <summary>Who edits some negotiations.</summary>
    internal Task<HttpClient> ClientAsync(string name, params string[] negotiations) => ClientAsync(name, "editor", negotiations);

    internal async Task<HttpClient> ClientAsync(string name, string role, IReadOnlyList<string>? negotiations) => Server.ClientOf((await Everything.PostAsync("/api/tokens",
        System.Text.Json.JsonSerializer.Serialize(negotiations is null ? (object)new { name, roles = new[] { role } } : new { name, roles = new[] { role }, negotiations }))).Must(HttpStatusCode.Created).Json.GetProperty("token").GetString());

    /// <summary>The same talks under the other name.</summary>
    private sealed class Renaming() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!.ToString().Replace(Open, Secret, StringComparison.Ordinal));
            request.Content = new StringContent((await request.Content!.ReadAsStringAsync(cancellationToken)).Replace(Open, Secret, StringComparison.Ordinal).Replace("Island talks", "Hidden talks", StringComparison.Ordinal),
                System.Text.Encoding.UTF8, "application/json");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
