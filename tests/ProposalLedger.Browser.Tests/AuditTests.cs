using System.Net.Http.Headers;
using Microsoft.Playwright;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Browser.Tests;

/// <summary>The audit's table and pages, and what each page says of what no checkpoint covers.</summary>
public sealed class AuditTests(Chromium chromium, RealCase real)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filters_work_without_script_combine_and_lead_from_event_to_event()
    {
        await using var visit = await chromium.VisitAsync(real.Address, script: false);
        await visit.GoAsync("/ukraine-2025/audit");
        await visit.Page.ClickAsync("details.filters summary");
        await visit.Page.SelectOptionAsync("select[name=actor]", "seeds");
        await visit.Page.SelectOptionAsync("select[name=type]", "claim-recorded");
        await visit.Page.FillAsync("input[name=stream]", "positions:ukraine-2025/russia");
        await visit.Page.FillAsync("input[name=recordedFrom]", "2020");
        await visit.Page.ClickAsync("main form button");
        await visit.Page.WaitForURLAsync("**/audit?actor=*"); // whole: rows are counted
        Assert.EndsWith("/ukraine-2025/audit?actor=seeds&type=claim-recorded&stream=positions%3Aukraine-2025%2Frussia&recordedFrom=2020", visit.Page.Url, StringComparison.Ordinal);
        var rows = visit.Page.Locator("table.audit tbody tr");
        var count = await rows.CountAsync();
        Assert.InRange(count, 5, 100);
        foreach (var row in await rows.AllAsync()) await Assertions.Expect(row.Locator("td[data-head=Subject]")).ToContainTextAsync("positions:ukraine-2025/russia");
        await Assertions.Expect(visit.Page.Locator("table.audit caption")).ToContainTextAsync($"{count} events fit. Shown: position ");

        // The event's page keeps the filter: the next that fits is the next row.
        var second = await rows.Nth(1).Locator("th a").InnerTextAsync();
        await rows.First.Locator("th a").ClickAsync();
        await visit.Page.ClickAsync("a[rel=next]");
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync($"Event at position {second}");
        await visit.Page.ClickAsync("text=Among those that fit");
        await Assertions.Expect(rows.First.Locator("th a")).ToHaveTextAsync(second);

        // Pages keep it, too, there and back.
        await visit.GoAsync("/ukraine-2025/audit?type=claim-recorded");
        var first = await rows.First.Locator("th a").InnerTextAsync();
        await visit.Page.ClickAsync("a[rel=next]");
        await visit.Page.WaitForURLAsync(url => url.Contains("type=claim-recorded&after=", StringComparison.Ordinal));
        await visit.Page.ClickAsync("a[rel=prev]");
        await Assertions.Expect(rows.First.Locator("th a")).ToHaveTextAsync(first);

        // As a clock shows it: the minute, in UTC.
        await visit.GoAsync("/ukraine-2025/audit?recordedFrom=2020-11-26T13:55&recordedTo=2090-11-26T13:55Z");
        await Assertions.Expect(rows).ToHaveCountAsync(100);
        await visit.GoAsync("/ukraine-2025/audit?change=corrected");
        await Assertions.Expect(visit.Page.Locator(".empty")).ToHaveTextAsync("No event fits all that was asked for. Leave something out, or look at all events.");
        foreach (var (wrong, told) in new[]
        {
            ("type=nonsense", "There is no type of event 'nonsense'."), ("recordedFrom=never", "recordedFrom is a date or a time in UTC, not 'never'."),
            ("recordedFrom=2027&recordedTo=2026", "recordedTo (2026) ends before recordedFrom (2027) begins."), ("limit=5", "'limit' is no parameter here."), ("change=deleted", "'deleted' is no change of an audit; there are corrected, retracted, redacted."),
        })
        {
            Assert.Equal(400, (await visit.GoAsync("/ukraine-2025/audit?" + wrong)).Status);
            await Assertions.Expect(visit.Page.Locator("main")).ToContainTextAsync(told);
            Assert.Equal(400, (await visit.GoAsync("/ukraine-2025/audit/900?" + wrong)).Status);
        }
    }

    [Fact]
    public async Task P9_What_no_checkpoint_covers_is_said_and_unsaid_without_news_or_movement()
    {
        var signer = Directory.CreateTempSubdirectory("ledger-signer-").FullName;
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var server = await LedgerServer.StartAsync(database))
        {
            await PostAsync(server, "/api/negotiations", """{"id":"strait","title":"Talks on the strait"}""");
            await PostAsync(server, "/api/negotiations/strait/issues", """{"id":"toll","title":"Toll"}""");
            await using var visit = await chromium.VisitAsync(server.BaseAddress);
            foreach (var page in new[] { "/", "/strait", "/strait/audit" })
            {
                await visit.GoAsync(page);
                await Assertions.Expect(visit.Page.Locator("#signed")).ToHaveTextAsync("Nothing of this is signed: no signer is set up.");
            }

            Assert.Equal(2, await visit.Page.Locator("[data-unsigned]").CountAsync());
            await visit.GoAsync("/strait/audit/2");
            await Assertions.Expect(visit.Page.Locator(".signed-state")).ToHaveTextAsync("Not yet in a checkpoint: nothing vouches for it so far.");
        }

        await using (var server = await LedgerServer.StartAsync(database, ("Ledger:Log:Directory", signer)))
        {
            await using var visit = await chromium.VisitAsync(server.BaseAddress);
            await visit.GoAsync("/strait/audit");
            await Assertions.Expect(visit.Page.Locator("#signed")).ToHaveTextAsync("All that is shown here is in a signed checkpoint.", new() { Timeout = 20_000 });
            await visit.LiveAsync();
            // As long as the signer cannot publish.
            await using var admin = NpgsqlDataSource.Create(database.AdminConnectionString + ";Pooling=false");
            await using var connection = await admin.OpenConnectionAsync(Ct);
            await using var held = await connection.BeginTransactionAsync(Ct);
            await using (var hold = new NpgsqlCommand("lock table pl_log_checkpoints in exclusive mode", connection, held)) await hold.ExecuteNonQueryAsync(Ct);
            await PostAsync(server, "/api/negotiations/strait/issues", """{"id":"right","title":"Right of way"}""");
            await PostAsync(server, "/api/negotiations/strait/issues", """{"id":"pilots","title":"Pilots"}""");
            await visit.GoAsync("/strait/audit");
            await visit.LiveAsync();
            await Assertions.Expect(visit.Page.Locator("table.audit tbody tr")).ToHaveCountAsync(4);
            await Assertions.Expect(visit.Page.Locator("#signed")).ToHaveTextAsync("2 events not yet in a checkpoint.");
            Assert.Equal(2, await visit.Page.Locator("[data-unsigned]").CountAsync());
            var height = await visit.Page.EvaluateAsync<int>("document.getElementById('signed').offsetHeight");
            await held.RollbackAsync(Ct);
            await Assertions.Expect(visit.Page.Locator("#signed")).ToHaveTextAsync("All that is shown here is in a signed checkpoint.", new() { Timeout = 20_000 });
            await Assertions.Expect(visit.Page.Locator("[data-unsigned]")).ToHaveCountAsync(0);
            Assert.Equal(height, await visit.Page.EvaluateAsync<int>("document.getElementById('signed').offsetHeight"));
            Assert.Equal(0, await visit.Page.Locator("#news button").CountAsync());
            Assert.Empty(visit.Complaints);
        }

        Directory.Delete(signer, recursive: true);
    }

    [Fact]
    public async Task An_events_page_has_before_and_after_and_its_neighbours()
    {
        await using var server = await LedgerServer.StartAsync();
        await PostAsync(server, "/api/negotiations", """{"id":"strait","title":"Talks on the strait"}""");
        await PostAsync(server, "/api/negotiations/strait/parties", """{"id":"north","name":"North","kind":"party"}""");
        await PostAsync(server, "/api/negotiations/strait/sources", """{"id":"gazette","publisher":"The Gazette","title":"Strait","published":"2025-01-10","kind":"news"}""");
        await PostAsync(server, "/api/negotiations/strait/issues", """{"id":"toll","title":"Toll"}""");
        await PostAsync(server, "/api/negotiations/strait/propositions", """{"id":"free","issue":"toll","text":"Passage is free."}""");
        await PostAsync(server, "/api/negotiations/strait/claims", """{"id":"c","kind":"position","holder":"north","speaker":{"name":"A. North","party":"north"},"about":{"proposition":"free"},"stance":"supports","basis":"first-hand","occurred":"2025-01-10","text":"North wants passage to be free for all.","sources":["gazette"]}""");
        await PostAsync(server, "/api/negotiations/strait/claims/c/corrections", """{"reason":"Misread.","text":"North wants passage to be open for all."}""");
        await PostAsync(server, "/api/negotiations/strait/claims/c/retractions", """{"reason":"The paper withdrew it.","sources":["gazette"]}""");
        await using var visit = await chromium.VisitAsync(server.BaseAddress, script: false);
        await visit.GoAsync("/strait/audit/6");
        await Assertions.Expect(visit.Page.Locator("main")).ToContainTextAsync("Nothing before: it is the first record of this.");
        await visit.Page.ClickAsync("text=After it in its stream: position 7");
        await Assertions.Expect(visit.Page.Locator("main .facts").First).ToContainTextAsync("Misread.");
        await Assertions.Expect(visit.Page.Locator(".before-after del")).ToHaveTextAsync("free");
        await Assertions.Expect(visit.Page.Locator(".before-after ins")).ToHaveTextAsync("open");
        await visit.GoAsync("/strait/audit?change=retracted,corrected");
        await Assertions.Expect(visit.Page.Locator("table.audit tbody tr")).ToHaveCountAsync(2);
        await visit.GoAsync("/strait/audit/8");
        await Assertions.Expect(visit.Page.Locator("main")).ToContainTextAsync("Taken back: what was said at position 7 no longer counts.");
        await Assertions.Expect(visit.Page.Locator(".taken-back del", new() { HasText = "open for all" })).ToHaveCountAsync(1);
    }

    private static async Task PostAsync(LedgerServer server, string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, new MediaTypeHeaderValue("application/json")), Headers = { { "If-Match", "*" } } };
        using var answer = await server.Writer.SendAsync(request, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
