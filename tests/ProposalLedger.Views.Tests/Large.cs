using System.Globalization;

namespace ProposalLedger.Views.Tests;

/// <summary>A long negotiation, invented: ten drafts of thirty points, two years of talks, and mostly what people say of them.</summary>
internal static class Large
{
    private static readonly DateTime Begin = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static Story Story(int events)
    {
        var story = new Story();
        foreach (var e in Facts(events).Take(events)) story.Add(e);
        return story;
    }

    private static IEnumerable<LedgerEvent> Facts(int count)
    {
        foreach (var entry in Frame()) yield return new LedgerEvent.Recorded(entry);
        var random = new Random(7);
        for (var i = 1000; i < 1000 + count; i++)
        {
            // History is backfilled: dates come in any order, most exact, some vague.
            var day = Begin.AddDays(random.Next(730)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var vague = random.Next(20) switch { 0 => day[..7], 1 => day[..9] + "X", 2 => day + "~", _ => day };
            yield return (i % 100) switch
            {
                < 4 => new LedgerEvent.Recorded(new OutsideAction { Id = $"a{i}", Actor = $"party-{i % 12}", Occurred = Edtf.Parse(vague), Text = "Something is done.", Sources = [$"s{i % 2000}"] }),
                < 7 => new LedgerEvent.Recorded(new Session { Id = $"m{i}", Kind = SessionKind.Meeting, Status = SessionStatus.Held, Occurred = Edtf.Parse(vague), Published = Edtf.Parse(day), Participants = [], Reports = [] }),
                < 9 => new LedgerEvent.Recorded(A.Status($"t{i}", $"{(i / 100 % 30) + 1}", (PointStatus)(i / 100 % 6), day) with { Draft = $"plan/d{i / 7 % 10}", Published = null, Sources = [$"s{i % 2000}"] }),
                < 12 => new LedgerEvent.Corrected(Claim(i - 40, vague)),
                12 => new LedgerEvent.Retracted(EntryKind.Claim, $"c{i - 60}", i % 200 == 12 ? Edtf.Parse(day) : null, []),
                13 when i % 500 == 13 => new LedgerEvent.Recorded(A.Conflict($"x{i}", $"c{i + 10}", $"c{i + 11}") with { Sources = [$"s{(i % 2000) + 1}"] }),
                _ => new LedgerEvent.Recorded(Claim(i, vague)),
            };
        }
    }

    private static Claim Claim(int i, string date) => A.Claim($"c{i}", $"party-{i % 12}", Enum.GetValues<Stance>()[i % 9], date, (Basis)(i % 4)) with
    {
        Condition = "something happens", Sources = [$"s{i % 2000}"], Published = i % 3 == 0 ? null : Edtf.Parse(date.Length > 10 ? date[..10] : date),
        About = i % 2 == 0 ? new Subject { Proposition = $"q{i % 200}" } : new Subject { Point = $"plan/d{i % 10}/{(i % 30) + 1}" },
    };

    private static IEnumerable<Entry> Frame()
    {
        yield return new Negotiation { Id = Tests.Story.N, Title = "Long talks" };
        for (var i = 0; i < 12; i++) yield return new Party { Id = $"party-{i}", Name = $"Party {i}", Kind = i < 8 ? PartyKind.Party : PartyKind.Observer };
        for (var i = 0; i < 40; i++) yield return new Issue { Id = $"i{i}", Title = $"Issue {i}" };
        for (var i = 0; i < 200; i++) yield return new Proposition { Id = $"q{i}", Issue = $"i{i % 40}", Text = $"Proposition {i} holds" };
        for (var i = 0; i < 2000; i++)
        {
            yield return new Source
            {
                Id = $"s{i}", Publisher = $"Paper {i % 50}", Title = $"Report {i}", Kind = SourceKind.News,
                Published = i % 10 == 0 ? null : Edtf.Parse(Begin.AddDays(i % 730).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            };
        }
        yield return new Proposal { Id = "plan", Title = "Plan", By = ["party-0"] };
        for (var d = 0; d < 10; d++)
        {
            var day = Begin.AddDays(60 * d).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            yield return A.Draft($"d{d}", day, A.Points([.. Enumerable.Range(1, 30).Select(p => $"{p}")])) with { BasedOn = d == 0 ? null : $"plan/d{d - 1}", Sources = ["s1"] };
            if (d == 0) continue;
            for (var p = 1; p <= 30; p++)
                yield return A.Link($"l{d}-{p}", Fate.Carried, [$"plan/d{d - 1}/{p}"], [$"plan/d{d}/{p}"]) with { Sources = ["s1"] };
        }
    }
}
