using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>
/// Weeks before a wall in a minute: 20,000 events, each heard and shown in one of several hundred updates of the page, and the page as small at the
/// end as it was at the beginning. <c>LEDGER_SOAK_EVENTS</c> makes it longer.
/// </summary>
public sealed class WallSoakTests(Chromium chromium, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Each = 100, Measured = 8, Propositions = 12, Parties = 4;

    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("LEDGER_SOAK_EVENTS") ?? "20000", CultureInfo.InvariantCulture);

    /// <summary>Between two fetches a page rests a quarter of a second; a tenth of that, and the weeks are over sooner. Longer waits stay what they are.</summary>
    private const string Accelerated = "{ const real = setTimeout; window.setTimeout = (f, ms = 0, ...more) => real(f, ms < 1000 ? ms / 10 : ms, ...more); window.shown = 0; document.addEventListener('ledger:shown', () => window.shown++); }";

    private LedgerServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync();
        await Harbour.OpenAsync(server, points: 20);
        await ImportAsync(new
        {
            parties = Enumerable.Range(0, Parties).Select(n => new { id = Party(n), name = $"Quay {n}", kind = "party" }),
            issues = new[] { new { id = "access", title = "Access" } },
            propositions = Enumerable.Range(0, Propositions).Select(n => new { id = $"q{n}", issue = "access", text = $"The harbour's basin {n} is open to all." }),
        });
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_wall_that_showed_20_000_events_holds_no_more_memory_nodes_or_listeners_than_one_that_showed_a_few()
    {
        var watch = Stopwatch.StartNew();
        await using var visit = await chromium.VisitAsync(server.BaseAddress, width: 1920);
        await visit.Page.AddInitScriptAsync(Accelerated);
        await visit.GoAsync("/harbour-talks/live");
        await visit.LiveAsync();
        var tools = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await tools.SendAsync("Performance.enable");

        var (figures, written) = (new List<Figures>(), 0);
        for (var part = 0; part <= Measured; part++)
        {
            // The first tenth is not measured against: what a page makes once, it has made by then.
            var until = part == 0 ? Events / 10 : Events / 10 + (Events - Events / 10) * part / Measured;
            while (written < until)
            {
                var some = Math.Min(Each, until - written);
                await ImportAsync(new { claims = Enumerable.Range(written, some).Select(Claim) });
                written += some;
                await visit.Page.WaitForFunctionAsync("word => document.querySelector('.wall-latest li').textContent.includes(word)", $"Word {written - 1} ");
            }
            figures.Add(await MeasureAsync(visit.Page, tools));
            output.WriteLine($"{written,6:N0} events, {watch.Elapsed.TotalSeconds,5:F1} s: {figures[^1]}");
        }

        var updates = await visit.Page.EvaluateAsync<int>("shown");
        output.WriteLine($"{updates} updates of the page");
        Assert.InRange(updates, Events / Each, int.MaxValue);
        var (first, rest) = (figures[0], figures.Skip(1).ToList());
        foreach (var now in rest)
        {
            Assert.InRange(now.Heap, 0, first.Heap + 1024 * 1024);
            Assert.Equal(1, now.Documents);
            Assert.InRange(now.Nodes, 0, first.Nodes * 5 / 4);
            // A fetch under way listens for its own end; one that stayed behind with each update would make hundreds.
            Assert.InRange(now.Listeners, 0, first.Listeners + 20);
        }
        // Not a little at a time, either: the second half of the events leaves behind no more than a trace of the first.
        Assert.InRange(rest.Skip(Measured / 2).Average(f => f.Heap) - rest.Take(Measured / 2).Average(f => f.Heap), double.MinValue, 256 * 1024);

        await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Live");
        await using var fresh = await chromium.VisitAsync(server.BaseAddress, width: 1920);
        await fresh.GoAsync("/harbour-talks/live");
        Assert.Equal(await ShownAsync(fresh.Page), await ShownAsync(visit.Page));
        Assert.Empty(visit.Complaints);
    }

    private sealed record Figures(long Heap, int Nodes, int Listeners, int Documents)
    {
        public override string ToString() => FormattableString.Invariant($"heap {Heap / 1024.0 / 1024:F2} MiB, {Nodes} nodes, {Listeners} listeners, {Documents} documents");
    }

    /// <summary>After what nobody holds has been collected, the page that was fetched last among it: collected again until it is gone, which a page that is kept never is.</summary>
    private static async Task<Figures> MeasureAsync(IPage page, ICDPSession tools)
    {
        for (var time = 1; ; time++)
        {
            await page.EvaluateAsync("new Promise(resolve => requestIdleCallback(resolve, { timeout: 500 }))");
            for (var twice = 0; twice < 2; twice++) await tools.SendAsync("HeapProfiler.collectGarbage");
            var metrics = (await tools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
                .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());
            var now = new Figures((long)metrics["JSHeapUsedSize"], (int)metrics["Nodes"], (int)metrics["JSEventListeners"], (int)metrics["Documents"]);
            if (now.Documents == 1 || time == 100) return now;
        }
    }

    /// <summary>The words, and how they are marked; not the clock, nor what is new here and not there.</summary>
    private static Task<string> ShownAsync(IPage page) => page.EvaluateAsync<string>(
        "(() => { const copy = document.querySelector('.wall').cloneNode(true); copy.querySelectorAll('[data-new]').forEach(e => e.removeAttribute('data-new')); copy.querySelector('#now').remove(); return document.querySelector('#state').textContent + copy.outerHTML.replace(/\\s+/g, ' '); })()");

    private static object Claim(int n) => new
    {
        id = $"c{n}", kind = "position", holder = Party(n % Parties), speaker = new { name = $"Speaker {n % 7}", party = Party(n % Parties) }, about = new { proposition = $"q{n % Propositions}" },
        stance = n % 5 == 0 ? "opposes" : "supports", basis = "first-hand", occurred = $"2024-03-{(n % 28) + 1:D2}", text = $"Word {n} of the quay on its basin.", sources = Sources,
    };

    private static readonly string[] Sources = ["gazette"];

    private static string Party(int n) => $"quay-{n}";

    private async Task ImportAsync(object entries)
    {
        var file = JsonSerializer.SerializeToNode(entries)!.AsObject();
        file.Insert(0, "negotiation", JsonSerializer.SerializeToNode(new { id = Harbour.Id, title = "Harbour talks", summary = "A fictitious negotiation over a harbour." }));
        using var body = new StringContent(file.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/yaml"));
        using var answer = await server.Writer.PostAsync("api/imports", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
