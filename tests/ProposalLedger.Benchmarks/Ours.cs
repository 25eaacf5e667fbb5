using System.Security.Cryptography;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks;

/// <summary>The ledger's own store, as the server uses it: every append has a command id, so that it may be sent twice.</summary>
internal sealed class Ours : IContender
{
    private const string Scope = "benchmark";
    private const int PageSize = 1_000;
    private static readonly EventMetadata Metadata = new() { Actor = "benchmark", Occurred = "2025-11-21", Sources = ["first-source"] };
    private readonly LedgerDatabase database;
    private readonly NpgsqlDataSource connections;
    private readonly LedgerStore store;

    private Ours(LedgerDatabase database)
    {
        this.database = database;
        connections = StoreConnections.Create(database.ConnectionString);
        store = new LedgerStore(connections);
    }

    public string Name => "ProposalLedger";

    public LedgerDatabase Database => database;

    public NpgsqlDataSource Connections => connections;

    public LedgerStore Store => store;

    public static async Task<Ours> CreateAsync() => new(await LedgerDatabase.CreateAsync());

    public async Task PrepareAsync(Extent extent, CancellationToken ct)
    {
        var appends = Enumerable.Range(0, extent.Streams).Select(stream => Of($"filled-{stream}", 0, Extent.StreamLength) with { Command = null }).ToList();
        foreach (var some in appends.Chunk(1_000)) await store.AppendAllAsync(some, ct: ct);
    }

    public async Task<Result?> RunAsync(Workload workload, Extent extent, string run, CancellationToken ct) => workload.Work switch
    {
        Work.Append => await Meter.RepeatedAsync(workload.Workers, extent, async (worker, round) =>
        {
            await AppendAsync(Of($"{run}-{worker}", round, 1));
            return 1;
        }),
        Work.Decide => await Meter.RepeatedAsync(workload.Workers, extent, async (worker, round) =>
        {
            var stream = $"{run}-{worker}-{round / Extent.StreamLength}";
            var state = await FoldAsync(stream, ct);
            if (state.Events != round % Extent.StreamLength) throw new InvalidOperationException($"{stream} has {state.Events} events.");
            await AppendAsync(Of(stream, state.Events, 1));
            return 1;
        }),
        Work.Batches => await Meter.RepeatedAsync(workload.Workers, extent, async (worker, round) =>
        {
            await AppendAsync(Of($"{run}-{worker}-{round}", 0, Extent.StreamLength));
            return Extent.StreamLength;
        }),
        Work.Streams => await Meter.RepeatedAsync(workload.Workers, extent, async (_, _) =>
        {
            var state = await FoldAsync($"filled-{Random.Shared.Next(extent.Streams)}", ct);
            return state.Events == Extent.StreamLength ? 1 : throw new InvalidOperationException($"A stream of {state.Events} events.");
        }),
        Work.Log => await Meter.OnceAsync(async () =>
        {
            var state = Folded.Empty;
            await foreach (var page in store.ReadPagesToFoldAsync(0, PageSize, upTo: extent.Streams * Extent.StreamLength, ct: ct))
                foreach (var stored in page) state = state.With(Said.Parse(stored.Data));
            return state.Events;
        }),
        Work.Rebuild => await Meter.OnceAsync(() => RebuiltView.MakeAsync(store, new ViewStore(connections), extent, ct)),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await connections.DisposeAsync();
        await database.DisposeAsync();
    }

    public static Append Of(string stream, long expected, int events)
    {
        var key = Guid.NewGuid();
        return new Append
        {
            Stream = stream, Scope = Scope, ExpectedVersion = expected,
            Events = [.. Enumerable.Range(0, events).Select(_ => new NewEvent(Guid.CreateVersion7(), "said.v1", Said.Json, Metadata))],
            Command = new CommandId("benchmark", $"{key}", SHA256.HashData(key.ToByteArray())),
        };
    }

    private async Task AppendAsync(Append append)
    {
        var outcome = await store.AppendAsync(append);
        if (outcome is not AppendOutcome.Appended) throw new InvalidOperationException($"{append.Stream} at {append.ExpectedVersion}: {outcome}");
    }

    private async Task<Folded> FoldAsync(string stream, CancellationToken ct) =>
        await store.FoldStreamAsync(stream, Folded.Empty, static (state, stored) => state.With(Said.Parse(stored.Data)), ct);
}
