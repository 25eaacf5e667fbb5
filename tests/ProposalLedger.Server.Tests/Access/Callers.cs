using System.Text.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Streams of several callers at once, and what each has said so far.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private readonly NodeProgram program;
    private readonly Dictionary<string, List<JsonElement>> said = new(StringComparer.Ordinal);

    private Callers(IEnumerable<object> streams) => program = NodeProgram.Start("callers.mjs", new { streams });

    public static Callers Start(params object[] streams) => new(streams);

    /// <summary>What a stream has got so far.</summary>
    public IReadOnlyList<JsonElement> this[string name] => said.GetValueOrDefault(name, []);

    /// <summary>The positions of its events.</summary>
    public IReadOnlyList<long> Events(string name) => [.. this[name].Where(m => Kind(m) == "event").Select(m => m.GetProperty("position").GetInt64())];

    /// <summary>How far it says that it is.</summary>
    public long Done(string name) => this[name].Where(m => Kind(m) is "event" or "heartbeat" or "state").Select(m => m.GetProperty("position").GetInt64()).DefaultIfEmpty().Max();

    /// <summary>The code that it ended with, or that it was refused; null while it flows.</summary>
    public string? End(string name) => this[name].Where(m => Kind(m) is "ended" or "refused").Select(m => Kind(m) == "refused" ? "refused" : m.GetProperty("code").GetString() ?? "").FirstOrDefault();

    /// <summary>Reads on until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken ct)
    {
        while (!holds())
        {
            var next = await program.NextAsync(ct);
            var name = next.GetProperty("name").GetString()!;
            if (!said.TryGetValue(name, out var list)) said.Add(name, list = []);
            list.Add(next);
        }
    }

    /// <summary>Each message follows the one before it.</summary>
    public void AssertUnbroken(string name)
    {
        var position = 0L;
        foreach (var message in this[name].Where(m => Kind(m) is "event" or "heartbeat"))
        {
            Assert.Equal(position, message.GetProperty("previous").GetInt64());
            position = message.GetProperty("position").GetInt64();
        }
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();

    public static string Kind(JsonElement message) => message.GetProperty("kind").GetString()!;
}
