namespace ProposalLedger.Faults;

/// <summary>What came of one fault.</summary>
internal sealed record Row(
    string Fault, int Repetitions, int Subscribers, int Events, int Acknowledged, int Reconnections, int Lost, int Repeated, int OutOfOrder, TimeSpan LongestGap, string Note)
{
    public static string Table(IEnumerable<Row> rows) => string.Join('\n', (string[])
    [
        "",
        "| fault | repetitions | subscribers | events | acknowledged writes | reconnections | lost | repeated | out of order | longest gap | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
        .. rows.Select(row => FormattableString.Invariant(
            $"| {row.Fault} | {row.Repetitions} | {row.Subscribers} | {row.Events:N0} | {row.Acknowledged:N0} | {row.Reconnections} | {row.Lost} | {row.Repeated} | {row.OutOfOrder} | {row.LongestGap.TotalSeconds:0.0} s | {row.Note} |")),
    ]);
}
