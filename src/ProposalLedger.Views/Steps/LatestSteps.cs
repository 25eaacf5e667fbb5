namespace ProposalLedger.Views.Steps;

/// <summary>One event as a reader is told of it.</summary>
/// <param name="Entry">What it is about, as the cut holds it.</param>
/// <param name="Happened">When that happened, by its own word; null of what has no date of its own.</param>
/// <param name="Sentence">As the steps have it, without the position.</param>
public sealed record LatestStep(Change Change, Entry Entry, Edtf? Happened, string Sentence);

/// <summary>The last events in the words of the steps, for whoever shows these alone: nothing else is counted, however long the record is.</summary>
public static class LatestSteps
{
    /// <summary>Latest recorded first.</summary>
    public static IReadOnlyList<LatestStep> Of(Snapshot snapshot, int count)
    {
        var titles = new Titles(snapshot, inFull: true);
        return [.. snapshot.LatestChanges(count).Select(Told).OfType<LatestStep>()];

        LatestStep? Told(Change change)
        {
            if (snapshot.FindEvenRetracted<Entry>(change.Event.Kind, change.Key) is not { } held) return null;
            var verb = change.Event switch { LedgerEvent.Recorded => EventVerb.Recorded, LedgerEvent.Corrected => EventVerb.Corrected, _ => EventVerb.Retracted };
            return new(change, held.Entry, held.Dated, StepWords.Recorded(verb, titles.Of(held.Entry)));
        }
    }

    /// <summary>What happened on the latest day up to one; null where nothing did. That a meeting was announced, or was not held, is no happening of its day.</summary>
    public static Stop? LatestHappening(Snapshot snapshot, DateOnly until)
    {
        var line = StepLine.Of(snapshot, Clock.AsOf);
        for (var index = line.IndexAt(Cut.Now.After(Clock.AsOf, until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))); index >= 0; index--)
            if (StepWords.Of(line, index, new Titles(snapshot, inFull: true), h => h.Entry is not Session { Status: not SessionStatus.Held }) is { } stop) return stop;
        return null;
    }
}
