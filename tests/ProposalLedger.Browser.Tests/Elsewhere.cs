using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace ProposalLedger.Browser.Tests;

/// <summary>A site of somebody else's, at an origin of its own: one page, and a copy of the client module.</summary>
internal sealed partial class Elsewhere : IAsyncDisposable
{
    private readonly WebApplication site;

    private Elsewhere(WebApplication site) => this.site = site;

    /// <summary>The page; may be set once the ledger's address is known.</summary>
    public string Page { get; set; } = "";

    /// <summary>Without a slash at its end.</summary>
    public string Origin => site.Urls.First();

    public static async Task<Elsewhere> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot", "assets")), RequestPath = "/assets" });
        var elsewhere = new Elsewhere(app);
        app.MapGet("/", () => Results.Content(elsewhere.Page, "text/html; charset=utf-8"));
        await app.StartAsync();
        return elsewhere;
    }

    /// <summary>The page that docs/embedding.md shows, for a ledger and a negotiation of the test's.</summary>
    public static string Documented(Uri ledger, string negotiation)
    {
        var page = Html().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "embedding.md"))).Groups["page"].Value;
        return page.Replace("https://ledger.example", ledger.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal).Replace("ukraine-2025", negotiation, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [GeneratedRegex("^```html\n<!-- example: matrix -->\n(?<page>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Html();
}
