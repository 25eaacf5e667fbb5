using System.Globalization;

namespace ProposalLedger.Load;

/// <summary>What a run is to come to; what it misses of that is said, and is the program's exit code.</summary>
internal static class Aims
{
    private const double MiB = 1024 * 1024;
    private const double MostOfCapacity = 1.2;

    /// <param name="result">What came of it.</param>
    /// <param name="p50">The longest median, in milliseconds; null where none is aimed at.</param>
    /// <param name="p99">The longest of the best 99 of 100.</param>
    public static IReadOnlyList<string> MissedBy(CrowdResult result, double? p50, double p99) =>
    [
        .. Complete(result.Lost, result.Repeated, result.OutOfOrder),
        .. AtMost("p50", result.P50, p50 ?? double.PositiveInfinity, "ms"),
        .. AtMost("p99", result.P99, p99, "ms"),
    ];

    public static IReadOnlyList<string> MissedBy(SlowResult result) =>
    [
        .. Complete(result.Lost, result.Repeated, result.OutOfOrder),
        .. AtMost("the node's growth", (result.Peak - result.Memory) / MiB, 64, "MiB"),
        .. AtMost("the silent client's cut after", result.Cut.TotalSeconds, 30, "s"),
    ];

    public static IReadOnlyList<string> MissedBy(OverloadResult result) =>
    [
        .. result.Doors.SelectMany(MissedBy),
        .. result.Acknowledged == result.Kept ? [] : (string[])[string.Create(CultureInfo.InvariantCulture, $"each acknowledged command once in the ledger: {result.Acknowledged} acknowledged, {result.Kept} of them kept")],
        .. AtMost("claims recorded that nobody was told of, beyond those without an answer", result.Untold - result.Unanswered, 0, ""),
    ];

    private static IEnumerable<string> MissedBy(DoorResult door) =>
    [
        .. AtMost($"{door.Asked}: p99 of what is accepted", door.P99, 2000, "ms"),
        .. AtMost($"{door.Asked}: recovered after", door.Recovered ?? double.PositiveInfinity, 5, "s"),
        .. AtMost($"{door.Asked}: answers without Retry-After", door.WithoutRetryAfter, 0, ""),
        .. AtMost($"{door.Asked}: other answers", door.Otherwise, 0, ""),
        .. AtMost($"{door.Asked}: accepted, of what it can do", door.Accepted / door.Capacity / door.Seconds, MostOfCapacity, "times: what it can do was found too low"),
        .. AtMost($"{door.Asked}: the node's growth", (door.Peak - door.Memory) / MiB, door.MostGrowth / MiB, "MiB"),
        .. door.Accepted > 0 ? [] : (string[])[$"{door.Asked}: nothing was accepted"],
        .. door.TooMany + door.Unavailable > 0 ? [] : (string[])[$"{door.Asked}: nothing was refused: it was no overload"],
    ];

    private static IEnumerable<string> Complete(long lost, long repeated, long outOfOrder) =>
        (lost, repeated, outOfOrder) == (0, 0, 0) ? [] : [string.Create(CultureInfo.InvariantCulture, $"all once and in order: {lost} lost, {repeated} repeated, {outOfOrder} out of order")];

    private static IEnumerable<string> AtMost(string what, double measured, double most, string unit) =>
        measured <= most ? [] : [string.Create(CultureInfo.InvariantCulture, $"{what} at most {most:0.#} {unit}: it was {measured:0.#} {unit}")];
}
