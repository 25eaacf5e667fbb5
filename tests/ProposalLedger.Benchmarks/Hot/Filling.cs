using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using ProposalLedger.EventStore;

namespace ProposalLedger.Benchmarks.Hot;

/// <summary>From waiting appends to what goes to PostgreSQL, and from its answers to theirs; without PostgreSQL.</summary>
public class Filling
{
    private static readonly EventMetadata Metadata = new() { Actor = "benchmark", Occurred = "2025-11-21", Sources = ["first-source"] };
    private readonly AppendLists lists = new();
    private readonly Waves waves = new();
    private List<PendingAppend> pending = [];
    private Batch batch = null!;
    private Answers answers = null!;

    /// <summary>Appends in the batch.</summary>
    [Params(1, 64)]
    public int Appends { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        pending = [.. Enumerable.Range(0, Appends).Select(n => new PendingAppend(Of($"stream-{n}")))];
        batch = new Batch(pending);
        answers = new(
            [.. pending.Select(_ => "appended")], [.. pending.Select(_ => (long?)1)], [.. pending.Select((_, n) => n + 1L)], [.. pending.Select((_, n) => n + 1L)],
            new string?[Appends], new string?[Appends]);
    }

    [Benchmark]
    public object Order() => new Batch(pending, waves);

    [Benchmark]
    public void Fill() => lists.Fill(batch);

    [Benchmark]
    public bool Answer() => batch.Answer(answers);

    [Benchmark]
    public byte[] WriteHeaders() => Headers.Write(Metadata);

    private static Append Of(string stream) => new()
    {
        Stream = stream, Scope = "benchmark", ExpectedVersion = 0, Events = [new NewEvent(Guid.CreateVersion7(), "said.v1", Said.Json, Metadata)],
        Command = new CommandId("benchmark", stream, SHA256.HashData(Said.Json)),
    };
}
