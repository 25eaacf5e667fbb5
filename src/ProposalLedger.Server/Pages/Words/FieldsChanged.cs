using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;

namespace ProposalLedger.Server.Pages.Words;

/// <summary>Two values of one entry, field by field, as the record has them.</summary>
internal static class FieldsChanged
{
    private const string None = "(nothing)";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<(string Name, string Then, string Now)> Between(Entry before, Entry after)
    {
        var (then, now) = (Of(before), Of(after));
        return [.. then.Keys.Union(now.Keys, StringComparer.Ordinal).Where(k => then.GetValueOrDefault(k) != now.GetValueOrDefault(k))
            .Select(k => (k, then.GetValueOrDefault(k, None), now.GetValueOrDefault(k, None)))];
    }

    /// <summary>All that an entry says.</summary>
    public static Dictionary<string, string> Of(Entry entry) => JsonNode.Parse(EventJson.Write(entry))!.AsObject()
        .ToDictionary(f => f.Key, f => f.Value is JsonValue value ? value.ToString() : f.Value!.ToJsonString(Readable), StringComparer.Ordinal);
}
