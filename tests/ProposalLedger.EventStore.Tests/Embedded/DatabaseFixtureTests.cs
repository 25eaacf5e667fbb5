using ProposalLedger.Testing;

namespace ProposalLedger.EventStore.Tests.Embedded;

public sealed class DatabaseFixtureTests
{
    [Fact]
    public async Task Every_test_gets_a_database_of_its_own_that_is_gone_afterwards()
    {
        string name;
        await using (var one = await LedgerDatabase.CreateAsync())
        await using (var other = await LedgerDatabase.CreateAsync())
        {
            name = one.Name;
            Assert.Equal("ledger_app", await DataDirectory.AskAsync(one.ConnectionString, "SELECT current_user::text"));
            Assert.Equal("ledger_migrator", await DataDirectory.AskAsync(one.OwnerConnectionString, "SELECT current_user::text"));
            Assert.NotEqual(one.Name, other.Name);
        }

        var cluster = await LedgerCluster.GetAsync();
        Assert.Equal(0L, await DataDirectory.AskAsync(cluster.AdminConnectionString + ";Database=postgres", $"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }
}
