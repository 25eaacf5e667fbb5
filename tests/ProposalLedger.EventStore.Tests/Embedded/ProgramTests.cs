using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.EventStore.Tests.Embedded;

/// <summary>Which PostgreSQL is chosen.</summary>
public sealed class ProgramTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_npm_package_serves_where_the_machine_has_none_and_its_release_is_kept()
    {
        await using var directory = new DataDirectory();
        var installed = await directory.StartAsync(ProgramSource.Npm);
        Assert.Equal("18.4", installed.Version);
        Assert.Equal("ledger", await DataDirectory.AskAsync(installed.ConnectionString, "SELECT current_database()::text"));
        await installed.StopAsync(Ct);

        // Whatever the machine has: the cluster's own release decides.
        await using var again = await directory.StartAsync();
        Assert.StartsWith("18.", again.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_machines_own_programs_come_first()
    {
        await using var directory = new DataDirectory();
        EmbeddedPostgres machines;
        try
        {
            machines = await directory.StartAsync(ProgramSource.Machine);
        }
        catch (EmbeddedPostgresException error)
        {
            Assert.Skip(error.Message);
            return;
        }

        await machines.StopAsync(Ct);
        await using var any = await directory.StartAsync();
        Assert.Equal(machines.Version, any.Version);
        if (!machines.Version.StartsWith("18.", StringComparison.Ordinal))
        {
            await any.StopAsync(Ct);
            Assert.Contains($"PostgreSQL {machines.Version.Split('.')[0]},", await directory.RefusalAsync(ProgramSource.Npm), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_step_that_takes_time_is_said()
    {
        await using var directory = new DataDirectory();
        await using var postgres = await directory.StartAsync();
        Assert.Collection(
            directory.Steps,
            step => Assert.StartsWith("Creating a PostgreSQL ", step, StringComparison.Ordinal),
            step => Assert.StartsWith("Starting PostgreSQL ", step, StringComparison.Ordinal));
    }
}
