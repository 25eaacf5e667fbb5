using System.Globalization;
using ProposalLedger.Domain.Clocks;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Views;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Drafts;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Positions;
using ProposalLedger.Views.Steps;

namespace ProposalLedger.Server.Pages;

/// <summary>What the wall dashboard shows of a state, beside what its views answer.</summary>
/// <param name="Latest">The events recorded last, latest first.</param>
/// <param name="Talks">Where the talks stand in time.</param>
/// <param name="Draft">The latest draft with the state of its points; null where none has been tabled.</param>
/// <param name="Tabled">The same draft, with what it leaves unsaid of the one before it.</param>
/// <param name="Positions">The row that changed last comes first.</param>
public sealed record Wall(IReadOnlyList<LatestStep> Latest, TalksClock Talks, DraftConvergence? Draft, DraftAsTabled? Tabled, PositionMatrix Positions)
{
    /// <summary>As many as a screen holds in letters that are read from across a room; how many more there are is said.</summary>
    public const int EventsShown = 4, PointsShown = 28, RowsShown = 8, PartiesShown = 6;

    /// <summary>So many of the last positions of the log can be new to who looks on.</summary>
    public const int Recently = 50;

    public static Wall Of(Snapshot snapshot, DateTimeOffset now)
    {
        var draft = ((ConvergenceOfDrafts)Ask(snapshot, "convergence")).Drafts is [.., var last] ? last : null;
        return new(
            LatestSteps.Of(snapshot, EventsShown), TalksClock.Of(snapshot, now), draft, draft is null ? null : (DraftAsTabled)Ask(snapshot, $"drafts/{draft.Draft}"),
            (PositionMatrix)Ask(snapshot, "positions", ("sort", "changed")));
    }

    private static object Ask(Snapshot snapshot, string view, params (string Name, string Value)[] query) =>
        Questions.Answer(snapshot, view, query.ToDictionary(q => q.Name, q => q.Value, StringComparer.Ordinal)) is Answer.Body(var body) ? body
            : throw new InvalidOperationException($"The view {view} has an answer in every state.");
}

/// <summary>Where the talks stand in time: counted from today, or from the day that is shown.</summary>
/// <param name="Moment">Up to which things have happened: now, or the end of what is shown.</param>
/// <param name="IsNow">False where the state is that of another day.</param>
/// <param name="Latest">The latest day on which anything happened, up to today, and what.</param>
/// <param name="First">The first draft.</param>
/// <param name="Next">The first session that is announced and not yet over.</param>
public sealed record TalksClock(DateTimeOffset Moment, bool IsNow, Stop? Latest, Draft? First, Session? Next)
{
    public static TalksClock Of(Snapshot snapshot, DateTimeOffset now)
    {
        var cut = snapshot.Cut;
        var shown = (cut.AsOf ?? cut.KnownBy)?.End?.AddTicks(-1) ?? (cut.At is null ? now : snapshot.Recorded);
        var moment = shown < now ? shown : now;
        var today = DateOnly.FromDateTime(moment.UtcDateTime);
        return new(
            moment, cut == Cut.Now, LatestSteps.LatestHappening(snapshot, today), snapshot.InTime<Draft>().Select(d => d.Entry).FirstOrDefault(),
            snapshot.InTime<Session>().Select(s => s.Entry).FirstOrDefault(s => s.Status == SessionStatus.Announced && !(s.Occurred.End <= moment)));
    }

    /// <summary>UTC.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Moment.UtcDateTime);

    /// <summary>What is said before the date of an entry: what is announced, or dated later, is not said to have happened.</summary>
    public string Before(Entry entry, Edtf date) => entry is Session { Status: not SessionStatus.Held } ? "for" : date.Start > Moment ? "dated" : "happened";

    /// <summary>The day of the latest happening, as an address has it.</summary>
    public DateOnly? LatestDay => Latest is null ? null : DateOnly.ParseExact(Latest.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string LatestWords => Latest is null ? "" : Words.Say.Capital(Latest.Sentence);

    /// <summary>Whole days from the last day that a date covers; null where it has none.</summary>
    public int? Since(Edtf date) => date.End is { } end ? Today.DayNumber - DateOnly.FromDateTime(end.AddTicks(-1).UtcDateTime).DayNumber : null;

    /// <summary>From today, or from the day that is shown.</summary>
    public string Ago(int days) => (days, IsNow) switch
    {
        (0, true) => "today",
        (1, true) => "yesterday",
        (-1, true) => "tomorrow",
        ( > 0, true) => $"{Words.Say.Count(days, "day")} ago",
        ( < 0, true) => $"in {Words.Say.Count(-days, "day")}",
        (0, false) => "the day that is shown",
        ( > 0, false) => $"{Words.Say.Count(days, "day")} before",
        _ => $"{Words.Say.Count(-days, "day")} later",
    };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
