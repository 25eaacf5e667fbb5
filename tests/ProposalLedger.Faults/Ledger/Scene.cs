using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults.Ledger;

/// <summary>Where a fault happens: nodes on one ledger, the superuser's way into it, and the negotiation that is written in.</summary>
internal sealed record Scene(IReadOnlyList<LedgerNode> Nodes, string Admin, string Negotiation)
{
    private static int count;

    /// <summary>Whose negotiation is a new one, opened for this.</summary>
    public static async Task<Scene> OpenAsync(IReadOnlyList<LedgerNode> nodes, string admin, string name, CancellationToken ct)
    {
        var negotiation = $"{name}-{Interlocked.Increment(ref count)}";
        foreach (var node in nodes) await Stand.ReadyAsync(node, true, ct); // whatever befell PostgreSQL before
        // A connection that a node has kept from before a restart of PostgreSQL fails once.
        for (var i = 0; i < nodes.Count; i++)
            while (await Reply.PostAsync(nodes[i].Http, "/api/negotiations", JsonContent.Create(new { id = $"{negotiation}-{i}", title = "Begun anew" }), $"{negotiation}-{i}", ct: ct) is not { IsSuccess: true }) await Task.Delay(50, ct);
        await FishingTalks.OpenAsync(nodes[0], negotiation, ct);
        return new Scene(nodes, admin, negotiation);
    }

    public string Claims => $"/api/negotiations/{Negotiation}/claims";

    /// <summary>From here on somebody reads the log all the while.</summary>
    public async Task<Watch> WatchAsync() => new(this, await Log.HeadAsync(Admin));
}

/// <summary>What a node answered.</summary>
internal sealed record Reply(int Status, string Body, string? ETag = null)
{
    public long Position => JsonElement.Parse(Body).GetProperty("position").GetInt64();

    public bool IsSuccess => Status is 200 or 201;

    /// <summary>Null where no answer came.</summary>
    public static async Task<Reply?> PostAsync(HttpClient http, string address, HttpContent content, string key, string? ifMatch = null, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Prefer", "respond-async"); // what is asked here is the log's, not the views'
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        try
        {
            using var answer = await http.SendAsync(request, ct);
            return new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct), answer.Headers.ETag?.Tag);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    public static Task<Reply?> ClaimAsync(HttpClient http, Scene scene, string id, int party, string? ifMatch = null, CancellationToken ct = default) =>
        PostAsync(http, scene.Claims, JsonContent.Create(FishingTalks.Claim(id, party)), id, ifMatch, ct);

    /// <summary>Out of the bytes of an HTTP/1.1 answer.</summary>
    public static Reply? Read(string bytes)
    {
        var status = Regex.Match(bytes, @"^HTTP/1\.1 (?<code>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var (from, to) = (bytes.IndexOf('{', StringComparison.Ordinal), bytes.LastIndexOf('}'));
        if (!status.Success || from < 0 || to < from) return null;
        var tag = Regex.Match(bytes, @"^ETag: (?<tag>\S+)\r$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return new Reply(int.Parse(status.Groups["code"].Value, System.Globalization.CultureInfo.InvariantCulture), bytes[from..(to + 1)], tag.Success ? tag.Groups["tag"].Value : null);
    }
}
