using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>Some appends as the arrays that pl_append takes, and their outcomes out of those that it gives.</summary>
internal sealed class Batch
{
    private const string Call =
        "select results, versions, firsts, lasts, details, others from pl_append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20)";

    private readonly PendingAppend[] appends;
    private readonly int[] waves;

    public Batch(List<PendingAppend> pending)
    {
        appends = [.. pending];
        waves = new int[appends.Length];
        if (new Waves().Assign(appends, waves) == 1) return;
        // Stable, so that callers of one stream keep their order.
        var order = Enumerable.Range(0, appends.Length).OrderBy(i => waves[i]).ToArray();
        appends = [.. order.Select(i => pending[i])];
        waves = [.. order.Select(i => waves[i])];
    }

    /// <summary>Appends and answers every caller; true if there are new events.</summary>
    public async Task<bool> SendAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Call, connection);
        Fill(command.Parameters);
        await command.PrepareAsync(); // once for each connection; later it costs nothing
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var results = row.GetFieldValue<string[]>(0);
        // An import of many streams was done under the same key: it has no version.
        var versions = Array.ConvertAll(row.GetFieldValue<long?[]>(1), version => version ?? 0);
        var firsts = row.GetFieldValue<long[]>(2);
        var lasts = row.GetFieldValue<long[]>(3);
        var details = row.GetFieldValue<string?[]>(4);
        var others = row.GetFieldValue<string?[]>(5);
        var appended = false;
        // Read to the end first: only then is it committed.
        while (await row.NextResultAsync()) { }

        for (var i = 0; i < appends.Length; i++)
        {
            var stream = appends[i].Append.Stream;
            appended |= firsts[i] > 0;
            appends[i].Answer(Outcome(results[i], stream, versions[i], firsts[i], lasts[i], details[i], others[i]));
        }

        return appended;
    }

    /// <summary>What pl_append answers for one append.</summary>
    internal static AppendOutcome Outcome(string result, string stream, long version, long first, long last, string? detail, string? other) => result switch
    {
        "appended" => new AppendOutcome.Appended(stream, version, first, last),
        "unchanged" => new AppendOutcome.Unchanged(stream, version, last),
        "replayed" => new AppendOutcome.Replayed(other ?? stream, version, last, HadEvents: true),
        "replayed-unchanged" => new AppendOutcome.Replayed(other ?? stream, version, last, HadEvents: false),
        "conflict" => new AppendOutcome.VersionConflict(version),
        "reused" => new AppendOutcome.CommandReused(),
        "taken" => new AppendOutcome.IdTaken(detail!, other!),
        "archived" => new AppendOutcome.Archived(),
        _ => throw new InvalidOperationException($"pl_append answered {result}."),
    };

    private void Fill(NpgsqlParameterCollection to)
    {
        var all = Array.ConvertAll(appends, p => p.Append);
        var n = all.Sum(a => a.Events.Count);
        var eventOf = new int[n];
        var eventNth = new int[n];
        var events = new NewEvent[n];
        var reserves = all.SelectMany((a, i) => a.Reserves.Distinct(StringComparer.Ordinal).Select(id => (Of: i + 1, Id: id))).ToArray();
        for (int i = 0, at = 0; i < all.Length; i++)
        {
            for (var k = 0; k < all[i].Events.Count; k++, at++) (eventOf[at], eventNth[at], events[at]) = (i + 1, k + 1, all[i].Events[k]);
        }

        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(all, a => a.Stream));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(all, a => a.Scope));
        Add(to, NpgsqlDbType.Bigint, Array.ConvertAll(all, a => a.ExpectedVersion));
        Add(to, NpgsqlDbType.Integer, Array.ConvertAll(all, a => a.Events.Count));
        var ends = Enumerable.Range(0, waves.Length).Where(i => i + 1 == waves.Length || waves[i + 1] > waves[i]).ToArray();
        Add(to, NpgsqlDbType.Integer, Array.ConvertAll(ends, i => i + 1));
        Add(to, NpgsqlDbType.Integer, Array.ConvertAll(ends, i => all.Take(i + 1).Sum(a => a.Events.Count)));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(all, a => a.Command?.Actor));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(all, a => a.Command?.Key));
        Add(to, NpgsqlDbType.Bytea, Array.ConvertAll(all, a => a.Command is { } c ? Bytes(c.BodyHash) : null));
        Add(to, NpgsqlDbType.Bigint, Array.ConvertAll(all, a => a.AnswerPosition));
        Add(to, NpgsqlDbType.Integer, Array.ConvertAll(reserves, r => r.Of));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(reserves, r => r.Id));
        Add(to, NpgsqlDbType.Integer, eventOf);
        Add(to, NpgsqlDbType.Integer, eventNth);
        AddEvents(to, events);
    }

    /// <summary>The columns of events: id, type, data, headers, correlation, causation.</summary>
    internal static void AddEvents(NpgsqlParameterCollection to, NewEvent[] events)
    {
        Add(to, NpgsqlDbType.Uuid, Array.ConvertAll(events, e => e.Id));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(events, e => e.Type));
        Add(to, NpgsqlDbType.Jsonb, Array.ConvertAll(events, e => Bytes(e.Data)));
        Add(to, NpgsqlDbType.Jsonb, Array.ConvertAll(events, e => Headers.Write(e.Metadata)));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(events, e => e.Metadata.CorrelationId));
        Add(to, NpgsqlDbType.Varchar, Array.ConvertAll(events, e => e.Metadata.CausationId));
    }

    internal static void Add<T>(NpgsqlParameterCollection to, NpgsqlDbType type, T[] values) =>
        to.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });

    /// <summary>The bytes themselves where they are a whole array, as they nearly always are; else a copy.</summary>
    internal static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();
}
