using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class MigratorTests
{
    [Fact]
    public async Task Any_number_of_nodes_may_install_at_once_and_each_step_is_applied_once()
    {
        await using var ledger = await CreateAsync(installed: false);
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.InstallAsync(ledger.Owner)));
        var all = Assert.Single(applied, steps => steps.Count > 0);
        Assert.Equal("001_mt_streams", all[0]);
        Assert.Equal(all.Count, await ledger.AskAsync<long>("select count(*) from pl_schema_steps"));
        await Migrator.CheckAsync(ledger.App);
        Assert.IsType<AppendOutcome.Appended>(await ledger.Store.AppendAsync(Append("s")));
    }

    [Fact]
    public async Task A_missing_step_and_a_missing_ledger_are_named_with_what_to_do()
    {
        await using var ledger = await CreateAsync(installed: false);
        var nothing = await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator.CheckAsync(ledger.App));
        Assert.Contains("ConnectionStrings__LedgerOwner", nothing.Message, StringComparison.Ordinal);
        await Migrator.InstallAsync(ledger.Owner);
        var last = await ledger.AskAsync<string>("select name from pl_schema_steps order by step desc limit 1");
        await ledger.RunAsync("delete from pl_schema_steps where step = (select max(step) from pl_schema_steps)");
        var missing = await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator.CheckAsync(ledger.App));
        Assert.Contains(last, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_newer_than_the_program_is_refused()
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync("insert into pl_schema_steps (step, name) values (999, 'from_the_future')");
        await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator.InstallAsync(ledger.Owner));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator.CheckAsync(ledger.App));
    }

    [Fact]
    public async Task A_connection_that_may_not_act_as_the_owner_is_told_so_and_changes_nothing()
    {
        await using var ledger = await CreateAsync(installed: false);
        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator.InstallAsync(ledger.App));
        Assert.Contains("Bootstrap.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_waits_for_a_reader_lets_everybody_else_through_and_says_so()
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync("drop index pl_commands_stream; delete from pl_schema_steps where step = 36; drop function pl_redact");
        await using var reader = await ledger.Admin.OpenConnectionAsync();
        await using var reads = await reader.BeginTransactionAsync();
        // As whoever it is that a step has to wait for.
        await using (var command = new Npgsql.NpgsqlCommand("lock table pl_commands in row exclusive mode", reader, reads)) await command.ExecuteNonQueryAsync();
        var told = new Told();
        var installing = Migrator.InstallAsync(ledger.Owner, told);
        Assert.StartsWith("Waiting to change the ledger's tables", await told.First.WaitAsync(TimeSpan.FromSeconds(20)), StringComparison.Ordinal);
        Assert.IsType<AppendOutcome.Appended>(await ledger.Store.AppendAsync(Append("s", key: "k")));
        Assert.False(installing.IsCompleted);
        await reads.RollbackAsync();
        Assert.Equal(["036_pl_redact"], await installing);
    }

    private sealed class Told : IProgress<string>
    {
        private readonly TaskCompletionSource<string> first = new();

        public Task<string> First => first.Task;

        public void Report(string value) => first.TrySetResult(value);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_ledger_as_it_was()
    {
        await using var ledger = await CreateAsync(installed: false);
        await ledger.RunAsync("create table pl_tokens ()");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Migrator.InstallAsync(ledger.Owner));
        Assert.Equal(0L, await ledger.AskAsync<long>("select count(*) from pg_tables where tablename like 'mt_%' or tablename = 'pl_schema_steps'"));
    }
}
