using System.Net.Http.Json;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>What a reader sees of a text that law took away, and what his browser can still prove of it.</summary>
public sealed class RedactedTests(Chromium chromium) : IAsyncLifetime
{
    private const string Secret = "quokka", Tombstone = "[redacted]";
    private readonly string signer = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
    private LedgerServer server = null!;
    private long claim, status, redaction, ofReason;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync(null, ("Ledger:Log:Directory", signer));
        await Harbour.OpenAsync(server);
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "c", kind = "position", holder = "north-quay", speaker = new { name = "The mayor", party = "north-quay" }, about = new { draft = "harbour-plan/first" },
            stance = "opposes", basis = "first-hand", occurred = "2024-03-04", text = $"The {Secret} is against it.", sources = new[] { "gazette" },
        });
        await Harbour.PostAsync(server, "/proposals/harbour-plan/status", new
        {
            id = "first-1-open", draft = "harbour-plan/first", point = "1", status = "open", occurred = "2024-03-03", sources = new[] { "gazette" }, reason = $"The {Secret} said so.",
        });
        (claim, status) = (6, 7);
        (redaction, ofReason) = (await RedactAsync(claim), await RedactAsync(status));
        await server.SignedAsync(ofReason, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(signer, recursive: true);
    }

    [Fact]
    public async Task Every_page_shows_the_tombstone_says_by_whom_and_why_and_leads_to_the_redaction_and_back()
    {
        await using var visit = await chromium.VisitAsync(server.BaseAddress, script: false);
        await visit.GoAsync($"/harbour-talks/audit/{claim}");
        await Expect(visit.Page.Locator("#redacted")).ToContainTextAsync("by owner: To protect a witness. What stands here is the tombstone");
        await Expect(visit.Page.Locator("pre[data-exact=data]")).ToContainTextAsync(Tombstone);
        await Expect(visit.Page.Locator(".log-facts")).ToContainTextAsync("none can be made: the data are gone");
        await visit.Page.ClickAsync("#redacted a");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync($"Event at position {redaction}");
        await Expect(visit.Page.Locator(".redacts")).ToContainTextAsync($"The text of the event at position {claim}, claim recorded, was taken away");
        await visit.Page.ClickAsync(".redacts a");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync($"Event at position {claim}");
        await visit.GoAsync($"/harbour-talks/audit/{status}");
        await Expect(visit.Page.Locator(".log-facts")).ToContainTextAsync("none can be made: the reason is gone");
        await Expect(visit.Page.Locator(".facts").First).ToContainTextAsync(Tombstone);

        foreach (var address in new[] { "/harbour-talks/claims", "/harbour-talks/claims/c", "/harbour-talks?at=7", "/harbour-talks/drafts/harbour-plan/first", "/harbour-talks/audit", $"/harbour-talks/audit/{claim}", $"/harbour-talks/audit/{status}", $"/harbour-talks/audit/{redaction}", $"/harbour-talks/audit/{ofReason}" })
        {
            await visit.GoAsync(address);
            Assert.DoesNotContain(Secret, await visit.Page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        }
        await visit.GoAsync("/harbour-talks/claims");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(Tombstone);
        await Expect(visit.Page.Locator("section.redacted li")).ToContainTextAsync("by owner: To protect a witness.");
        await visit.Page.ClickAsync("section.redacted li a >> nth=0");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync($"Event at position {claim}");
    }

    [Fact]
    public async Task P15_Open_pages_of_the_present_and_of_the_past_lose_a_text_as_soon_as_it_is_redacted()
    {
        const string Gone = "wombat";
        await Harbour.PostAsync(server, "/claims", new
        {
            id = "d", kind = "position", holder = "north-quay", speaker = new { name = "The mayor", party = "north-quay" }, about = new { draft = "harbour-plan/first" },
            stance = "opposes", basis = "first-hand", occurred = "2024-03-05", text = $"The {Gone} is against it.", sources = new[] { "gazette" },
        });
        var position = ofReason + 1;
        Assert.Contains(Gone, await server.Reader.GetStringAsync("api/negotiations/harbour-talks/steps?clock=at", Ct), StringComparison.Ordinal);
        string[] addresses =
        [
            "/harbour-talks/claims", "/harbour-talks/claims?paused", $"/harbour-talks/claims?at={position}", $"/harbour-talks/claims?at={position}&replay=at", $"/audit/{position}", $"/harbour-talks/audit?after={position - 1}", "/harbour-talks/search?q=against", $"/harbour-talks/print?draft=harbour-plan/first&at={position}",
        ];
        var visits = new List<(string Address, Visit Visit)>();
        try
        {
            foreach (var address in addresses)
            {
                var visit = await chromium.VisitAsync(server.BaseAddress);
                visits.Add((address, visit));
                await visit.GoAsync(address.Replace("?paused", "", StringComparison.Ordinal));
                await Expect(visit.Page.Locator("body")).ToContainTextAsync(Gone);
                if (address.Contains("paused", StringComparison.Ordinal)) await visit.Page.ClickAsync("#pause");
                if (address.Contains("replay", StringComparison.Ordinal)) await Expect(visit.Page.Locator($"#replay-range[aria-valuetext*={Gone}]")).ToHaveCountAsync(1);
            }

            var by = await RedactAsync(position);
            foreach (var (address, visit) in visits)
            {
                var page = visit.Page;
                await Expect(page.Locator("main")).ToHaveAttributeAsync("data-known", $"{by}", new() { Timeout = 30_000 });
                // Not even in what a reader does not see: titles, the replay's steps, what was announced.
                await page.WaitForFunctionAsync("word => !document.documentElement.outerHTML.includes(word)", Gone, new() { Timeout = 20_000 });
                Assert.True(await page.Locator("#news button").CountAsync() == 0, address);
                if (address.Contains("at=", StringComparison.Ordinal)) await Expect(page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
                if (address.Contains("paused", StringComparison.Ordinal)) await Expect(page.Locator("#badge")).ToContainTextAsync("Paused");
                if (address.Contains("replay", StringComparison.Ordinal)) await Expect(page.Locator("#replay-range[aria-valuetext]")).ToHaveCountAsync(1);
                Assert.Empty(visit.Complaints);
            }
        }
        finally
        {
            foreach (var (_, visit) in visits) await visit.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P11_A_tombstone_is_proved_by_its_redaction_or_said_to_be_unproved(bool ofTheClaim)
    {
        var (victim, by) = ofTheClaim ? (claim, redaction) : (status, ofReason);
        var key = (await server.Reader.GetStringAsync("/log/key", Ct)).Trim();
        await using var visit = await chromium.VisitAsync(server.BaseAddress);
        await RunAsync();
        var open = ofTheClaim ? "Data" : "Who, what, why, where, Data";
        await ToldAsync($"Verified with your key: the event at position {victim}. Not checked: {open}, History.");
        await Expect(visit.Page.Locator(".verify-steps li", new() { HasText = "Proved: Redaction. " })).ToContainTextAsync($"The event at position {by}, verified like this one, took the text away and says what it left.");
        await Expect(visit.Page.Locator(".verify-steps li", new() { HasText = "Proved: Exact record. " })).ToContainTextAsync("The sentence and the table above were not compared.");
        foreach (var address in new[] { $"/harbour-talks/audit/{victim}", $"/harbour-talks/audit/{by}", "/harbour-talks/claims" })
        {
            if (!visit.Page.Url.EndsWith(address, StringComparison.Ordinal)) await visit.GoAsync(address);
            await Axe.CheckAsync(visit.Page);
        }

        // The tombstone as the page shows it, the redaction's receipt, and that receipt withheld.
        await ChangeAsync($"**/audit/{victim}", Tombstone, "[amended]", "NOT VERIFIED. Wrong: Exact record.");
        await ChangeAsync($"**/events/{by}/receipt", Tombstone, "[amended]", "NOT VERIFIED. Wrong: Redaction.");
        await visit.Page.RouteAsync($"**/events/{by}/receipt", route => route.AbortAsync());
        await RunAsync();
        await ToldAsync($"Verified with your key: the event at position {victim}. Not checked: {open}, Redaction, Exact record.");
        await Expect(visit.Page.Locator(".verify-steps")).ToContainTextAsync("could not be had: the server cannot be reached.");
        await visit.Page.UnrouteAsync($"**/events/{by}/receipt");
        await ChangeAsync($"**/events/{victim}/receipt", $"\"redactedBy\": {by}", $"\"redactedBy\": {(ofTheClaim ? ofReason : redaction)}", "NOT VERIFIED. Wrong: Redaction.");

        async Task ChangeAsync(string address, string words, string others, string told)
        {
            await visit.Page.RouteAsync(address, async route =>
            {
                var answer = await route.FetchAsync();
                var text = await answer.TextAsync();
                Assert.Contains(words, text, StringComparison.Ordinal);
                await route.FulfillAsync(new() { Response = answer, Body = text.Replace(words, others, StringComparison.Ordinal) });
            });
            await RunAsync();
            await ToldAsync(told);
            await visit.Page.UnrouteAsync(address);
        }

        async Task RunAsync()
        {
            await visit.GoAsync($"/harbour-talks/audit/{victim}");
            await visit.Page.FillAsync("#verify-key", key);
            await visit.Page.ClickAsync("#verify [data-verify=run]");
        }

        Task ToldAsync(string words) => Expect(visit.Page.Locator("#verify [data-told]")).ToHaveTextAsync(words);
    }

    private async Task<long> RedactAsync(long position)
    {
        using var answer = await server.Writer.PostAsJsonAsync($"api/events/{position}/redaction", new { reason = "To protect a witness." }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        return long.Parse(answer.Headers.GetValues("Ledger-Position").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
