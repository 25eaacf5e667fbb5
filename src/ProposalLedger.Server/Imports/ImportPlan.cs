using System.Text.Json.Nodes;
using ProposalLedger.Domain.Negotiations;
using ProposalLedger.Domain.Redactions;

namespace ProposalLedger.Server.Imports;

/// <summary>How far something long has come.</summary>
public sealed record ImportProgress(string Stage, int Done, int Total);

/// <summary>One event to append, decided, with its clocks.</summary>
public sealed record PlannedEvent(string Stream, Decided Decided, Times Times);

/// <summary>What a case file comes to, given what is already recorded. Pure: nothing is written.</summary>
public sealed record ImportPlan(IReadOnlyList<PlannedEvent> Events, int Recorded, int Corrected, int Retracted, int StillRetracted, int Unchanged)
{
    private const string CorrectionReason = "Imported case file differs from the record.";

    /// <summary>Decides every entry of the file; what is refused is added to the file's problems, and then there is no plan.</summary>
    public static ImportPlan? Of(CaseFile file, Register known, IProgress<ImportProgress>? progress = null, string? reason = null)
    {
        var negotiation = file.Negotiation ?? "";
        // What was not read any more would be missed by what was.
        if (file.Problems.Count >= CaseFile.MostProblems) return null;
        var register = known;
        var events = new List<PlannedEvent>();
        var counts = new int[5];
        var refused = file.Items.Where(i => i.Entry is null && i.Key is not null).Select(i => i.Key!).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<(EntryKind, string)>();
        var ordered = CaseFileOrder.Of(file.Items, known);

        bool Decide(CaseFileItem item, Command command)
        {
            var decision = Decider.Decide(command, register);
            if (decision is Decision.Refused(var refusals))
            {
                refused.Add(item.Key!);
                foreach (var refusal in refusals.Where(r => !SpeaksOf(item.Json, r, refused))) file.Refuse(refusal.Code, item.Pointer + refusal.Pointer, refusal.Detail);
                return false;
            }
            foreach (var decided in ((Decision.Accepted)decision).Events)
            {
                events.Add(new PlannedEvent(StreamKey.Of(negotiation, command, register), decided, EventClocks.Of(decided.Event, register)));
                register = register.Evolve(decided.Event);
                // The counts are of entries.
                if (decided.Event is not LedgerEvent.VisibilitySet) counts[decided.Event switch { LedgerEvent.Recorded => 0, LedgerEvent.Corrected => 1, _ => 2 }]++;
            }
            return true;
        }

        for (var i = 0; i < ordered.Count; i++)
        {
            if (i % 500 == 0) progress?.Report(new ImportProgress("Checking", i, ordered.Count));
            var item = ordered[i];
            var entry = item.Entry!;
            if (!seen.Add((item.Kind, entry.Key)))
            {
                file.Refuse("id-taken", $"{item.Pointer}/id", $"The {EventNames.Noun(item.Kind)} '{entry.Key}' stands in this file twice.");
                continue;
            }
            if (Openings.Otherwise(item.Visibility, register).ToList() is { Count: > 0 } otherwise)
            {
                foreach (var refusal in otherwise) file.Refuse(refusal.Code, item.Pointer + refusal.Pointer, refusal.Detail);
                continue;
            }
            var before = events.Count;
            var held = register.Find(item.Kind, entry.Key);
            if (held is not null && held.Entry != entry && held.Entry == Tombstone.Of(entry))
            {
                // Its text was taken away: a file that still has it does not bring it back.
                counts[4]++;
                continue;
            }
            if (held is { Retracted: true } && held.Entry == entry)
            {
                // The file's silence does not bring back what no longer holds; who sent it is told that it does not hold.
                counts[item.Retracted is null ? 3 : 4]++;
                continue;
            }
            var good = held is null || held.Entry == entry ? Decide(item, new Command.Record(entry) { Visibility = item.Visibility })
                : Decide(item, new Command.Correct(entry, reason ?? CorrectionReason));
            if (good && item.Retracted is { } because)
                Decide(item, new Command.Retract(item.Kind, entry.Key, because.Reason, because.Published, because.Sources));
            if (events.Count == before) counts[4]++;
        }
        return file.Problems.Count > 0 ? null : new ImportPlan(events, counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    /// <summary>
    /// A reference to an entry of the same file that is itself refused: told once, at that entry, and not again wherever it is named.
    /// </summary>
    private static bool SpeaksOf(JsonObject json, Refusal refusal, HashSet<string> refused)
    {
        if (!refusal.Code.StartsWith("unknown-", StringComparison.Ordinal) || At(json, refusal.Pointer) is not { } value) return false;
        return refused.Contains(value) || (value.LastIndexOf('/') is > 0 and var cut && refused.Contains(value[..cut]));
    }

    private static string? At(JsonNode json, string pointer)
    {
        JsonNode? node = json;
        foreach (var step in pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            node = node switch
            {
                JsonObject o => o[step],
                JsonArray a when int.TryParse(step, out var i) && i < a.Count => a[i],
                _ => null,
            };
        }
        return (node as JsonValue)?.ToString();
    }
}
