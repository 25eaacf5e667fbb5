namespace ProposalLedger.Seeds.Tests;

public sealed class LakeVellTests
{
    private static readonly Seed Invented = new(Seed.LakeVell);

    [Fact]
    public void The_invented_case_says_that_it_is_invented()
    {
        var negotiation = Invented.All<Negotiation>().Single();
        Assert.Contains("an invented case", negotiation.Title, StringComparison.Ordinal);
        Assert.Contains("no such places, bodies, people or sources exist", negotiation.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_drafts_are_full_verbatim_texts_of_one_language_so_that_words_can_be_compared()
    {
        Assert.True(Invented.All<Draft>().Count() >= 3);
        Assert.All(Invented.All<Draft>(), draft => Assert.Equal(TextExtent.Full, draft.Text));
        Assert.All(Invented.All<Draft>().SelectMany(d => d.AllPoints), point => Assert.Equal((TextKind.Verbatim, "en"), (point.TextKind, point.Language)));
        Fate[] shown = [Fate.Reworded, Fate.Split, Fate.Dropped, Fate.Inserted];
        Assert.All(shown, fate => Assert.Contains(Invented.All<Link>(), link => link.Fate == fate));
    }

    [Fact]
    public void The_real_case_has_no_verbatim_text_since_all_of_it_is_paraphrased() =>
        Assert.DoesNotContain(Seed.OfUkraine.All<Draft>().SelectMany(d => d.AllPoints), point => point.TextKind is TextKind.Verbatim or TextKind.Translation);
}
