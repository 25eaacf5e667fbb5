using FsCheck;
using FsCheck.Fluent;
using ProposalLedger.Testing;

namespace ProposalLedger.Views.Tests;

/// <summary>The laws of the three clocks, on every view and on histories at random (docs/adr/0004-three-clocks.md).</summary>
public sealed class Laws
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(60);

    private static readonly Gen<Edtf?> Bound = Gen.OneOf(Gen.Constant((Edtf?)null), Gen.Elements("2025-06-01", "2025-06-09", "2025-06-1X", "2025-06-15", "2025-06-2X", "2025-11-24", "2026").Select(d => (Edtf?)Edtf.Parse(d)));

    private static readonly Gen<Cut> AnyDates = from asOf in Bound from knownBy in Bound select new Cut { AsOf = asOf, KnownBy = knownBy };

    private static void ForAll<T>(Gen<T> cases, Action<T> law) => Prop.ForAll(cases.ToArbitrary(), law).Check(Runs);

    private static (string Path, string Body)[] All(Dossier dossier, Cut cut) => [.. EveryView.Paths.Select(view => (view, Body(dossier, view, cut)))];

    private static void Same((string Path, string Body)[] expected, (string Path, string Body)[] actual)
    {
        foreach (var (one, other) in expected.Zip(actual)) Assert.True(one.Body == other.Body, $"{one.Path}:\n{one.Body}\n{other.Body}");
    }

    private static string Body(Dossier dossier, string view, Cut cut)
    {
        var parts = view.Split('?');
        var query = parts.Length == 1 ? [] : parts[1].Split('&').Select(q => q.Split('=')).ToDictionary(q => q[0], q => q[1]);
        return Questions.Answer(dossier.At(cut), parts[0], query) switch
        {
            Answer.Body(var body) => System.Text.Encoding.UTF8.GetString(ViewJson.Write(body)),
            Answer.Refused(var refusals) => string.Join(' ', refusals),
            var other => other.ToString(),
        };
    }

    [Fact]
    public void Every_address_is_understood()
    {
        var (story, _) = AnyStory.Frame();
        Assert.All(EveryView.Paths, view => Assert.DoesNotContain("unknown-view", Body(story.Dossier(), view, Cut.Now), StringComparison.Ordinal));
        Assert.All(EveryView.Paths, view => Assert.DoesNotContain("unknown-parameter", Body(story.Dossier(), view, Cut.Now), StringComparison.Ordinal));
    }

    [Fact]
    public void P5_Any_batching_gives_the_same_bodies() => ForAll(from story in AnyStory.Of() from dates in AnyDates select (story, dates), made =>
    {
        var (story, dates) = made;
        var parts = Dossier.Empty(Story.N);
        var (done, size) = (0, 1);
        foreach (var chunk in story.Events.Chunk(7))
        {
            // Each range comes twice, and the second time with what came before. In between somebody reads.
            var again = story.Events.Skip(Math.Max(0, done - size)).Take(size + chunk.Length);
            parts = parts.With(Changes(chunk), chunk[^1].Position);
            if (size % 2 == 0) All(parts, dates);
            parts = parts.With(Changes(again), chunk[^1].Position);
            (done, size) = (done + chunk.Length, size + 1);
        }
        Same(All(story.Dossier(), dates), All(parts, dates));
    });

    [Fact]
    public void P6_Nothing_appended_later_changes_a_view_at_a_position() => ForAll(
        from story in AnyStory.Of() from dates in AnyDates from back in Gen.Choose(0, 30) select (story, dates, at: Math.Max(16, story.Events.Count - back)), made =>
        {
            var (story, dates, at) = made;
            var then = story.Dossier([.. story.Events.Take(at)]);
            var now = then.With(Changes(story.Events.Skip(at)), story.Events.Count);
            var pinned = dates with { At = at };
            var before = All(then, pinned);
            Same(before, All(now, pinned));
            // It is the fold of the events up to the position, whatever else is there; and what was removed since is in it.
            Same(before, All(story.Dossier(), pinned));
            Same(All(then, dates), before);
        });

    [Fact]
    public void A_cut_beyond_the_end_is_the_current_view() => ForAll(AnyStory.Of(openEnds: false), story =>
    {
        var end = new Cut { AsOf = Edtf.Parse("9998"), KnownBy = Edtf.Parse("9998"), At = story.Events.Count };
        // But for what names the cut itself: the week that is shown is the last one before asOf.
        static (string, string)[] WithoutWeek((string Path, string Body)[] all) => [.. all.Select(v => (v.Path,
            System.Text.RegularExpressions.Regex.Replace(v.Body, "\"(inWeek|week)\":(true|false|{[^}]*}),?", "", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))))];
        Same(WithoutWeek(All(story.Dossier(), Cut.Now)), WithoutWeek(All(story.Dossier(), end)));
    });

    [Fact]
    public void What_is_published_later_changes_no_state_that_was_known_earlier() => ForAll(
        from story in AnyStory.Of(20) from late in AnyStory.Entry(openEnds: false, "late") from asOf in Bound
        from known in Gen.Elements("2025-06-01", "2025-06-09", "2025-06-1X", "2025-06-15", "2025-06-2X") from takenBack in Gen.Choose(0, 3)
        select (story, late, asOf, known: Edtf.Parse(known), takenBack), made =>
        {
            var (story, late, asOf, known, takenBack) = made;
            // It happened in the past of the talks, and was published after what the reader could know; or a source takes back then what it said.
            var after = new LedgerEvent.Recorded(PublishedOn(late, Edtf.Parse("2025-07-02")));
            LedgerEvent e = takenBack == 0 ? new LedgerEvent.Retracted(EntryKind.Claim, "n1", Edtf.Parse("2025-07-02"), []) : after;
            // What a claim speaks of is on record, or the rules would have refused it.
            if (IsTimeless(e) || (late is Claim { About.Session: { } session } && !story.Dossier().At(Cut.Now).WasRecorded(EntryKind.Session, session))) return;
            var before = story.Dossier();
            var backDated = new Story();
            backDated.Events.AddRange(story.Events);
            backDated.Add(e, times: new Times(Edtf.Parse("2025-06-01"), Edtf.Parse("2025-07-02")));
            var cut = new Cut { AsOf = asOf, KnownBy = known };
            Same(All(before, cut), All(backDated.Dossier(), cut));
        });

    [Fact]
    public void What_is_back_dated_is_in_every_state_that_could_know_it()
    {
        var (story, _) = AnyStory.Frame();
        story.Given(A.Claim("late", "north", Stance.Mixed, "2025-06-03") with { Published = Edtf.Parse("2025-07-02"), Text = "text-late" });
        string Claims(string asOf, string knownBy) => Body(story.Dossier(), "claims", new Cut { AsOf = Edtf.Parse(asOf), KnownBy = Edtf.Parse(knownBy) });
        Assert.DoesNotContain("text-late", Claims("2025-06-30", "2025-07-01"), StringComparison.Ordinal);
        Assert.Contains("text-late", Claims("2025-06-30", "2025-07-02"), StringComparison.Ordinal);
        Assert.DoesNotContain("text-late", Claims("2025-06-02", "2025-07-02"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_holds_exactly_what_the_rules_say_and_counts_what_straddles() => ForAll(
        from story in AnyStory.Of() from dates in AnyDates from back in Gen.Choose(0, 30) from pinned in Gen.Elements(true, false)
        select (story, cut: dates with { At = pinned ? Math.Max(1, story.Events.Count - back) : null }), made =>
        {
            var expected = PlainRules.Of(made.story, made.cut);
            var snapshot = made.story.Dossier().At(made.cut);
            Assert.Equal(expected.Held, [.. snapshot.All<Entry>().Select(e => $"{e.Entry.EntryKind} {e.Entry.Key} {PlainRules.Told(e.Entry, ids => ids, _ => true)}").Order(StringComparer.Ordinal)]);
            Assert.Equal(expected.Straddling, snapshot.LeftOut<Entry>());
            foreach (var kind in Enum.GetValues<EntryKind>()) Assert.Equal(expected.Held.Count(h => h.StartsWith($"{kind} ", StringComparison.Ordinal)), snapshot.All<Entry>().Count(e => e.Entry.EntryKind == kind));
            Assert.Equal(snapshot.All<Claim>().OrderBy(Chronology.Of).Select(c => c.Entry.Id), snapshot.InTime<Claim>().Select(c => c.Entry.Id));
            Assert.Equal(snapshot.All<StatusReport>().OrderBy(Chronology.Of).Select(c => c.Entry.Id), snapshot.InTime<StatusReport>().Select(c => c.Entry.Id));
        });

    [Fact]
    public void No_body_shows_the_text_of_what_lies_outside_its_cut() => ForAll(
        from story in AnyStory.Of() from dates in AnyDates from back in Gen.Choose(0, 30) select (story, cut: dates with { At = Math.Max(16, story.Events.Count - back) }), made =>
        {
            var outside = PlainRules.Of(made.story, made.cut).Outside;
            foreach (var (view, body) in All(made.story.Dossier(), made.cut))
                foreach (var text in outside) Assert.False(body.Contains(text, StringComparison.Ordinal), $"{view} shows {text} at {made.cut}");
        });

    [Fact]
    public void P6_A_past_view_covers_what_was_removed_since() => ForAll(from story in AnyStory.Of() select story, story =>
    {
        story.Retracted(EntryKind.Claim, "n1").Retracted(EntryKind.Draft, "plan/d1").Retracted(EntryKind.Party, "north");
        var before = new Cut { At = story.Events.Count - 3 };
        var without = story.Dossier([.. story.Events.SkipLast(3)]);
        Same(All(without, Cut.Now), All(story.Dossier(), before));
        Assert.Contains("\"North\"", Body(story.Dossier(), "parties/north", before), StringComparison.Ordinal);
    });

    [Fact]
    public void P12_Every_point_of_the_base_is_accounted_for_or_named() => ForAll(AnyStory.Of(), story =>
    {
        var snapshot = story.Dossier().At(Cut.Now);
        if (snapshot.FindDraft("plan/d2") is not { Entry.BasedOn: "plan/d1" } draft || snapshot.FindDraft("plan/d1") is null) return;
        var unaccounted = Lineage.Accounting.OfBase(snapshot, draft.Entry).Unaccounted;
        var spoken = Lineage.Ancestry.Of(snapshot).Links.SelectMany(l => l.Entry.From).ToHashSet();
        foreach (var point in A.Points("1", "2")) Assert.NotEqual(unaccounted.Contains($"plan/d1/{point.Id}"), spoken.Contains($"plan/d1/{point.Id}"));
    });

    private static readonly Gen<(Story Story, Cut Cut, long[] Positions, string[] Texts)> Redactions =
        from story in AnyStory.Of() from dates in AnyDates from back in Gen.Choose(0, 30) from drawn in Gen.Choose(17, 46).ListOf(6) from pinned in Gen.Elements(true, false)
        let positions = drawn.Distinct().Where(p => p <= story.Events.Count).Select(p => (long)p).ToArray()
        let texts = positions.SelectMany(p => TextsOf(story.Events[(int)p - 1])).ToArray()
        // Another event may say the same: what was said twice has to be redacted twice.
        select (story, dates with { At = pinned ? Math.Max(16, story.Events.Count - back) : null }, positions,
            texts.Where(t => !story.Events.Where(e => !positions.Contains(e.Position)).SelectMany(TextsOf).Any(other => other.Contains(t, StringComparison.Ordinal))).ToArray());

    private static IEnumerable<string> TextsOf(EventStore.StoredEvent e) => System.Text.RegularExpressions.Regex.Matches(
        System.Text.Encoding.UTF8.GetString(e.Data.Span), "text-[A-Za-z]+-n[0-9]-[A-H]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10)).Select(m => m.Value).Distinct();

    [Fact]
    public void P1_P6_No_view_at_any_cut_holds_a_redacted_text_and_every_one_computes() => ForAll(Redactions, made =>
    {
        var (story, cut, positions, texts) = made;
        var before = All(story.Dossier(), cut);
        foreach (var position in positions) story.Redacted(position);
        var after = All(story.Dossier(), cut);
        foreach (var (view, body) in after)
            foreach (var text in texts) Assert.False(body.Contains(text, StringComparison.Ordinal), $"{view} shows {text} at {cut}");
        // What there is at an address is there still: only what it says is gone.
        Assert.Equal(before.Select(b => b.Body.StartsWith('{')), after.Select(a => a.Body.StartsWith('{')));
    });

    [Fact]
    public void P5_A_dossier_that_learns_of_a_redaction_equals_one_that_is_folded_after_it() => ForAll(Redactions, made =>
    {
        var (story, cut, positions, _) = made;
        var grown = story.Dossier();
        All(grown, cut); // what was asked before must not be remembered
        var last = story.Events.Count;
        foreach (var position in positions) story.Redacted(position);
        grown = grown.With(positions.Select((position, i) => ChangeRow.Read(story.Events[(int)position - 1], Redaction.By(story.Events[last + i]))), story.Events.Count);
        Same(All(story.Dossier(), cut), All(grown, cut));
        Assert.Equal(positions.Order(), grown.At(Cut.Now).Redacted.Select(c => c.Position).Order());
    });

    [Fact]
    public void P6_A_body_says_which_of_its_entries_were_redacted_also_at_an_earlier_position()
    {
        var story = Story.OfTalks().Given(A.Claim("n1", "north", Stance.Opposes, "2025-06-01"), A.Claim("n2", "south", Stance.Supports, "2025-06-02"));
        var (at, claim) = (story.Events.Count, story.Events.Count - 1);
        story.Redacted(claim).Redacted(3);
        IEnumerable<(long, long)> In(string path, Cut cut)
        {
            var snapshot = story.Dossier().At(cut);
            return ProposalLedger.Views.Citing.RedactedIn.Of([snapshot], ((Answer.Body)Questions.Answer(snapshot, path, new Dictionary<string, string>())).Value).Select(c => (c.Position, c.Redacted!.Position));
        }
        Assert.Equal([(claim, claim + 2)], In("claims", Cut.Now));
        Assert.Equal([(claim, claim + 2)], In("claims/n1", new Cut { At = at }));
        Assert.Empty(In("claims/n2", new Cut { At = at }));
        Assert.Equal([(3, claim + 3)], In("parties", new Cut { At = at }));
        Assert.Empty(In("sources", Cut.Now));
    }

    private static Entry PublishedOn(Entry entry, Edtf published) => entry switch
    {
        Session e => e with { Published = published },
        OutsideAction e => e with { Published = published },
        Draft e => e with { Id = "late", Published = published },
        Amendment e => e with { Published = published },
        StatusReport e => e with { Published = published },
        Claim e => e with { Published = published },
        Source e => e with { Published = published },
        // These take the date of the event that recorded them where no source has one.
        Mandate e => e with { Sources = [] },
        Rendering e => e with { Sources = [] },
        Link e => e with { Sources = [] },
        Conflict e => e with { Sources = [] },
        Proposal e => e with { Id = "late" },
        _ => entry,
    };

    /// <summary>Who and what a negotiation is about has no date, and belongs to every state.</summary>
    private static bool IsTimeless(LedgerEvent e) => e.Kind is EntryKind.Party or EntryKind.Person or EntryKind.Issue or EntryKind.Proposition;

    private static IEnumerable<Change> Changes(IEnumerable<EventStore.StoredEvent> events) => events.Select(ChangeRow.Read);
}
