using System.Globalization;
using Npgsql;
using static ProposalLedger.EventStore.Tests.TestLedger;

namespace ProposalLedger.EventStore.Tests;

/// <summary>The writer as it is (050) beside the writer as it was (009): the same batches on the same ledger, each undone before the other's turn.</summary>
public sealed class OneStatementTests
{
    private const int Batches = 100;
    private static readonly string[] Outcomes = ["appended", "archived", "conflict", "replayed", "replayed-unchanged", "reused", "taken", "unchanged"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task P1_P2_P3_P4_Any_batch_has_the_outcomes_and_leaves_the_ledger_that_it_did_before(int seed)
    {
        await using var ledger = await CreateAsync();
        await ledger.RunAsync(await BeforeAsync());
        await ledger.Store.AppendAsync(Append("archived", key: "archived"));
        await ledger.RunAsync("update mt_streams set is_archived = true where id = 'archived'");

        var random = new Random(seed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ids = new List<Guid>();
        await using var connection = await ledger.Admin.OpenConnectionAsync();
        for (var n = 0; n < Batches; n++)
        {
            var batch = new Batch([.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => new PendingAppend(Any(random, ids)))]);
            var before = await DoAsync(connection, "pl_append_before", batch, keep: false);
            var now = await DoAsync(connection, "pl_append", batch, keep: true);
            Assert.True(before.Answer == now.Answer, $"seed {seed}, batch {n}: {before.Answer} became {now.Answer}");
            Assert.True(before.Ledger == now.Ledger, $"seed {seed}, batch {n}: {before.Ledger} became {now.Ledger}");
            seen.UnionWith(now.Results);
        }

        Assert.Equal(Outcomes, seen.Order(StringComparer.Ordinal));
        await ledger.AssertInOrderAsync(await ledger.AskAsync<long>("select count(*) from mt_events"));
        Assert.Equal(0L, await ledger.AskAsync<long>("select count(*) from mt_events where length(pl_data_salt) <> 32 or length(pl_metadata_salt) <> 32"));
        Assert.Equal(0L, await ledger.AskAsync<long>("select count(*) - count(distinct salt) from (select pl_data_salt as salt from mt_events union all select pl_metadata_salt from mt_events) s"));
    }

    private static Append Any(Random random, List<Guid> ids)
    {
        string? Sometimes(string kind, int of, double share) => random.NextDouble() < share ? $"{kind}{random.Next(of)}" : null;
        var append = Append(random.NextDouble() < 0.03 ? "archived" : $"stream{random.Next(12)}", events: random.NextDouble() < 0.2 ? 0 : random.Next(1, 4),
            key: Sometimes("key", 400, 0.7), body: random.NextDouble() < 0.1 ? "another" : "body");
        return append with
        {
            ExpectedVersion = random.NextDouble() < 0.5 ? random.Next(12) : null,
            Events = [.. append.Events.Select(e => e with { Id = OnceInAWhileAgain(random, ids, e.Id), Metadata = e.Metadata with { CorrelationId = Sometimes("request", 3, 0.3), CausationId = Sometimes("cause", 3, 0.3) } })],
            Reserves = [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"id{random.Next(300)}")],
            AnswerPosition = random.NextDouble() < 0.3 ? 1 : null,
        };
    }

    // An event whose id there is already makes PostgreSQL undo the batch, whoever does it.
    private static Guid OnceInAWhileAgain(Random random, List<Guid> ids, Guid id)
    {
        if (ids.Count > 0 && random.NextDouble() < 0.004) return ids[random.Next(ids.Count)];
        ids.Add(id);
        return id;
    }

    private static async Task<(string Answer, string Ledger, string[] Results)> DoAsync(NpgsqlConnection connection, string function, Batch batch, bool keep)
    {
        var lists = new AppendLists();
        lists.Fill(batch);
        await using var transaction = await connection.BeginTransactionAsync();
        await using var call = new NpgsqlCommand(
            $"select results, versions, firsts, lasts, details, others from {function}($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20)", connection, transaction);
        lists.AddTo(call.Parameters);
        // What a node of an earlier release says besides.
        var events = batch.Appends.SelectMany((a, i) => a.Append.Events.Select((_, k) => (Of: i + 1, Nth: k + 1))).ToArray();
        (call.Parameters[12].Value, call.Parameters[13].Value) = (events.Select(e => e.Of).ToList(), events.Select(e => e.Nth).ToList());
        string answer;
        string[] results;
        try
        {
            await using var row = await call.ExecuteReaderAsync();
            await row.ReadAsync();
            results = row.GetFieldValue<string[]>(0);
            answer = string.Join(" | ", results.Select((result, i) => string.Create(CultureInfo.InvariantCulture,
                $"{result} {row.GetFieldValue<long?[]>(1)[i]} {row.GetFieldValue<long[]>(2)[i]} {row.GetFieldValue<long[]>(3)[i]} {row.GetFieldValue<string?[]>(4)[i]} {row.GetFieldValue<string?[]>(5)[i]}")));
        }
        catch (PostgresException e)
        {
            return ($"{e.SqlState} {e.ConstraintName}", "", []);
        }

        await using var look = new NpgsqlCommand(Look, connection, transaction);
        var now = (string)(await look.ExecuteScalarAsync())!;
        if (keep) await transaction.CommitAsync();
        return (answer, now, results);
    }

    // All but the hour: how far an event is from the last one, and that its stream's row goes by its first and last.
    private const string Look = """
        select concat_ws(E'\n',
            (select string_agg((to_jsonb(e) - array['xmin', 'timestamp', 'pl_data_salt', 'pl_metadata_salt'] || jsonb_build_object('ago',
                case when e.xmin = pg_current_xact_id()::xid then c.last_timestamp - e.timestamp end))::text, E'\n' order by e.seq_id) from (select xmin, * from mt_events) e, pl_counter c),
            (select string_agg(concat_ws(' ', s.id, s.version, s.is_archived, s.timestamp = l.timestamp, s.created = f.timestamp), E'\n' order by s.id) from mt_streams s
             left join mt_events f on f.stream_id = s.id and f.version = 1 left join mt_events l on l.stream_id = s.id and l.version = s.version),
            (select string_agg(concat_ws(' ', k.actor, k.key, k.body_hash, k.stream, k.version, k.position, k.had_events), E'\n' order by k.actor, k.key) from pl_commands k),
            (select string_agg(concat_ws(' ', r.id, r.stream), E'\n' order by r.id) from pl_reserved r),
            (select last_position::text from pl_counter))
        """;

    private static async Task<string> BeforeAsync()
    {
        using var file = new StreamReader(typeof(LedgerStore).Assembly.GetManifestResourceStream("ProposalLedger.EventStore.Schema.009_pl_append.sql")!);
        var text = await file.ReadToEndAsync();
        return text[text.IndexOf("create function", StringComparison.Ordinal)..text.IndexOf("revoke all", StringComparison.Ordinal)]
            .Replace("create function pl_append(", "create function pl_append_before(", StringComparison.Ordinal)
            // The one thing that is no longer as it was: a command that is repeated with other reserved ids was answered with the stream that holds these.
            .Replace("coalesce(p.taken_by, p.c_stream)", "coalesce(p.c_stream, p.taken_by)", StringComparison.Ordinal);
    }
}
