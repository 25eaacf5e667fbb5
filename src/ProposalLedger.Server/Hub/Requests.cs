using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Hub;

/// <summary>
/// Reads a subscription's one argument by hand: SignalR's own binding would refuse a wrong one with a message that names neither the field
/// nor a code.
/// </summary>
internal static class Requests
{
    public static readonly string[] TailFields = ["after", .. TailFilter.Names];

    public static readonly string[] WatchFields = ["view", "query", "negotiation"];

    /// <summary><c>{ after?, negotiation?, proposal?, party?, issue?, type? }</c></summary>
    public static TailRequest Tail(JsonElement request)
    {
        var fields = Fields(request, TailFields);
        long after = 0;
        if (fields.TryGetValue("after", out var position) && (position.ValueKind != JsonValueKind.Number || !position.TryGetInt64(out after)))
            throw Wrong("after", "a whole number");
        if (after < 0) throw Refused("negative-position", "after", $"'after' is {after}; 0 is before the first event.");
        var negotiation = fields.TryGetValue("negotiation", out var id) ? Text(id, "negotiation") : null;
        return new TailRequest(after, TailFilter.Of(negotiation, name => fields.TryGetValue(name, out var values) ? List(values, name) : null));
    }

    /// <summary><c>{ view, query?, negotiation? }</c>: without <c>negotiation</c> the view's path begins with it, as a page's does.</summary>
    public static WatchRequest Watch(JsonElement request)
    {
        var fields = Fields(request, WatchFields);
        var path = fields.TryGetValue("view", out var view) ? Text(view, "view").Trim('/') : throw Refused("missing-field", "view", "'view' says what to watch.");
        var query = fields.TryGetValue("query", out var parameters) ? Query(parameters) : [];
        if (fields.TryGetValue("negotiation", out var id)) return new WatchRequest(Text(id, "negotiation"), path, query);
        var parts = path.Split('/', 2);
        return new WatchRequest(parts[0], parts.Length == 1 ? "" : parts[1], query);
    }

    private static SortedDictionary<string, string> Query(JsonElement query)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (query.ValueKind == JsonValueKind.Object)
        {
            foreach (var (name, value) in Members(query)) parameters.Add(name, Text(value, $"query/{name}"));
            return parameters;
        }

        foreach (var (name, values) in QueryHelpers.ParseQuery(Text(query, "query")))
            parameters.Add(name, values.Count == 1 ? values[0] ?? "" : throw Refused("bad-parameter", $"query/{name}", $"'{name}' is there more than once."));
        return parameters;
    }

    private static Dictionary<string, JsonElement> Fields(JsonElement request, params string[] known)
    {
        if (request.ValueKind != JsonValueKind.Object) throw Refused("wrong-type", "", "The argument is to be an object.");
        var fields = Members(request);
        return fields.Keys.FirstOrDefault(name => !known.Contains(name)) is not { } unknown ? fields
            : throw Refused("unknown-field", unknown, $"'{unknown}' is not a field; the fields are {string.Join(", ", known)}.");
    }

    /// <summary>By name; what is null counts as left out.</summary>
    private static Dictionary<string, JsonElement> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null))
        {
            var name = NameOf(member);
            if (!members.TryAdd(name, member.Value)) throw Refused("duplicate-key", name, $"'{name}' is there twice.");
        }

        return members;
    }

    /// <summary>A list of strings, or one string with commas between its values, as a query has it.</summary>
    private static string[] List(JsonElement values, string name) => values.ValueKind switch
    {
        JsonValueKind.Array => [.. values.EnumerateArray().Select((value, i) => Text(value, $"{name}/{i}"))],
        JsonValueKind.String => Text(values, name).Split(','),
        _ => throw Wrong(name, "a string, or a list of strings"),
    };

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("", "an object whose names are Unicode text");
        }
    }

    private static string Text(JsonElement value, string pointer)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(pointer, "a string");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(pointer, "Unicode text"); // half a surrogate pair
        }
    }

    private static ProblemException Wrong(string pointer, string wanted) => Refused("wrong-type", pointer, $"'{pointer}' is to be {wanted}.");

    private static ProblemException Refused(string code, string pointer, string detail) => new(Problem.At(code, "/" + pointer, detail));
}
