using System.Text.Json;

namespace ProposalLedger.Load;

/// <summary>From an event's commit, by PostgreSQL's clock on this machine, to each client: every event of every client is counted.</summary>
internal sealed class Arrivals
{
    private const int Tenths = 600_000; // of a millisecond: a minute
    private readonly Dictionary<long, long> committed = [];
    private int[] counts = new int[Tenths + 1];

    /// <summary>Forgets what came so far, as from a warm-up. Called when every client has everything.</summary>
    public void Begin() => counts = new int[Tenths + 1];

    /// <summary>Called by the one thread that reads.</summary>
    public void Arrived(long position, ReadOnlySpan<byte> message, long now)
    {
        if (!committed.TryGetValue(position, out var at))
        {
            var reader = new Utf8JsonReader(message);
            var item = JsonElement.ParseValue(ref reader).GetProperty("item");
            if (item.GetProperty("position").GetInt64() != position) throw new InvalidDataException($"Position {position} is another's: {item}");
            committed.Add(position, at = item.GetProperty("time").GetDateTime().Ticks);
        }

        counts[Math.Clamp((now - at) / (TimeSpan.TicksPerMillisecond / 10), 0, Tenths)]++;
    }

    public long Count => counts.Sum(c => (long)c);

    /// <summary>Milliseconds within which this part of them came.</summary>
    public double Within(double part)
    {
        var wanted = (long)Math.Ceiling(Count * part);
        var tenths = 0;
        for (long seen = counts[0]; seen < wanted; seen += counts[tenths]) tenths++;
        return tenths / 10.0;
    }
}
