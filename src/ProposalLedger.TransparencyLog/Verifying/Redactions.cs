using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>
/// Which of the events without a salt were lawfully redacted: those of which a later event, itself as it was signed, says exactly what took their place. An event
/// whose salt is gone and of which none says so was tampered with. What says so may be newer than the checkpoint; then nothing vouches for it yet, as for every event of that age.
/// </summary>
internal sealed class Redactions
{
    private const string Type = "event-redacted.v1";
    private readonly SortedDictionary<long, BundledEvent> without = [];
    private readonly Dictionary<long, (long By, JsonElement Says)> said = [];
    private readonly List<Finding> findings = [];

    /// <summary>How many there are, once everything was looked at.</summary>
    public long Lawful { get; private set; }

    /// <summary>An event that cannot be checked against its entry: a salt is missing.</summary>
    public void Await(BundledEvent happened) => without.Add(happened.Position, happened);

    /// <summary>An event that is what was recorded: it may be a redaction.</summary>
    public void Take(BundledEvent happened)
    {
        if (happened is not { Metadata: { } metadata, Data: { } says } || !metadata.TryGetProperty("type", out var type) || !type.ValueEquals(Type)) return;
        if (says.ValueKind != JsonValueKind.Object || !says.TryGetProperty("position", out var of) || !of.TryGetInt64(out var position) || position >= happened.Position || !says.TryGetProperty("tombstone", out _))
            findings.Add(Of(happened.Position, "redaction-malformed", $"The redaction at position {happened.Position} names no earlier event."));
        else if (!said.TryAdd(position, (happened.Position, says)))
            findings.Add(Of(happened.Position, "redacted-twice", $"The redaction at position {happened.Position} is of position {position}, which {said[position].By} redacted before."));
    }

    /// <summary>What is wrong with them; called once, at the end.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        foreach (var (position, happened) in without)
        {
            if (!said.Remove(position, out var redaction))
                findings.Add(Of(position, "data-missing", $"The data of the event at position {position} are gone, and no redaction says so."));
            else if (Wrong(happened, redaction.Says) is { } what)
                findings.Add(Of(position, "tombstone-changed", $"{what} of the event at position {position} are not what its redaction at {redaction.By} left of them."));
            else if (happened.RedactedBy != redaction.By)
                findings.Add(Of(position, "tombstone-changed", $"The event at position {position} was redacted by {redaction.By}, and says {(happened.RedactedBy is { } by ? by : "nothing of it")}."));
            else Lawful++;
        }

        foreach (var (position, redaction) in said) findings.Add(Of(position, "not-redacted", $"The event at position {position} was redacted by {redaction.By}, and its text is there: it was never taken away, or was brought back."));
        return findings;
    }

    private static string? Wrong(BundledEvent happened, JsonElement says)
    {
        var metadata = happened.Metadata!.Value;
        if (!Same(metadata, "stream", says) || !Same(metadata, "version", says) || !Same(metadata, "type", says)) return "Stream, version or type";
        if (happened.DataSalt is not null || happened.Data is not { } data || !Same(data, says.GetProperty("tombstone"))) return "The data";
        return happened.MetadataSalt is null && !(says.TryGetProperty("metadata", out var left) && Same(metadata, left)) ? "The metadata" : null;
    }

    private static bool Same(JsonElement metadata, string name, JsonElement says) =>
        metadata.TryGetProperty(name, out var one) && says.TryGetProperty(name, out var other) && Same(one, other);

    private static bool Same(JsonElement one, JsonElement other) => Canonical.Bytes(one).AsSpan().SequenceEqual(Canonical.Bytes(other));

    private static Finding Of(long position, string code, string detail) => new(position, position, code, detail);
}
