using System.Diagnostics;
using System.Globalization;
using ProposalLedger.Server.Reading;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Views.Tests;

/// <summary>What a search at a cut by all three clocks costs beside the position matrix at the same cut, in one run, on 100,000 events. docs/search.md has the table.</summary>
public sealed class SearchSpeedTests(ITestOutputHelper output)
{
    private const int Events = 100_000, Rounds = 7;

    /// <summary>The documented ratios to the matrix; a busy machine may take four times that.</summary>
    private static readonly (string Query, double Documented)[] Searches = [("zebra", 0.1), ("sentence 777", 0.1), ("army limits", 0.2), ("\"sentence number\" -zebra", 0.2), ("says", 1)];

    [Fact]
    public async Task A_search_at_a_cut_beside_the_matrix_at_the_same_cut()
    {
        await using var ledger = await Ledger.CreateAsync();
        var story = Large.Story(Events - 1_001);
        story.Given(A.Claim("rare", "north", Stance.Supports, "2025-06-01") with { Text = "The only zebra." });
        for (var i = 0; i < 1_000; i++) story.Given(A.Claim($"army-{i}", "north", Stance.Supports, "2025-06-01") with { Text = $"The limit of the army is sentence number {i} of what party {i % 12} wants." });
        await ledger.AppendAsync(story.Events);
        var watch = Stopwatch.StartNew();
        await ledger.ProjectAsync(10_000);
        output.WriteLine($"projected in {watch.ElapsedMilliseconds} ms");
        output.WriteLine(await ledger.TextAsync("select concat('rows ', pg_size_pretty(pg_total_relation_size('pl_view_rows')), ', words ', pg_size_pretty(pg_total_relation_size('pl_view_texts')), ', parts ', (select count(*) from pl_view_texts))"));
        output.WriteLine($"{"search",-22} {"hits",8} {"search",12} {"matrix",12} {"ratio",6}");
        foreach (var (query, documented) in Searches)
        {
            var (searches, matrices, hits) = (new List<double>(), new List<double>(), 0);
            for (var i = 0; i < Rounds; i++)
            {
                var moment = Edtf.Parse($"2026-{11 - (i % 2)}-{10 + i}");
                var cut = new Cut { AsOf = moment, KnownBy = moment, At = Events - i };
                matrices.Add(await TimeAsync(async () => ViewReader.Write(((Answer.Body)Questions.Answer((await ledger.Dossiers.OpenAsync(Story.N))!.At(cut), "positions", new Dictionary<string, string>())).Value, Events, Events)));
                searches.Add(await TimeAsync(async () =>
                {
                    var answer = (Answer.Body)await ledger.Searches.AskAsync((await ledger.Dossiers.OpenAsync(Story.N))!.At(cut), new Dictionary<string, string> { ["q"] = query });
                    hits = ((SearchHits)answer.Value).Total;
                    ViewReader.Write(answer.Value, Events, Events);
                }));
            }
            var ratio = Median(searches) / Median(matrices);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{query,-22} {hits,8} {Median(searches),9:F2} ms {Median(matrices),9:F2} ms {ratio,6:F2}"));
            Assert.True(ratio < 4 * documented, $"{query}: {ratio:F1}");
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var begin = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
