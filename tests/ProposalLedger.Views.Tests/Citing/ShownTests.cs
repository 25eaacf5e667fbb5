using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Views.Citing;

namespace ProposalLedger.Views.Tests.Citing;

/// <summary>No view of the real case shows words of an entry without telling when they are corrected.</summary>
public sealed class ShownTests
{
    private const string Plan = "us-peace-plan", Mark = "Zq ";

    private static readonly string[] Paths =
    [
        "", "parties", "persons", "mandates", "mandates?on=2025-03-20", "issues", "propositions", "sources", "sessions", "actions", "proposals", "drafts", "links", "claims", "claims?group=basis", "conflicts", "resolutions",
        "parties/us", "persons/keith-kellogg", "issues/ceasefire", "propositions/recognition-us-recognises", "sources/seed-000", "sessions/m-moscow-0313", "claims/p011", "claims/p031", $"proposals/{Plan}",
        $"drafts/{Plan}/us-28", $"drafts/{Plan}/us-ua-19", $"drafts/{Plan}/us-ua-20", $"compare?drafts={Plan}/us-28,{Plan}/us-ua-20", $"compare?drafts={Plan}/us-28,{Plan}/us-ua-19,{Plan}/us-ua-20",
        "lineage", $"lineage?from={Plan}/us-28&to={Plan}/us-ua-19", $"lineage?from={Plan}/us-28&to={Plan}/us-ua-20", "positions", $"positions?draft={Plan}/us-28", $"positions?draft={Plan}/us-ua-20&sort=contention",
        "timeline", "timeline?kind=claim,movement", "timeline?kind=status", "provisions/us-28.6", "convergence", "since?published=2025-11-24", "since?recorded=300", "conflicts/d-nato-envoy", "steps?clock=asOf", "steps?clock=knownBy", "steps?clock=at", "steps?clock=at&around=500",
    ];

    [Fact]
    public void P6_Every_view_of_the_real_case_tells_when_words_that_it_shows_are_corrected()
    {
        var dossier = RealCase.DossierOf("ukraine-2025");
        var cited = dossier.At(new Cut { At = dossier.Position });
        var before = Paths.ToDictionary(p => p, p => Body(cited, p));
        var (untold, seen) = (new List<string>(), new HashSet<EntryKind>());
        foreach (var recorded in cited.Everything.GroupBy(e => e.Entry.EntryKind).SelectMany(kind => kind.Where((_, i) => i % Math.Max(1, kind.Count() / 4) == 0)))
        {
            var entry = recorded.Entry;
            var texts = new List<string>();
            var json = JsonNode.Parse(EventJson.Write(entry))!;
            MarkTexts(json, texts);
            var corrected = (Entry)json.Deserialize(EventJson.TypeOf(entry.EntryKind), LedgerJson.Options)!;
            var change = cited.ChangesOf(entry.EntryKind, entry.Key)[^1];
            var later = dossier.With([change with { Position = dossier.Position + 1, Event = new LedgerEvent.Corrected(corrected) }], dossier.Position + 1);
            var now = later.At(Cut.Now);
            foreach (var path in Paths)
            {
                // Only of bodies that had the words and have them otherwise: what is only counted is told as a difference of states.
                var current = Body(now, path);
                if (!texts.Any(t => Times(t, before[path].Json) > Times(t, current.Json.Replace(Mark + t, "", StringComparison.Ordinal)))) continue;
                seen.Add(entry.EntryKind);
                if (CorrectedSince.Of(later, cited, before[path].Value, same: false).Entries.All(e => (e.Kind, e.Key) != (entry.EntryKind, entry.Key))) untold.Add($"{path}: {entry.EntryKind} {entry.Key}");
            }
        }
        Assert.True(untold.Count == 0, string.Join('\n', untold));
        Assert.Empty(cited.Everything.Select(e => e.Entry.EntryKind).Distinct().Except(seen));
    }

    private static int Times(string text, string json) => json.Split(text).Length - 1;

    private static (object Value, string Json) Body(Snapshot snapshot, string path)
    {
        var parts = path.Split('?');
        var query = parts.Length == 1 ? [] : parts[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        var body = Assert.IsType<Answer.Body>(Questions.Answer(snapshot, parts[0], query)).Value;
        return (body, System.Text.Encoding.UTF8.GetString(ViewJson.Write(body)));
    }

    private static void MarkTexts(JsonNode? node, List<string> texts)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) MarkTexts(item, texts);
        }
        if (node is not JsonObject holder) return;
        foreach (var (name, value) in holder.ToList())
        {
            if (value is JsonValue text && name is "title" or "text" or "name" or "publisher" or "reason" or "note" or "summary" or "role" && value!.GetValueKind() == JsonValueKind.String && !(name == "text" && holder.ContainsKey("points") && holder.ContainsKey("proposal")))
            {
                // Long enough to be no other entry's; its beginning, as sentences may cut it short.
                if ((string)text! is { Length: > 12 } words) texts.Add(words[..Math.Min(words.Length, 30)]);
                holder[name] = Mark + (string)text!;
            }
            else
            {
                MarkTexts(value, texts);
            }
        }
    }
}
