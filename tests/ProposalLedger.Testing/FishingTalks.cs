namespace ProposalLedger.Testing;

/// <summary>A small negotiation to write claims in.</summary>
public static class FishingTalks
{
    /// <summary>Opens it with eight parties, so that eight writers each have a stream of their own; the last position.</summary>
    public static async Task<long> OpenAsync(LedgerNode node, string id, CancellationToken ct)
    {
        await node.PostAsync("", new { id, title = "Talks over a fishing zone" }, ct);
        for (var i = 0; i < 8; i++) await node.PostAsync($"/{id}/parties", new { id = $"party-{i}", name = $"Party {i}", kind = "party" }, ct);
        await node.PostAsync($"/{id}/issues", new { id = "zone", title = "Zone" }, ct);
        await node.PostAsync($"/{id}/propositions", new { id = "shared-zone", issue = "zone", text = "The zone is shared." }, ct);
        return await node.PostAsync($"/{id}/sources", new { id = "gazette", publisher = "Gazette", title = "Talks", published = "2025-01-11", kind = "news" }, ct);
    }

    /// <summary>Records one claim of a party.</summary>
    public static Task<long> ClaimAsync(LedgerNode node, string negotiation, string id, int party, CancellationToken ct) =>
        node.PostAsync($"/{negotiation}/claims", Claim(id, party), ct);

    /// <summary>A claim of a party, as it is sent.</summary>
    public static object Claim(string id, int party) => new
    {
        id,
        kind = "position",
        holder = $"party-{party}",
        speaker = new { name = $"Envoy {party}", party = $"party-{party}" },
        about = new { proposition = "shared-zone" },
        stance = "supports",
        basis = "first-hand",
        occurred = "2025-01-10",
        text = $"Party {party} can live with it ({id}).",
        sources = new[] { "gazette" },
    };
}
