using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Verifying;
using ProposalLedger.Views.Rebuilding;
using StreamKey = ProposalLedger.Domain.StreamKey;

namespace ProposalLedger.Cli;

/// <summary>Every view that a bundle's events amount to, beside what the bundle says that the server serves.</summary>
internal sealed class RebuiltViews
{
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);
    private readonly List<Finding> findings = [];

    private RebuiltViews()
    {
    }

    /// <summary>None: nothing was computed.</summary>
    public static RebuiltViews None { get; } = new();

    /// <summary>By address below <c>/api/negotiations/</c>: the hash of the body that the events amount to.</summary>
    public IReadOnlyDictionary<string, string> Hashes => hashes;

    /// <summary>Where the bundle says something else.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Computes them.</summary>
    /// <param name="bundle">Whose events are as they were signed.</param>
    /// <param name="size">How many of them were.</param>
    /// <param name="rebuilt">Called with each view.</param>
    public static RebuiltViews Of(Bundle bundle, long size, Action rebuilt)
    {
        var views = new RebuiltViews();
        // The views of an earlier position would say nothing of what came later, and who chooses the position would choose what is compared.
        if (bundle.Views.Position != size) views.Find("views-position", $"The bundle says what the server serves of position {bundle.Views.Position}, and {size} events were signed: whether it serves what those amount to was not compared. Ask again; if it stays so the server's views stand still, and its /health/ready says why.");
        else views.Rebuild(bundle, size, rebuilt);
        return views;
    }

    private void Rebuild(Bundle bundle, long size, Action rebuilt)
    {
        var events = bundle.Events().TakeWhile(happened => happened.Position <= size).Where(happened => happened.Metadata is not null).Select(Stored).OfType<StoredEvent>().ToList();
        if (findings.Count > 0) return;
        var served = new Dictionary<string, string>(bundle.Views.Hashes, StringComparer.Ordinal);
        foreach (var negotiation in events.Select(happened => happened.Scope).Where(scope => !StreamKey.IsAccess(scope, out _)).Distinct(StringComparer.Ordinal).ToList())
        {
            if (!Compute(negotiation, events, size, rebuilt)) return;
        }

        foreach (var (address, hash) in hashes)
        {
            if (!served.Remove(address, out var said)) Find("view-missing", $"The bundle does not say what the server serves at {address}, and the events amount to something there.");
            else if (said != hash) Find("view-differs", $"The bundle says that the server serves another body at {address} than the events amount to.");
        }

        foreach (var address in served.Keys) Find("view-unfounded", $"The bundle says that the server serves {address}, and no events are behind it.");
    }

    [SuppressMessage("Design", "CA1031", Justification = "The events may say anything that somebody has signed, and whatever comes of that is a finding.")]
    private bool Compute(string negotiation, List<StoredEvent> events, long size, Action rebuilt)
    {
        try
        {
            foreach (var (address, body) in EveryBody.Of(negotiation, events, size))
            {
                hashes[address] = Convert.ToHexStringLower(SHA256.HashData(Canonical.Bytes(body)));
                rebuilt();
            }

            return true;
        }
        catch (UnreadableEventException e)
        {
            Malformed(e.Position, e.InnerException!);
        }
        catch (Exception e)
        {
            var own = events.Where(happened => happened.Scope == negotiation).ToList();
            findings.Add(new Finding(own[0].Position, own[^1].Position, "views-impossible", $"The views of {negotiation} cannot be computed from its events: one of them is none that a ledger records ({e.GetType().Name})."));
        }

        return false;
    }

    private StoredEvent? Stored(BundledEvent happened)
    {
        try
        {
            var metadata = happened.Metadata!.Value;
            string Text(string name) => metadata.GetProperty(name).GetString() ?? throw new FormatException($"Its {name} is null.");
            return new StoredEvent(happened.Position, metadata.GetProperty("id").GetGuid(), Text("stream"), metadata.GetProperty("version").GetInt64(), Text("negotiation"), Text("type"),
                Encoding.UTF8.GetBytes(happened.Data?.GetRawText() ?? "{}"), DateTimeOffset.Parse(happened.Recorded ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                metadata.GetProperty("headers").Deserialize<EventMetadata>(JsonSerializerOptions.Web) ?? throw new FormatException("Its headers are null."), happened.RedactedBy);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            Malformed(happened.Position, e);
            return null;
        }
    }

    private void Malformed(long position, Exception why) => findings.Add(new Finding(position, position, "event-malformed",
        $"The event at position {position} is none that a ledger records, and no view can be computed with it: {(why is JsonException json ? $"its data or metadata are of another form at {json.Path ?? "$"}" : why.Message)}"));

    private void Find(string code, string detail) => findings.Add(new Finding(0, 0, code, detail));
}
