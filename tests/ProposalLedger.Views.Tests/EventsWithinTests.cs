using ProposalLedger.Views.Histories;

namespace ProposalLedger.Views.Tests;

public sealed class EventsWithinTests
{
    private static readonly Story Talks = new[] { ("june", "2025-06-01"), ("vague", "2025-06"), ("late", "2025-07-01"), ("early", "2025-05-01") }.Aggregate(Story.OfTalks(), (story, claim) =>
        story.Add(new LedgerEvent.Recorded(A.Claim(claim.Item1, "north", Stance.Opposes, claim.Item2)), times: new(Edtf.Parse(claim.Item2), null)));

    [Fact]
    public void An_audit_pages_through_the_events_that_a_cut_holds_and_makes_the_list_once()
    {
        var snapshot = Talks.Dossier().At(new Cut { AsOf = Edtf.Parse("2025-06-10") });
        var within = snapshot.EventsWithin;
        Assert.Same(within, snapshot.EventsWithin);
        var last = Talks.Events.Count;
        Assert.Equal((true, false, false, true), (within.Holds(last - 3), within.Holds(last - 2), within.Holds(last - 1), within.Holds(last)));
        Assert.Equal(1, within.LeftOut);
        Assert.Equal([last - 3L, last], within.After(last - 4, 10));
        Assert.Equal([last - 3L], within.After(last - 4, 1));
        Assert.Equal([(long)last], within.After(last - 2, 10));
        Assert.Empty(within.After(last, 10));
        Assert.Equal((2, 1, 0), (within.CountAfter(last - 4), within.CountAfter(last - 1), within.CountAfter(last)));
        Assert.Equal((last - 3, 0), (within.BeforeLast(1), within.BeforeLast(last)));
    }
}
