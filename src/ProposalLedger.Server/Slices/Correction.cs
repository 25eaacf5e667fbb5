using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>The shape of a correction in the API's description: a reason, and any field of the claim.</summary>
internal sealed record CorrectionBody
{
    public required string Reason { get; init; }

    /// <summary>Fields of the claim that replace its own; null removes.</summary>
    [System.Text.Json.Serialization.JsonExtensionData]
    public IDictionary<string, JsonElement>? Fields { get; init; }
}

/// <summary>A merge patch onto a claim, with the reason for it.</summary>
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

    /// <exception cref="ProblemException">404, or what is wrong with the claim that would come of it.</exception>
    public Command.Correct Apply(string id, Register register)
    {
        var held = register.Find(EntryKind.Claim, id) ?? throw new ProblemException(new Problem("unknown-claim", $"There is no claim '{id}'.") { Status = StatusCodes.Status404NotFound });
        if (patch["id"] is { } other && (other.GetValueKind() != JsonValueKind.String || other.GetValue<string>() != id))
            throw new ProblemException(Problem.At("id-fixed", "/id", "An id stays what it is. Retract the claim, and record another."));
        var merged = Merge(JsonNode.Parse(EventJson.Write(held.Entry))!.AsObject(), patch);
        return new Command.Correct(EntryRoutes.Parse(EntryKind.Claim, JsonSerializer.SerializeToUtf8Bytes(merged)), reason);
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
