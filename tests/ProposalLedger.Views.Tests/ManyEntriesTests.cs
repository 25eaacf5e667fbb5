using System.Diagnostics;
using System.Globalization;
using ProposalLedger.Views.Convergence;
using ProposalLedger.Views.Rebuilding;

namespace ProposalLedger.Views.Tests;

/// <summary>A small file with thousands of entries of one kind: whoever asks, without a credential, must not make the server work as much as their square.</summary>
public sealed class ManyEntriesTests(ITestOutputHelper output)
{
    private const int Many = 5_000;

    /// <summary>Allocated for one body at the most; the square of 5,000 times the smallest object is above it.</summary>
    private const long MostBytes = 300 << 20;

    private static readonly string[] Views =
    [
        "", "convergence", "positions", "positions?draft=plan/d1", "timeline?kind=claim,movement,draft,status", "claims", "drafts", "proposals", "conflicts", "lineage", "lineage?from=plan/d1&to=plan/d2", "steps",
        "mandates", "since?occurred=2025-06-10", "drafts/plan/d1", "proposals/plan", "parties", "issues", "propositions",
    ];

    private static readonly Dictionary<string, Func<IEnumerable<Entry>>> Kinds = new()
    {
        ["parties that say nothing"] = () => Each(i => new Party { Id = $"p{i}", Name = $"P{i}", Kind = PartyKind.Party }),
        ["parties that speak of one thing"] = () => Each<Entry>(i => new Party { Id = $"p{i}", Name = $"P{i}", Kind = PartyKind.Party }).Concat(Each(i => A.Claim($"c{i}", $"p{i}", Stance.Supports, "2025-06-12"))),
        ["parties and propositions"] = () => Each<Entry>(i => new Party { Id = $"p{i}", Name = $"P{i}", Kind = PartyKind.Party }).Concat(Each(i => new Proposition { Id = $"q{i}", Issue = "army", Text = "It holds" }))
            .Concat(Each(i => A.Claim($"c{i}", $"p{i}", Stance.Supports, "2025-06-12") with { About = new Subject { Proposition = $"q{i * 7 % Many}" } })),
        ["issues"] = () => Each<Entry>(i => new Issue { Id = $"i{i}", Title = $"I{i}" }).Concat(Each(i => new Proposition { Id = $"q{i}", Issue = $"i{i}", Text = "It holds" })),
        ["proposals and drafts"] = () => Each<Entry>(i => new Proposal { Id = $"r{i}", Title = "R", By = ["north"] }).Concat(Each(i => A.Draft($"e{i}", "2025-06-20", A.Points("1")) with { Proposal = $"r{i}" })),
        ["drafts of one proposal"] = () => Each(i => A.Draft($"e{i}", "2025-06-20", A.Points("1")) with { BasedOn = "plan/d1" }),
        ["claims of one party"] = () => Each(i => A.Claim($"c{i}", "north", (Stance)(i % 2), $"{2000 + (i % 20)}-06-{1 + (i % 28):00}")),
        ["reports on one point"] = () => Each(i => A.Status($"s{i}", "1", (PointStatus)(i % 3), Edtf.Parse(new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Text)),
        ["points agreed among many"] = () => Each<Entry>(i => new Party { Id = $"p{i}", Name = $"P{i}", Kind = PartyKind.Party })
            .Append(A.Draft("e", "2025-06-21", A.Points([.. Enumerable.Range(1, 20).Select(i => $"{i}")])))
            .Concat(Enumerable.Range(1, 20).Select(i => A.Status($"s{i}", $"{i}", PointStatus.Agreed, "2025-06-22") with { Draft = "plan/e", Between = [.. Enumerable.Range(0, 2_000).Select(p => $"p{p}")] })),
        ["conflicts over many claims"] = () => Each<Entry>(i => A.Claim($"c{i}", "north", (Stance)(i % 2), "2025-06-12")).Concat(Enumerable.Range(0, 20).Select(x => A.Conflict($"x{x}", [.. Enumerable.Range(0, 2_000).Select(i => $"c{i + x}")]))),
        ["links of one point"] = () => Each(i => A.Link($"l{i}", Fate.Carried, ["plan/d1/1"], [$"plan/d2/{1 + (i % 2)}"])),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_view_of_5000_entries_of_a_kind_is_told_without_their_square(string kind)
    {
        var story = Story.OfDrafts(A.Points("1", "2"), A.Points("1", "2")).Given([.. Kinds[kind]()]);
        var snapshot = story.Dossier().At(Cut.Now);
        foreach (var view in Views)
        {
            var (parts, bytes, begin) = (view.Split('?'), GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var query = parts.Length < 2 ? [] : parts[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
            var body = ViewJson.Write(Assert.IsType<Answer.Body>(Questions.Answer(snapshot, parts[0], query)).Value);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            var took = Stopwatch.GetElapsedTime(begin);
            if (took.TotalSeconds > 0.5 || bytes > MostBytes / 4) output.WriteLine($"{view}: {took.TotalSeconds:F1} s, {bytes >> 20} MiB, body {body.Length >> 10} KiB");
            Assert.True(bytes < MostBytes, $"{view}: {bytes >> 20} MiB");
            Assert.True(took < TimeSpan.FromSeconds(20), $"{view}: {took}");
        }
    }

    [Fact]
    public void Every_body_of_5000_parties_and_propositions_is_told_within_seconds()
    {
        var snapshot = Story.OfDrafts(A.Points("1"), A.Points("1")).Given([.. Kinds["parties and propositions"]()]).Dossier().At(Cut.Now);
        var (begin, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var bodies = EveryBody.Of(snapshot).Count();
        output.WriteLine($"{bodies} bodies, {Stopwatch.GetElapsedTime(begin).TotalSeconds:F1} s, {(GC.GetAllocatedBytesForCurrentThread() - bytes) >> 20} MiB");
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(60));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - bytes < 6 * MostBytes);
    }

    [Fact]
    public void Every_pair_of_parties_is_listed_or_counted_once()
    {
        var story = Story.OfDrafts(A.Points("1"), A.Points("1")).Given([.. Kinds["parties that speak of one thing"]().Take(400), .. Each(400, i => A.Claim($"c{i}", $"p{i}", Stance.Supports, "2025-06-12"))]);
        story.Given(A.Claim("more", "p399", Stance.Opposes, "2025-06-12") with { About = new Subject { Proposition = "ban" } }, A.Claim("again", "p398", Stance.Opposes, "2025-06-12") with { About = new Subject { Proposition = "ban" } });
        var view = story.Body<ConvergenceOfDrafts>("convergence");
        Assert.Equal(Pairs.MostListed, view.Pairs.Count);
        Assert.Equal(["p398", "p399"], view.Pairs[0].Parties);
        Assert.Equal(403 * 402 / 2, view.Pairs.Count + view.SilentPairs + view.PairsNotListed!.Value);
        // The three of the talks say nothing: to each other, and to each of the 400.
        Assert.Equal(3 + (3 * 400), view.SilentPairs);
    }

    private static IEnumerable<T> Each<T>(Func<int, T> make) => Each(Many, make);

    private static IEnumerable<T> Each<T>(int count, Func<int, T> make) => Enumerable.Range(0, count).Select(make);
}
