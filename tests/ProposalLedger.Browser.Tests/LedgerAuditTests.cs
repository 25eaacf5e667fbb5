using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using ProposalLedger.Testing;
using static Microsoft.Playwright.Assertions;

namespace ProposalLedger.Browser.Tests;

/// <summary>The audit of the whole ledger, and the events of tokens and roles there and in their negotiation's.</summary>
public sealed class LedgerAuditTests(Chromium chromium) : IAsyncLifetime
{
    private readonly string signer = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
    private LedgerServer server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LedgerServer.StartAsync(null, ("Ledger:Log:Directory", signer));
        await Harbour.OpenAsync(server); // 1 to 5
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(signer, recursive: true);
    }

    [Fact]
    public async Task P10_Who_was_given_what_by_whom_and_why_can_be_read_filtered_and_verified_on_pages()
    {
        await IssueAsync("auditors desk", ["auditor"], null, "For the yearly audit.");      // 6
        await IssueAsync("sara", ["editor", "reader"], [Harbour.Id], "She edits these talks."); // 7
        var id = (await SendAsync(HttpMethod.Post, "api/roles", new { actor = "jwt:tom", role = "recorder", negotiation = Harbour.Id, reason = "He joins." })).GetProperty("id").GetString(); // 8
        await SendAsync(HttpMethod.Delete, $"api/roles/{id}?reason=He+left.", null);            // 9
        await IssueAsync("spy", ["reader"], ["hidden-talks"], "Of what nobody knows.");      // 10: its negotiation is not there
        await server.SignedAsync(10, Ct);

        await using (var visit = await chromium.VisitAsync(server.BaseAddress, script: false))
        {
            var rows = visit.Page.Locator("table.audit tbody tr");
            await visit.GoAsync("/");
            await visit.Page.ClickAsync("main a[href='/audit']");
            await Expect(rows).ToHaveCountAsync(9);
            await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("spy");
            await Expect(visit.Page.Locator("#signed")).ToHaveTextAsync("All that is shown here is in a signed checkpoint.");
            await Expect(rows.Nth(7)).ToContainTextAsync("jwt:tom, recorder in harbour-talks");
            await Expect(rows.Nth(4)).ToContainTextAsync("First draft");
            await visit.Page.ClickAsync("details.filters summary");
            await visit.Page.SelectOptionAsync("select[name=type]", "token-issued");
            await visit.Page.ClickAsync("main form button");
            await visit.ArriveAsync("/audit?type=token-issued");
            await Expect(rows).ToHaveCountAsync(2);
            await rows.First.Locator("th a").ClickAsync();
            await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Event at position 6");
            await Expect(visit.Page.Locator(".granted")).ToContainTextAsync("the whole ledger");
            await Expect(visit.Page.Locator("main .facts").First).ToContainTextAsync("For the yearly audit.");
            await visit.Page.ClickAsync("a[rel=next]");
            await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Event at position 7");
            await Expect(visit.Page.Locator(".granted")).ToContainTextAsync("editor and reader");

            // In the negotiation's own audit they stand, too, and nobody else's.
            await visit.GoAsync($"/{Harbour.Id}/audit");
            await Expect(rows).ToHaveCountAsync(8);
            await rows.Last.Locator("th a").ClickAsync();
            Assert.EndsWith($"/{Harbour.Id}/audit/9", visit.Page.Url, StringComparison.Ordinal);
            await Expect(visit.Page.Locator("main")).ToContainTextAsync("Taken back: what was granted at position 8 holds no more.");
            await Expect(visit.Page.Locator(".taken-back del", new() { HasText = "recorder" })).ToHaveCountAsync(1);
            await visit.Page.ClickAsync("text=Before it in its stream: position 8");
            await Expect(visit.Page.Locator("main .facts").First).ToContainTextAsync("He joins.");
            Assert.Equal(404, (await visit.GoAsync($"/{Harbour.Id}/audit/6")).Status);
            // Within a cut what was recorded by then; a reader of a draft's day knows of no token.
            await visit.GoAsync($"/{Harbour.Id}/audit?asOf=2024-12-31");
            await Expect(visit.Page.Locator("main")).Not.ToContainTextAsync("sara");
            await visit.GoAsync($"/{Harbour.Id}/audit?asOf={DateTime.UtcNow.AddDays(1):yyyy-MM-dd}&type=token-issued");
            await Expect(rows).ToHaveCountAsync(1);
            await visit.GoAsync("/audit?at=6");
            await Expect(rows).ToHaveCountAsync(6);
            await Expect(visit.Page.Locator("#badge")).ToHaveTextAsync("Pinned: does not change");
            Assert.Equal(404, (await visit.GoAsync("/audit/10")).Status);
            await Expect(visit.Page.Locator("main")).ToContainTextAsync("There is no event at position 10 that you may read. Positions are 1 to 10.");
            Assert.Equal(404, (await visit.GoAsync("/audit/7?at=6")).Status);
            foreach (var wrong in new[] { "asOf=2024", "after=x", "type=nonsense", "at=0" }) Assert.Equal(400, (await visit.GoAsync($"/audit?{wrong}")).Status);
        }

        await using var verifying = await chromium.VisitAsync(server.BaseAddress);
        await verifying.GoAsync("/audit/8");
        await verifying.Page.FillAsync("#verify-key", (await server.Reader.GetStringAsync("/log/key", Ct)).Trim());
        await verifying.Page.ClickAsync("#verify [data-verify=run]");
        await Expect(verifying.Page.Locator("#verify [data-told]")).ToContainTextAsync("Verified with your key: the event at position 8.");
        Assert.Equal(200, (await server.Reader.GetAsync(await verifying.Page.Locator("a[download] >> nth=0").GetAttributeAsync("href"), Ct)).StatusCode.GetHashCode());
        await Axe.CheckAsync(verifying.Page);
        Assert.Empty(verifying.Complaints);
    }

    [Fact]
    public async Task P9_Both_audits_follow_what_happens_to_tokens_and_roles()
    {
        await using var all = await chromium.VisitAsync(server.BaseAddress);
        await using var own = await chromium.VisitAsync(server.BaseAddress);
        foreach (var (visit, address) in new[] { (all, "/audit"), (own, $"/{Harbour.Id}/audit") })
        {
            await visit.Page.SetViewportSizeAsync(1280, Harbour.AuditHeight);
            await visit.GoAsync(address);
            await visit.LiveAsync();
        }

        await IssueAsync("sara", ["editor"], [Harbour.Id], "She edits these talks.");
        foreach (var visit in new[] { all, own })
        {
            await visit.Page.ClickAsync("#news button", new() { Timeout = 20_000 });
            await Expect(visit.Page.Locator("table.audit tbody tr").Last).ToContainTextAsync("sara, editor in harbour-talks");
            Assert.Empty(visit.Complaints);
        }
    }

    private Task<JsonElement> IssueAsync(string name, string[] roles, string[]? negotiations, string reason) => SendAsync(HttpMethod.Post, "api/tokens", new { name, roles, negotiations, reason });

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await server.Writer.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
