namespace ProposalLedger.Benchmarks;

/// <summary>What is measured, of each contender alike.</summary>
internal enum Work
{
    /// <summary>One event with an expected version to each writer's own stream.</summary>
    Append,

    /// <summary>The same after the stream was read and folded; a new stream every thirty events.</summary>
    Decide,

    /// <summary>A new stream of thirty events in one append.</summary>
    Batches,

    /// <summary>Reads and folds a stream of thirty, chosen at random.</summary>
    Streams,

    /// <summary>Reads all events in the order of the log, in pages of a thousand, and looks into each.</summary>
    Log,

    /// <summary>Makes a view anew from all events, a document for each stream, beside the one that is served, and puts it in its place.</summary>
    Rebuild,
}

/// <param name="Name">A row of the table.</param>
/// <param name="Work">What is done.</param>
/// <param name="Workers">By so many at once.</param>
/// <param name="Goal">What is aimed at.</param>
internal sealed record Workload(string Name, Work Work, int Workers, Goal Goal)
{
    public static readonly IReadOnlyList<Workload> All =
    [
        new("W1 append 1 event with expected version, 1 writer", Work.Append, 1, new(OfPeers: 1)),
        new("W1, 8 writers", Work.Append, 8, new(OfPeers: 3)),
        new("W1, 32 writers", Work.Append, 32, new(OfLimit: 0.8)),
        new("W1, 128 writers", Work.Append, 128, new(OfBestLimit: 1)),
        new("W1 as load, fold, decide, append, 32 writers", Work.Decide, 32, new(OfMarten: 10)),
        new("W2 streams of 30 events in one append, 32 writers", Work.Batches, 32, new(OfPeers: 3)),
        new("W3 read and fold a stream of 30, 8 readers, streams/s", Work.Streams, 8, new(OfLimit: 0.6)),
        new("W4 read the log in order", Work.Log, 1, new(OfLimit: 0.7)),
        new("W4 rebuild a view of a document for each stream", Work.Rebuild, 1, new(OfMarten: 3)),
    ];
}

/// <summary>How far above the best peer, how much of the limit in the same row, or of the best that the limit does of this work in any row; or how far above Marten, which is measured elsewhere.</summary>
internal sealed record Goal(double? OfPeers = null, double? OfLimit = null, double? OfBestLimit = null, double? OfMarten = null);

/// <summary>How long and how much.</summary>
/// <param name="Rounds">Each row is measured so many times.</param>
/// <param name="WarmUp">Seconds before it counts.</param>
/// <param name="Seconds">How long it counts.</param>
/// <param name="Events">In the log that is read.</param>
/// <param name="Imported">Events of the large case.</param>
/// <param name="Few">Clients of the hub.</param>
/// <param name="Many">Clients of the hub, the few among them.</param>
internal sealed record Extent(int Rounds, double WarmUp, double Seconds, int Events, int Imported, int Few, int Many)
{
    public const int StreamLength = 30;
    public static readonly Extent Long = new(Rounds: 3, WarmUp: 0.7, Seconds: 2.5, Events: 200_000, Imported: 100_000, Few: 100, Many: 1_000);
    public static readonly Extent Short = new(Rounds: 1, WarmUp: 0.1, Seconds: 0.4, Events: 15_000, Imported: 2_000, Few: 20, Many: 100);

    /// <summary>Whole streams, as many as hold the events.</summary>
    public int Streams => (Events + StreamLength - 1) / StreamLength;
}

/// <summary>What a contender did: events or streams a second, and how long each call took, in milliseconds, where that was measured.</summary>
internal sealed record Result(double PerSecond, double? P50 = null, double? P99 = null);

/// <summary>Whoever does the work.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Fills its database for what is read.</summary>
    Task PrepareAsync(Extent extent, CancellationToken ct);

    /// <summary>Null where it has no such thing.</summary>
    Task<Result?> RunAsync(Workload workload, Extent extent, string run, CancellationToken ct);
}
