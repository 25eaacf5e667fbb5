using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>Where the time of reading and folding a stream of thirty goes: eight readers, who do a little more from step to step until it is what the store does.</summary>
internal static class StreamProfile
{
    private const string Least = "select version, data from mt_events where stream_id = $1 order by version";
    private const string Folded = "select seq_id, version, type, data, pl_redacted_by, coalesce(headers ->> 'actor', '') from mt_events where stream_id = $1 order by version";

    /// <summary>What a reader does with a row.</summary>
    private enum Look
    {
        Nothing,
        Copies,
        Parses,
    }

    public static async Task RunAsync(Ours ours, Extent extent, Action<string> say, CancellationToken ct)
    {
        var workload = Workload.All.Single(w => w.Work == Work.Streams);
        await using var limit = await Limit.CreateAsync();
        if (limit is not null) await limit.PrepareAsync(extent, ct);
        (string What, Func<Task<Result?>> Run)[] steps =
        [
            ("the limit: pgbench selects version and data, and looks at neither", async () => limit is null ? null : await limit.RunAsync(workload, extent, "", ct)),
            ("the driver, from the ledger's table: the same two columns, looked at by nobody", () => ReadAsync(ours, Least, 1, Look.Nothing, extent, ct)),
            ("and the data copied out of the driver's buffer", () => ReadAsync(ours, Least, 1, Look.Copies, extent, ct)),
            ("and parsed, and folded", () => ReadAsync(ours, Least, 1, Look.Parses, extent, ct)),
            ("all columns that a fold is given, parsed and folded", () => ReadAsync(ours, Folded, 3, Look.Parses, extent, ct)),
            ("the store", () => ours.RunAsync(workload, extent, "", ct)),
        ];
        await Turns.PrintAsync("A stream of thirty by eight readers", ("streams", "a stream"), "0", steps, say);
    }

    private static async Task<Result?> ReadAsync(Ours ours, string sql, int data, Look look, Extent extent, CancellationToken ct) => await Meter.RepeatedAsync(8, extent, async (_, _) =>
    {
        await using var connection = await ours.Connections.OpenConnectionAsync(ct);
        await using var query = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = $"filled-{Random.Shared.Next(extent.Streams)}", NpgsqlDbType = NpgsqlDbType.Varchar } } };
        await query.PrepareAsync(ct);
        await using var rows = await query.ExecuteReaderAsync(ct);
        var state = Benchmarks.Folded.Empty;
        while (await rows.ReadAsync(ct))
        {
            if (look == Look.Nothing) continue;
            var bytes = rows.GetFieldValue<byte[]>(data);
            if (look == Look.Copies) continue;
            if (data > 1) (_, _, _, _, _) = (rows.GetInt64(0), rows.GetInt64(1), rows.GetString(2), rows.IsDBNull(4), rows.GetString(5));
            state = state.With(Said.Parse(bytes));
        }

        return look < Look.Parses || state.Events == Extent.StreamLength ? 1 : throw new InvalidOperationException($"A stream of {state.Events} events.");
    });
}
