using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Hot;

/// <summary>The same calls with PostgreSQL behind them: what counts is what they allocate.</summary>
public class Asking
{
    private static readonly EventMetadata Metadata = new() { Actor = "benchmark", Occurred = "2025-11-21", Sources = ["first-source"] };
    private LedgerDatabase database = null!;
    private NpgsqlDataSource connections = null!;
    private LedgerStore store = null!;
    private long version;

    // Not asynchronous itself: who measures in this process does not wait for that.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    private async Task SetupAsync()
    {
        database = await LedgerDatabase.CreateAsync();
        connections = StoreConnections.Create(database.ConnectionString);
        store = new LedgerStore(connections);
        await store.AppendAllAsync([.. Enumerable.Range(0, 40).Select(n => Of($"filled-{n}", 0, Extent.StreamLength) with { Command = null })]);
    }

    private async Task CleanupAsync()
    {
        await store.DisposeAsync();
        await connections.DisposeAsync();
        await database.DisposeAsync();
    }

    [Benchmark]
    public Task<AppendOutcome> AppendOne() => store.AppendAsync(Of("hot", version++, 1));

    [Benchmark]
    public Task<IReadOnlyList<StoredEvent>> ReadStreamOf30() => store.ReadStreamAsync("filled-7");

    [Benchmark]
    public Task<IReadOnlyList<StoredEvent>> ReadPageOf1000() => store.ReadLogAsync(0, 1_000);

    /// <summary>What a node asks for when it hears of one new event.</summary>
    [Benchmark]
    public Task<IReadOnlyList<StoredEvent>> ReadTailOf1() => store.ReadLogAsync(40 * Extent.StreamLength - 1, 1_000, upTo: 40 * Extent.StreamLength);

    private static Append Of(string stream, long expected, int events)
    {
        var key = Guid.NewGuid();
        return new Append
        {
            Stream = stream, Scope = "benchmark", ExpectedVersion = expected,
            Events = [.. Enumerable.Range(0, events).Select(_ => new NewEvent(Guid.CreateVersion7(), "said.v1", Said.Json, Metadata))],
            Command = new CommandId("benchmark", $"{key}", SHA256.HashData(key.ToByteArray())),
        };
    }
}
