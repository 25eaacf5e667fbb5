namespace ProposalLedger.Views.Claims;

/// <summary>Who gave the grade that an entry has: a grade is a named editor's judgement, which may have come with a later correction.</summary>
public static class Grades
{
    /// <summary>The event that gave it; null where it is not graded.</summary>
    public static Change? By(Snapshot snapshot, EntryKind kind, string key)
    {
        (Change? By, object? Grade) given = (null, null);
        foreach (var change in snapshot.ChangesOf(kind, key))
        {
            var entry = change.Event switch { LedgerEvent.Recorded(var recorded) => recorded, LedgerEvent.Corrected(var corrected) => corrected, _ => null };
            if (entry is null) continue;
            var grade = GradeOf(entry);
            if (!Equals(grade, given.Grade)) given = (grade is null ? null : change, grade);
        }
        return given.By;
    }

    private static object? GradeOf(Entry entry) => entry switch { Claim claim => claim.Credibility, Source source => source.Reliability, _ => null };
}
