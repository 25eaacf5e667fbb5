namespace ProposalLedger.Faults;

/// <summary>What came of one fault.</summary>
internal sealed record Row(
    string Fault, int Repetitions, int Subscribers, int Events, int Acknowledged, int Reconnections, int Lost, int Repeated, int OutOfOrder, TimeSpan LongestGap, string Note)
{
    /// <summary>Of a fault that was run several times.</summary>
    private Row And(Row next) => next with
    {
        Repetitions = Repetitions + next.Repetitions, Events = Events + next.Events, Acknowledged = Acknowledged + next.Acknowledged, Reconnections = Reconnections + next.Reconnections,
        Lost = Lost + next.Lost, Repeated = Repeated + next.Repeated, OutOfOrder = OutOfOrder + next.OutOfOrder, LongestGap = LongestGap > next.LongestGap ? LongestGap : next.LongestGap,
    };

    public static string Table(IEnumerable<Row> rows) => string.Join('\n', (string[])
    [
        "",
        "| fault | repetitions | subscribers | events | acknowledged writes | reconnections | lost | repeated | out of order | longest gap | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
        .. rows.GroupBy(row => row.Fault).Select(runs => runs.Aggregate((one, next) => one.And(next))).Select(row => FormattableString.Invariant(
            $"| {row.Fault} | {row.Repetitions} | {row.Subscribers} | {row.Events:N0} | {row.Acknowledged:N0} | {row.Reconnections} | {row.Lost} | {row.Repeated} | {row.OutOfOrder} | {row.LongestGap.TotalSeconds:0.0} s | {row.Note} |")),
    ]);
}
