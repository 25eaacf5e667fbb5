using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

/// <summary>A server that began with <c>seeds/</c>, as a new user's does.</summary>
public sealed class SeededServer : IAsyncLifetime
{
    public LedgerServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await LedgerServer.StartAsync(null, ("Ledger:Seed", "true"), ("Ledger:SeedDirectory", Path.Combine(Repository.Root, "seeds")));

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
