using System.Net.Http.Json;
using ProposalLedger.Testing;

namespace ProposalLedger.Browser.Tests;

/// <summary>A small negotiation, written through the API as anybody would.</summary>
internal static class Harbour
{
    public const string Id = "harbour-talks";

    /// <summary>Of a window that the whole audit fits: what is recorded next comes on the screen, and so is offered and not shown at once.</summary>
    public const int AuditHeight = 1400;

    public static async Task OpenAsync(LedgerServer server, int points = 3)
    {
        await PostAsync(server, "", new { id = Id, title = "Harbour talks", summary = "A fictitious negotiation over a harbour." });
        await PostAsync(server, "/parties", new { id = "north-quay", name = "North Quay", kind = "party" });
        await PostAsync(server, "/sources", new { id = "gazette", publisher = "The Gazette", title = "Harbour news", published = "2024-03-01", kind = "news" });
        await PostAsync(server, "/proposals", new { id = "harbour-plan", title = "Harbour plan", by = new[] { "north-quay" } });
        await TableAsync(server, "first", "First draft", points);
    }

    /// <summary>What <c>curl</c> would send.</summary>
    public static Task TableAsync(LedgerServer server, string id, string title, int points = 2, string text = "The harbour shall be open.") =>
        PostAsync(server, "/proposals/harbour-plan/drafts", new
        {
            id, title, occurred = "2024-03-02", text = "full", sources = new[] { "gazette" },
            points = Enumerable.Range(1, points).Select(n => new { id = $"{n}", label = $"{n}", textKind = "verbatim", language = "en", text = $"{text} ({n})", sources = new[] { "gazette" } }),
        });

    public static async Task PostAsync(LedgerServer server, string path, object entry)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/negotiations{(path.Length > 0 ? $"/{Id}" : "")}{path}") { Content = JsonContent.Create(entry) };
        request.Headers.Add("If-Match", path.EndsWith("/status", StringComparison.Ordinal) ? ["*"] : []);
        using var answer = await server.Writer.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
