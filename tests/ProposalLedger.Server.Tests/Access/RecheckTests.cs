using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>The question whether the tokens of open streams still hold, when the database does not answer it.</summary>
public sealed class RecheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task A_question_for_tokens_that_fails_ends_neither_the_node_nor_the_asking()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, Ct, ("Ledger__Following__Recheck", "00:00:00.300"));
        var head = await FishingTalks.OpenAsync(node, "alpha", Ct);
        var token = await StreamTests.TokenAsync(node, "insider", null, "alpha");
        await using var callers = Callers.Start(new { name = "insider", node.Url, token = token.Secret });
        await callers.UntilAsync(() => callers.Done("insider") >= head, Ct);

        // Cancelled, as an administrator or a time limit does it; then refused for a reason that nobody has thought of.
        await using (var admin = new NpgsqlConnection(database.AdminConnectionString + ";Pooling=false"))
        await using (var beside = new NpgsqlConnection(database.AdminConnectionString + ";Pooling=false"))
        {
            await admin.OpenAsync(Ct);
            await beside.OpenAsync(Ct); // a transaction sees the others' activity as it was when it first looked
            await using var transaction = await admin.BeginTransactionAsync(Ct);
            await ExecuteAsync(admin, "lock table pl_tokens in access exclusive mode");
            while (await ExecuteAsync(beside, "select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from pl_tokens%'") is not true)
                await Task.Delay(20, Ct);
            await transaction.RollbackAsync(Ct);
            await SaysAsync("57014");
            await ExecuteAsync(admin, "revoke select on pl_tokens from ledger_serving");
            await SaysAsync("42501");
            await ExecuteAsync(admin, "grant select on pl_tokens to ledger_serving");
        }

        using (var answer = await node.Http.DeleteAsync($"/api/tokens/{token.Id}", Ct)) Assert.True(answer.IsSuccessStatusCode);
        await callers.UntilAsync(() => callers.End("insider") is not null, Ct);
        Assert.Equal("token-ended", callers.End("insider"));

        async Task SaysAsync(string fault)
        {
            bool IsSaid() => node.Said.Split('\n').Any(line => line.Contains("cannot be checked", StringComparison.Ordinal) && line.Contains(fault, StringComparison.Ordinal));
            while (!IsSaid())
            {
                Assert.True(node.IsRunning, node.Said);
                await Task.Delay(20, Ct);
            }
        }
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
