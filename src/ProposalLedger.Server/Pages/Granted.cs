using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Pages.Words;

namespace ProposalLedger.Server.Pages;

/// <summary>What an event of tokens and roles grants, or takes back.</summary>
/// <param name="Id">Of the token or the grant: what is taken back has the same.</param>
/// <param name="Takes">It takes back.</param>
/// <param name="Title">In a line.</param>
/// <param name="Fields">Whose, what, where and until when.</param>
public sealed record Granted(string Id, bool Takes, string Title, IReadOnlyList<(string Name, string Value)> Fields)
{
    /// <summary>Null for other events.</summary>
    public static Granted? Of(StoredEvent e)
    {
        if (!EventNames.OfAccess.Contains(e.Type) || !StreamKey.IsAccess(e.Scope, out var negotiation)) return null;
        using var data = JsonDocument.Parse(e.Data);
        var json = data.RootElement;
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        var isToken = e.Type.StartsWith("token", StringComparison.Ordinal);
        var takes = e.Type.EndsWith("-revoked.v1", StringComparison.Ordinal);
        var whose = Text(isToken ? "name" : "actor") ?? "";
        // A token's revocation names no roles, and a token from before roles has none.
        var roles = Say.List(Text("role") is { } role ? [role] : json.TryGetProperty("roles", out var several) ? several.EnumerateArray().Select(word => word.GetString()!) : []);
        var fields = new List<(string, string)> { (isToken ? "Token" : "Actor", whose) };
        if (roles.Length > 0) fields.Add(("May act as", roles));
        fields.Add(("In", negotiation ?? "the whole ledger"));
        if (isToken && !takes) fields.Add(("Until", Text("expires") ?? "it is revoked"));
        fields.Add((isToken ? "Id of the token" : "Id of the grant", Text("id") ?? ""));
        return new Granted(Text("id") ?? "", takes, $"{whose}{(roles.Length > 0 ? $", {roles}" : "")} in {negotiation ?? "the whole ledger"}", fields);
    }

    /// <summary>The event that granted what an event takes back; null where it takes nothing back, or what it takes back is from before such events.</summary>
    public static async Task<StoredEvent?> BeforeAsync(StoredEvent e, LedgerStore store, CancellationToken ct)
    {
        if (Of(e) is not { Takes: true } gone) return null;
        var granting = EventNames.OfAccess.Where(type => type.Split('-')[0] == e.Type.Split('-')[0] && type != e.Type).ToList();
        return (await store.ReadFilteredAsync(new EventFilter(e.Scope) { Types = granting, UpTo = e.Position }, 0, int.MaxValue, ct)).LastOrDefault(before => Of(before)?.Id == gone.Id);
    }
}
