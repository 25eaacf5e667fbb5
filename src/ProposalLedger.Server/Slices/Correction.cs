using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>The shape of a correction in the API's description: a reason, and any field of the entry.</summary>
internal sealed record CorrectionBody
{
    public required string Reason { get; init; }

    /// <summary>Fields of the entry that replace its own; null removes.</summary>
    [System.Text.Json.Serialization.JsonExtensionData]
    public IDictionary<string, JsonElement>? Fields { get; init; }
}

/// <summary>A merge patch onto an entry, with the reason for it.</summary>
internal sealed class Correction
{
    private readonly JsonObject patch;
    private readonly string reason;

    private Correction(JsonObject patch, string reason) => (this.patch, this.reason) = (patch, reason);

    /// <exception cref="ProblemException">400.</exception>
    public static Correction Read(ReadOnlyMemory<byte> body)
    {
        var json = JsonBody.Read(body);
        var why = JsonBody.Reason(json);
        json.Remove("reason");
        return new Correction(json, why);
    }

    /// <exception cref="ProblemException">What is wrong with the entry that would come of it.</exception>
    public Command.Correct Apply(Entry held)
    {
        var noun = EventNames.Noun(held.EntryKind);
        if (patch["id"] is { } other && (other.GetValueKind() != JsonValueKind.String || other.GetValue<string>() != held.Id))
            throw new ProblemException(Problem.At("id-fixed", "/id", $"An id stays what it is. Retract the {noun}, and record another."));
        var merged = EntryRoutes.Parse(held.EntryKind, JsonSerializer.SerializeToUtf8Bytes(Merge(JsonNode.Parse(EventJson.Write(held))!.AsObject(), patch)));
        return merged.Key == held.Key ? new Command.Correct(merged, reason)
            : throw new ProblemException(Problem.At("id-fixed", "/proposal", $"The {noun} stays '{held.Key}'. Retract it, and record another."));
    }

    // RFC 7396, section 2
    private static JsonObject Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null) target.Remove(name);
            else target[name] = value is JsonObject part ? Merge(target[name] as JsonObject ?? [], part) : value.DeepClone();
        }
        return target;
    }
}
