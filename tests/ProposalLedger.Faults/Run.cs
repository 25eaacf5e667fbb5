using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults;

/// <summary>One fault under way: writers write, subscribers follow; at its end both are compared with the log.</summary>
internal sealed class Run : IAsyncDisposable
{
    private static int count;
    private readonly Stand stand;
    private readonly string fault, name;
    private readonly object[] subscribers;
    private readonly NodeProgram program;
    private readonly LeaseWatch lease;
    private readonly long after;

    private Run(Stand stand, string fault, object[] subscribers, long after, (string, string)[] environment)
    {
        (this.stand, this.fault, this.subscribers, this.after) = (stand, fault, subscribers, after);
        name = $"run-{Interlocked.Increment(ref count)}";
        Writers = new Writers(stand.Nginx.Url, Stand.Negotiation, name);
        lease = new LeaseWatch(stand.Cluster.ConnectionString);
        program = NodeProgram.Start(
            Path.Combine(NodeProgram.RepositoryRoot, "tests", "ProposalLedger.Faults", "programs", "subscribers.mjs"),
            new { subscribers, after, last = Last }, environment);
    }

    public Writers Writers { get; }

    /// <summary>Said of the fault in the table.</summary>
    public string Note { get; set; } = "";

    /// <summary>Of the program that all subscribers run in.</summary>
    public int ProcessId { get; private set; }

    private string Last => name + "-last";

    /// <summary>Starts, and waits until every subscriber has what there is and something new has been acknowledged.</summary>
    public static async Task<Run> BeginAsync(Stand stand, string fault, IEnumerable<object> subscribers, CancellationToken ct, params (string, string)[] environment)
    {
        await stand.MendAsync(ct);
        Progress.Say($"{fault}: begins");
        var log = await ReadLogAsync(stand, 0, ct);
        var run = new Run(stand, fault, [.. subscribers], log.Count, environment);
        run.ProcessId = (await run.program.NextAsync(ct)).GetProperty("pid").GetInt32();
        await run.AllSayAsync("following", ct);
        run.Writers.Start();
        await run.Writers.MoreAsync(20, ct);
        return run;
    }

    /// <summary>Waits until every subscriber has said this once more: that it is <c>lost</c>, or <c>back</c>.</summary>
    public async Task AllSayAsync(string word, CancellationToken ct)
    {
        for (var said = new HashSet<int>(); said.Count < subscribers.Length;)
            if (await program.NextAsync(ct) is var line && line.GetProperty("kind").GetString() == word) said.Add(line.GetProperty("number").GetInt32());
    }

    /// <summary>Ends, and expects that nothing is lost, repeated or out of order, and every acknowledged write is in the log once.</summary>
    public async Task EndAsync(int repetitions, CancellationToken ct)
    {
        await Writers.StopAsync();
        await Writers.WriteAsync(Last, 0);
        var results = (await program.RestAsync(ct)).Where(line => line.GetProperty("kind").GetString() == "subscriber").ToList();
        var log = await ReadLogAsync(stand, after, ct);
        var found = results.Select(result => new Found(log, result)).ToList();
        var row = new Row(
            fault, repetitions, results.Count, log.Count, Writers.Acknowledged.Count, found.Sum(f => f.Reconnections), found.Sum(f => f.Lost), found.Sum(f => f.Repeated),
            found.Sum(f => f.OutOfOrder), found.Max(f => f.Gap), Note);
        stand.Rows.Add(row);
        Progress.Say(Row.Table([row]));
        Progress.Say($"{fault}: {Writers.Retries} writes were sent again; connections ended by " + string.Join(", ",
            results.SelectMany(r => r.GetProperty("ends").EnumerateObject()).GroupBy(e => e.Name).Select(g => $"{g.Key}: {g.Sum(e => e.Value.GetInt32())}")));

        Assert.Equal(subscribers.Length, results.Count);
        Assert.All(results, result => Assert.Empty(result.GetProperty("faults").EnumerateArray().Select(f => f.GetString())));
        Assert.Equal((0, 0, 0), (row.Lost, row.Repeated, row.OutOfOrder));
        Assert.All(found, f => Assert.True(f.IsTheLog, "a subscriber saw other events than the log holds"));
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => after + i), log.Select(e => e.Position));
        Assert.True(lease is { Most: 1, Held: > 0 }, $"{lease.Most} nodes held the lease at once; it was seen held {lease.Held} times");
        // Every claim of the writers once, at the position that was acknowledged; and none beside them.
        Assert.Equal(
            Writers.Acknowledged.OrderBy(pair => pair.Value).Select(pair => (pair.Value, pair.Key)),
            log.Select(e => (e.Position, JsonElement.Parse(e.Data.Span).GetProperty("id").GetString()!)));
    }

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        await Writers.DisposeAsync();
        await lease.DisposeAsync();
    }

    private static async Task<IReadOnlyList<StoredEvent>> ReadLogAsync(Stand stand, long after, CancellationToken ct)
    {
        await using var connections = StoreConnections.Create(stand.Cluster.ConnectionString);
        await using var store = new LedgerStore(connections);
        return await store.ReadLogAsync(after, int.MaxValue, ct: ct);
    }

    /// <summary>What one subscriber was sent, held against the log.</summary>
    private sealed class Found
    {
        public Found(IReadOnlyList<StoredEvent> log, JsonElement result)
        {
            var positions = result.GetProperty("positions").EnumerateArray().Select(p => p.GetInt64()).ToList();
            var ids = result.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid());
            IsTheLog = positions.Zip(ids).SequenceEqual(log.Select(e => (e.Position, e.Id)));
            Lost = log.Select(e => e.Position).Except(positions).Count();
            Repeated = positions.Count - positions.Distinct().Count();
            OutOfOrder = positions.Zip(positions.Skip(1)).Count(pair => pair.Second < pair.First);
            Reconnections = result.GetProperty("reconnections").GetInt32();
            Gap = TimeSpan.FromMilliseconds(result.GetProperty("gap").GetDouble());
        }

        public bool IsTheLog { get; }
        public int Lost { get; }
        public int Repeated { get; }
        public int OutOfOrder { get; }
        public int Reconnections { get; }
        public TimeSpan Gap { get; }
    }
}
