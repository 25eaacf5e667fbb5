using System.Text.Json;

namespace ProposalLedger.Domain.Json;

internal static class JsonText
{
    /// <summary>Null where escapes make no well-formed text (RFC 7493): the reader says so only by throwing.</summary>
    public static string? Of(JsonElement element) => Try(element.GetString);

    public static string? NameOf(JsonProperty property) => Try(() => property.Name);

    public static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
