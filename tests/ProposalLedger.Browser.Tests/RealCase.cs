using ProposalLedger.Testing;

[assembly: AssemblyFixture(typeof(ProposalLedger.Browser.Tests.Chromium))]
[assembly: AssemblyFixture(typeof(ProposalLedger.Browser.Tests.RealCase))]

namespace ProposalLedger.Browser.Tests;

/// <summary>A server with the seeds loaded and signed, for tests that only read.</summary>
public sealed class RealCase : IAsyncLifetime
{
    private readonly string signer = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
    private LedgerServer? server;

    public LedgerServer Server => server!;

    public Uri Address => Server.BaseAddress;

    public async ValueTask InitializeAsync() => server = await LedgerServer.StartAsync(null, ("Ledger:Seed", "true"), ("Ledger:Log:Directory", signer));

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        Directory.Delete(signer, recursive: true);
    }
}
