using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using ProposalLedger.Benchmarks;

namespace ProposalLedger.MartenInterop;

/// <summary>Marten in tables of its own making, with the metadata that a ledger keeps. It has no gapless order and no idempotency to pay for.</summary>
internal sealed class MartenContender : IContender
{
    private readonly Database database;
    private readonly DocumentStore store;

    private MartenContender(string name, Database database, string settings)
    {
        (Name, this.database) = (name, database);
        store = DocumentStore.For(options =>
        {
            options.Connection(database.ConnectionString + settings);
            options.AutoCreateSchemaObjects = AutoCreate.All;
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.MetadataConfig.EnableAll();
            options.UseSystemTextJsonForSerialization(new JsonSerializerOptions(SaidJson.Default.Options) { TypeInfoResolver = JsonTypeInfoResolver.Combine(SaidJson.Default, new DefaultJsonTypeInfoResolver()) });
            options.Events.MapEventType<Said>("said.v1");
            options.Projections.Add(new StreamSnapshots(), ProjectionLifecycle.Async);
        });
    }

    public string Name { get; }

    /// <summary>As it comes.</summary>
    public static async Task<IContender> CreateAsync() => new MartenContender("Marten", await Database.CreateAsync("marten"), "");

    /// <summary>As who knows Npgsql sets it up.</summary>
    public static async Task<IContender> CreateTunedAsync() =>
        new MartenContender("Marten, tuned", await Database.CreateAsync("marten_tuned"), ";No Reset On Close=true;Max Auto Prepare=50");

    public async Task PrepareAsync(Extent extent, CancellationToken ct)
    {
        foreach (var some in Enumerable.Range(0, extent.Streams).Chunk(100))
        {
            await using var session = Session();
            foreach (var stream in some) session.Events.StartStream($"filled-{stream}", Enumerable.Repeat<object>(Said.Example, Extent.StreamLength));
            await session.SaveChangesAsync(ct);
        }
    }

    public async Task<Result?> RunAsync(Workload workload, Extent extent, string run, CancellationToken ct) => workload.Work switch
    {
        Work.Append => await Meter.RepeatedAsync(workload.Workers, extent, async (worker, round) =>
        {
            await using var session = Session();
            session.Events.Append($"{run}-{worker}", round + 1, Said.Example);
            await session.SaveChangesAsync(ct);
            return 1;
        }),
        Work.Decide => await Meter.RepeatedAsync(workload.Workers, extent, async (worker, round) =>
        {
            await using var session = Session();
            var (stream, expected) = ($"{run}-{worker}-{round / Extent.StreamLength}", round % Extent.StreamLength);
            var state = await FoldAsync(session, stream, ct);
            if (state.Events != expected) throw new InvalidOperationException($"{stream} has {state.Events} events.");
            session.Events.Append(stream, expected + 1, Said.Example);
            await session.SaveChangesAsync(ct);
            return 1;
        }),
        Work.Batches => await Meter.RepeatedAsync(workload.Workers, extent, async (worker, round) =>
        {
            await using var session = Session();
            session.Events.StartStream($"{run}-{worker}-{round}", Enumerable.Repeat<object>(Said.Example, Extent.StreamLength));
            await session.SaveChangesAsync(ct);
            return Extent.StreamLength;
        }),
        Work.Streams => await Meter.RepeatedAsync(workload.Workers, extent, async (_, _) =>
        {
            await using var session = store.QuerySession();
            var state = await FoldAsync(session, $"filled-{Random.Shared.Next(extent.Streams)}", ct);
            return state.Events == Extent.StreamLength ? 1 : throw new InvalidOperationException($"A stream of {state.Events} events.");
        }),
        Work.Log => await Meter.OnceAsync(async () =>
        {
            await using var session = store.QuerySession();
            var (state, after) = (Folded.Empty, 0L);
            while (state.Events < extent.Streams * Extent.StreamLength)
            {
                var from = after;
                var page = await session.Events.QueryAllRawEvents().Where(e => e.Sequence > from).OrderBy(e => e.Sequence).Take(1_000).ToListAsync(ct);
                foreach (var stored in page) state = state.With((Said)stored.Data);
                after = page[^1].Sequence;
            }
            return state.Events;
        }),
        Work.Rebuild => await Meter.OnceAsync(async () =>
        {
            await using var session = store.QuerySession();
            long events = await session.Events.QueryAllRawEvents().CountAsync(ct); // those of the rounds before are among them
            using var daemon = await store.BuildProjectionDaemonAsync();
            await daemon.RebuildProjectionAsync<StreamSnapshot>(TimeSpan.FromMinutes(10), ct);
            return await session.Query<StreamSnapshot>().SumAsync(snapshot => snapshot.Events, ct) is var made && made == events ? events : throw new InvalidOperationException($"{made} of {events} events.");
        }),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task<Folded> FoldAsync(IQuerySession session, string stream, CancellationToken ct) =>
        (await session.Events.FetchStreamAsync(stream, token: ct)).Aggregate(Folded.Empty, (state, stored) => state.With((Said)stored.Data));

    // Who and why, as the ledger keeps them of each event.
    private IDocumentSession Session()
    {
        var session = store.LightweightSession();
        session.SetHeader("actor", "benchmark");
        session.SetHeader("occurred", "2025-11-21");
        (session.CorrelationId, session.CausationId) = ("correlation", "causation");
        return session;
    }
}

/// <summary>A document for each stream, as the view that ours makes anew.</summary>
public sealed record StreamSnapshot(string Id, int Events, long Amount, string Last);

internal sealed class StreamSnapshots : SingleStreamProjection<StreamSnapshot, string>
{
    public override StreamSnapshot? Evolve(StreamSnapshot? snapshot, string id, IEvent e)
    {
        var said = (Said)e.Data;
        return new StreamSnapshot(id, (snapshot?.Events ?? 0) + 1, (snapshot?.Amount ?? 0) + said.Amount, said.Text);
    }
}
