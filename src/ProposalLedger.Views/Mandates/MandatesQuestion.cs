namespace ProposalLedger.Views.Mandates;

internal static class MandatesQuestion
{
    public static readonly string[] Parameters = ["on", "party", "person", "limit", "next"];

    public static Answer Ask(Snapshot snapshot, Query query)
    {
        var on = query.Date("on");
        if (on is { Start: null } or { End: null }) query.Refusals.Add(new("open-ended-cut", "/on", $"'{on}' is no day. Write 2025-03-16."));
        Known("party", EntryKind.Party);
        Known("person", EntryKind.Person);
        if (query.Refusals.Count > 0) return new Answer.Refused(query.Refusals);

        bool Wanted(Mandate m) => (query["party"] ?? m.Party) == m.Party && (query["person"] ?? m.Person) == m.Person;
        var parties = snapshot.All<Party>().Select((p, i) => (p.Entry.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        var all = snapshot.All<Mandate>().Where(m => Wanted(m.Entry)).OrderBy(m => parties.GetValueOrDefault(m.Entry.Party, int.MaxValue)).ThenBy(m => m.Position).ToList();
        var held = on is null ? all : [.. all.Where(m => On(m.Entry, on) is not null).OrderBy(m => On(m.Entry, on))];
        var (items, next) = query.Cut(held, m => m.Entry.Id);
        return query.Refusals.Count > 0 ? new Answer.Refused(query.Refusals) : new Answer.Body(new MandatesOnDay
        {
            On = on,
            Items = [.. items.Select(m => new MandateShown
            {
                Mandate = m,
                Holds = on is null ? null : On(m.Entry, on),
                Before = Meeting(m.Entry, (other, mandate) => Meet(other.To, mandate.From)),
                After = Meeting(m.Entry, (other, mandate) => Meet(mandate.To, other.From)),
            })],
            Total = held.Count,
            Counts = Views.Counts.Of(on is null ? [] : held.Select(m => On(m.Entry, on)).OfType<Holds>()),
            Outside = on is null ? null : all.Count - held.Count,
            Others = on is null ? null : [.. all.Where(m => On(m.Entry, on) is null).Select(m => m.Entry.Id)],
            LeftOut = snapshot.LeftOut<Mandate>(Wanted),
            Next = next,
        });

        IReadOnlyList<string> Meeting(Mandate mandate, Func<Mandate, Mandate, bool> meet) => [.. all.Select(m => m.Entry)
            .Where(other => other.Id != mandate.Id && other.Person == mandate.Person && other.Party == mandate.Party && meet(other, mandate)).Select(m => m.Id)];

        // A misspelt name must not read as "nobody held one".
        void Known(string name, EntryKind kind)
        {
            if (query[name] is { } id && !snapshot.WasRecorded(kind, id)) query.Refusals.Add(new($"unknown-{name}", $"/{name}", $"'{id}' is no {name} that is on record here."));
        }
    }

    /// <summary>Null where it had ended by the day, or had not begun.</summary>
    private static Holds? On(Mandate mandate, Edtf day)
    {
        if (mandate.To?.End <= day.Start || mandate.From?.Start >= day.End) return null;
        // The day of a change is both: the sources do not say at which hour.
        return mandate.From?.End > day.Start || mandate.To?.Start < day.End ? Holds.Changing : mandate.From is null ? Holds.BeginUnknown : Holds.Yes;
    }

    private static bool Meet(Edtf? end, Edtf? beginning) => end is not null && beginning is not null && end.End >= beginning.Start && end.Start <= beginning.End;
}
