using System.Text.Json;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.TransparencyLog.Verifying;

/// <summary>
/// Which of the events without a salt were lawfully redacted: those of which a later event, itself as it was signed, says exactly what took their place. An event
/// whose salt is gone and of which none says so was tampered with. So is what only an event newer than the checkpoint takes away of a signed one, as far as anybody can tell: that event anybody could have written.
/// </summary>
internal sealed class Redactions
{
    private const string Type = "event-redacted.v1";
    private readonly SortedDictionary<long, BundledEvent> without = [];
    private readonly Dictionary<long, (BundledEvent Event, JsonElement Says)> said = [];
    private readonly List<Redaction> lawful = [];
    private readonly List<Finding> findings = [];

    /// <summary>Those that hold, once everything was looked at.</summary>
    public IReadOnlyList<Redaction> Lawful => lawful;

    /// <summary>An event that cannot be checked against its entry: a salt is missing.</summary>
    public void Await(BundledEvent happened) => without.Add(happened.Position, happened);

    /// <summary>An event that is what was recorded: it may be a redaction.</summary>
    public void Take(BundledEvent happened)
    {
        if (happened.Data is not { } says || happened.Said("type") != Type) return;
        if (Member(says, "position") is not { ValueKind: JsonValueKind.Number } of || !of.TryGetInt64(out var position) || position >= happened.Position || Member(says, "tombstone") is null)
            findings.Add(Of(happened.Position, "redaction-malformed", $"The redaction at position {happened.Position} names no earlier event."));
        else if (!said.TryAdd(position, (happened, says)))
            findings.Add(Of(happened.Position, "redacted-twice", $"The redaction at position {happened.Position} is of position {position}, which {said[position].Event.Position} redacted before."));
    }

    /// <summary>What is wrong with them; called once, at the end.</summary>
    /// <param name="size">Events that were signed.</param>
    public IReadOnlyList<Finding> Findings(long size)
    {
        foreach (var (position, happened) in without)
        {
            if (!said.Remove(position, out var redaction))
                findings.Add(Of(position, "data-missing", $"The data of the event at position {position} are gone, and no redaction says so."));
            else if (Member(redaction.Says, "metadata") is not null && happened.MetadataSalt is not null)
                findings.Add(Of(position, "not-redacted", $"The event at position {position} was redacted by {redaction.Event.Position} together with its reason, and the reason's salt is there: it was never taken away, or was brought back."));
            else if (Wrong(happened, redaction.Says) is { } what)
                findings.Add(Of(position, "tombstone-changed", $"{what} of the event at position {position} are not what its redaction at {redaction.Event.Position} left of them."));
            else if (happened.RedactedBy != redaction.Event.Position)
                findings.Add(Of(position, "tombstone-changed", $"The event at position {position} was redacted by {redaction.Event.Position}, and says {(happened.RedactedBy is { } by ? by : "nothing of it")}."));
            else if (position <= size && redaction.Event.Position > size)
                findings.Add(Of(position, "redaction-unsigned", $"The event at position {position} was redacted by {redaction.Event.Position}, which no checkpoint covers yet: nothing vouches for it. Ask for the ledger again when it is signed, in a few seconds."));
            else lawful.Add(new Redaction(position, redaction.Event.Position, redaction.Event.Header("actor") ?? "?", redaction.Event.Recorded ?? "?", redaction.Event.Header("reason") ?? "?"));
        }

        foreach (var (position, redaction) in said) findings.Add(Of(position, "not-redacted", $"The event at position {position} was redacted by {redaction.Event.Position}, and its text is there: it was never taken away, or was brought back."));
        return findings;
    }

    private static string? Wrong(BundledEvent happened, JsonElement says)
    {
        var metadata = happened.Metadata!.Value;
        if (!Same(metadata, "stream", says) || !Same(metadata, "version", says) || !Same(metadata, "type", says)) return "Stream, version or type";
        if (happened.DataSalt is not null || happened.Data is not { } data || !Same(data, says.GetProperty("tombstone"))) return "The data";
        return happened.MetadataSalt is null && !(Member(says, "metadata") is { } left && Same(metadata, left)) ? "The metadata" : null;
    }

    private static bool Same(JsonElement metadata, string name, JsonElement says) =>
        Member(metadata, name) is { } one && Member(says, name) is { } other && Same(one, other);

    private static JsonElement? Member(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;

    // What no text can be made of is the same as nothing.
    private static bool Same(JsonElement one, JsonElement other)
    {
        try
        {
            return Canonical.Bytes(one).AsSpan().SequenceEqual(Canonical.Bytes(other));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static Finding Of(long position, string code, string detail) => new(position, position, code, detail);
}
