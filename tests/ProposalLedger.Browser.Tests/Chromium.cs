using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>The machine's Chromium, one for all tests of the process; a test is skipped, with the reason, where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? playwright;
    private IBrowser? browser;

    private static string? Program => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is not { } program) return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            // Without these it calls services of its maker, which a test machine need not reach; as root it needs no-sandbox.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A reader with a profile of its own.</summary>
    public async Task<Visit> VisitAsync(Uri server, int width = 1280, bool script = true, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(browser is null, "There is no chromium here: apt-get install chromium, or name one in CHROMIUM.");
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = server.ToString(), JavaScriptEnabled = script, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 },
        });
        return await Visit.BeginAsync(context);
    }
}
