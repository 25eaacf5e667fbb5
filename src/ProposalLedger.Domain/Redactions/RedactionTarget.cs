using System.Text.Json;

namespace ProposalLedger.Domain.Redactions;

public static class RedactionTarget
{
    /// <summary>The position of the event whose text an event took away; null for every event but a redaction.</summary>
    public static long? Of(string type, ReadOnlyMemory<byte> data)
    {
        if (type != EventNames.Redacted) return null;
        using var json = JsonDocument.Parse(data);
        return json.RootElement.GetProperty("position").GetInt64();
    }
}
