using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>One open page, and what the browser complains about.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();

    private Visit(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors of scripts, and everything that the content security policy refused.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>Waits until a page is there whole whose address ends so: a click returns before that.</summary>
    public Task ArriveAsync(string end) => Page.WaitForURLAsync(url => Uri.UnescapeDataString(url).EndsWith(Uri.UnescapeDataString(end), StringComparison.Ordinal));

    public static async Task<Visit> BeginAsync(IBrowserContext context)
    {
        var visit = new Visit(context, await context.NewPageAsync());
        visit.Page.PageError += (_, error) => visit.complaints.Enqueue(error);
        visit.Page.Console += (_, message) =>
        {
            // The browser itself tells of a missing page and of a connection that was cut; both are not the page's doing.
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal) && !message.Text.Contains("WebSocket", StringComparison.Ordinal))
                visit.complaints.Enqueue(message.Text);
        };
        visit.Page.Dialog += async (_, dialog) =>
        {
            visit.complaints.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        await context.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))");
        return visit;
    }

    public async Task<IResponse> GoAsync(string address) => (await Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load }))!;

    /// <summary>Waits until the page says that it is live.</summary>
    public Task LiveAsync() => Assertions.Expect(Page.Locator("#badge")).ToHaveTextAsync("Live", new() { Timeout = 20_000 });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
