using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>Some appends in the order in which pl_append takes them, and their outcomes out of what it answers.</summary>
internal sealed class Batch
{
    private readonly PendingAppend[] appends;
    private readonly int[] waves;

    public Batch(List<PendingAppend> pending, Waves? by = null)
    {
        appends = [.. pending];
        waves = new int[appends.Length];
        if ((by ?? new Waves()).Assign(appends, waves) == 1) return;
        // Stable, so that callers of one stream keep their order.
        var order = Enumerable.Range(0, appends.Length).OrderBy(i => waves[i]).ToArray();
        appends = [.. order.Select(i => pending[i])];
        waves = [.. order.Select(i => waves[i])];
    }

    /// <summary>In the order of their waves.</summary>
    public IReadOnlyList<PendingAppend> Appends => appends;

    /// <summary>Whether the append is the last of its wave.</summary>
    public bool EndsWave(int index) => index + 1 == waves.Length || waves[index + 1] > waves[index];

    /// <summary>Answers every caller; true if there are new events.</summary>
    public bool Answer(Answers answers)
    {
        var appended = false;
        for (var i = 0; i < appends.Length; i++)
        {
            appended |= answers.Firsts[i] > 0;
            appends[i].Answer(Outcome(answers.Results[i], appends[i].Append.Stream, answers.Versions[i] ?? 0, answers.Firsts[i], answers.Lasts[i], answers.Details[i], answers.Others[i]));
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
