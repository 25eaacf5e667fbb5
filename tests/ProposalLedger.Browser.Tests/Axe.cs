using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>axe-core's rules, run in the page. It is called past the page's own policy, as a reader's assistive software is.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(() => File.ReadAllText(Path.Combine(Repository.Root, "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Fails where it finds something serious or critical, and tells the rule and where.</summary>
    public static async Task CheckAsync(IPage page)
    {
        await page.EvaluateAsync(Script.Value);
        var found = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .map(v => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 5).join('; ')}`)
            """);
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
