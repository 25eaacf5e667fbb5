namespace ProposalLedger.Views.Steps;

internal static class StepsQuestion
{
    /// <summary>So many fit side by side on a screen, and go in one answer.</summary>
    private const int Most = 1000;

    /// <summary>Exact steps on each side of <c>around</c>.</summary>
    private const int Beside = 25;

    public static Answer Ask(Snapshot snapshot, Query query)
    {
        var clock = query["clock"] is { } name ? Clocks.Find(name) : Clock.AsOf;
        if (clock is null) query.Refusals.Add(new("unknown-clock", "/clock", $"'{query["clock"]}' is none of {string.Join(", ", Clocks.All.Select(c => c.Name()))}."));
        var around = Cut.Now;
        if (clock is { } read && query["around"] is { } value)
            query.Refusals.AddRange(Cut.TryRead(new Dictionary<string, string> { [read.Name()] = value }, out around).Select(r => r with { Pointer = "/around" }));
        return query.Refusals.Count > 0 ? new Answer.Refused(query.Refusals)
            : new Answer.Body(Of(StepLine.Of(snapshot, clock!.Value), clock.Value, around == Cut.Now ? null : around));
    }

    private static StepsOfClock Of(StepLine line, Clock clock, Cut? around)
    {
        var here = around is null ? 0 : line.IndexAt(around);
        var (first, last) = around is null ? (0, line.Count - 1) : (Math.Max(0, here - Beside), Math.Min(line.Count - 1, here + Beside));
        var together = around is null ? Math.Max(1, (line.Count + Most - 1) / Most) : 1;
        var items = new List<Stop>();
        for (var at = first; at <= last; at += together) items.Add(line.Together(at, Math.Min(at + together - 1, last)));
        return new()
        {
            Clock = clock.Name(), Total = line.Count, Together = together, WithoutStep = line.WithoutStep, Items = items,
            First = line.ValueOrNull(0), Last = line.ValueOrNull(line.Count - 1),
            Around = around is null ? null : new() { Previous = line.ValueOrNull(here - 1), Current = line.ValueOrNull(here), Next = line.ValueOrNull(here + 1) },
        };
    }
}
