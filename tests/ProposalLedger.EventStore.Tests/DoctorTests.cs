using ProposalLedger.EventStore.Doctor;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

public sealed class DoctorTests
{
    private const string Behind = "set session_replication_role = replica; ";

    /// <summary>What a superuser breaks, and where it is found. The ledger has streams a (1, 3) and b (2, 4).</summary>
    public static TheoryData<string, string, long?> Harms => new()
    {
        { "positions", Behind + "delete from mt_events where seq_id = 2", 3 },
        { "head", "set session_replication_role = replica; update pl_counter set last_position = 9", 9 },
        { "recorded", Behind + "update mt_events set timestamp = timestamp - interval '1 day' where seq_id = 3", 3 },
        { "versions", Behind + "update mt_events set version = 7 where seq_id = 3", 3 },
        { "streams", Behind + "update mt_streams set version = 1 where id = 'b'", 4 },
        { "scopes", Behind + "update mt_events set pl_scope = 'elsewhere' where seq_id = 3", 1 },
        { "commands", Behind + "update pl_commands set position = 2 where position = 1", 2 },
        { "ids", "insert into pl_reserved (id, stream) values ('party:x', 'none')", null },
        { "sequence", "select setval('mt_events_sequence', 77)", 4 },
        { "salts", Behind + "update mt_events set pl_data_salt = 'short' where seq_id = 4", 4 },
        { "log", "insert into pl_log_entries (position, entry) values (1, ''), (2, ''), (4, '')", 4 },
        { "log", "insert into pl_log_checkpoints (size, note) values (3, '')", 3 },
        { "views", "insert into pl_views (view, generation, live, format_version, stopped_position, stopped_reason) values ('v', 1, true, 1, 3, 'unknown type'); insert into mt_event_progression (name, last_seq_id) values ('v/1', 2)", 3 },
        { "append-only", "alter table mt_events disable trigger pl_append_only", null },
        { "append-only", "drop trigger pl_append_only on pl_log_hashes", null },
        { "append-only", "drop trigger pl_append_only on pl_log_key", null },
        { "append-only", "alter table pl_log_cosignatures disable trigger pl_append_only", null },
        { "grants", "grant update on mt_events to ledger_serving", null },
        { "indexes", "update pg_index set indisvalid = false where indexrelid = 'pl_mt_events_id'::regclass", null },
        { "durability", "do $$ begin execute format('alter role ledger_app in database %I set synchronous_commit = off', current_database()); end $$", null },
    };

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task P11_The_doctor_says_what_does_not_hold_and_where(string invariant, string harm, long? position)
    {
        await using var ledger = await CreateAsync();
        foreach (var stream in new[] { "a", "b", "a", "b" }) await ledger.Store.AppendAsync(Append(stream) with { Command = new CommandId("somebody", $"{Guid.NewGuid()}", new byte[32]) });
        Assert.All(await ExamineAsync(ledger), one => Assert.Empty(one.Broken));

        await ledger.RunAsync(harm);
        var found = Assert.Single(await ExamineAsync(ledger), one => one.Invariant == invariant);
        Assert.Equal(position, found.Broken[0].Position);
        Assert.NotEmpty(found.Broken[0].Detail);
    }

    [Fact]
    public void Every_invariant_is_broken_once_by_these_tests() =>
        Assert.Equal(Examination.Count, Harms.Select(harm => harm.Data.Item1).Distinct(StringComparer.Ordinal).Count());

    private static async Task<List<Examined>> ExamineAsync(TestLedger ledger)
    {
        await using var database = StoreConnections.Create(ledger.ConnectionString, "doctor"); // settings hold from the next session on
        return await Examination.RunAsync(database, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
