using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ProposalLedger.Views.Histories;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ProposalLedger.Server.Imports;

/// <summary>
/// A negotiation's record as a case file, which <see cref="CaseFile"/> reads: importing it makes an equal record. Texts are quoted, so that no
/// reader of YAML takes one for a number, a flag or a date; ids that cannot be mistaken are plain.
/// </summary>
public static partial class CaseFileWriter
{
    /// <summary>In pieces, one for each entry of the first level.</summary>
    /// <param name="snapshot">What is written.</param>
    /// <param name="whole">The same position without the other two clocks: what an entry refers to comes with it, also where the cut leaves it out.</param>
    /// <param name="visibility">As it is now, whatever the cut: the present's rule goes for the past.</param>
    public static IEnumerable<string> Write(Snapshot snapshot, Snapshot whole, Visibility visibility)
    {
        var entries = WithReferences(snapshot, whole);
        var order = entries.Select((e, i) => (Name(e), i)).ToDictionary();
        var nested = entries.ToLookup(e => OwnerOf(e.Entry));
        if (Head(snapshot, entries) is { Length: > 0 } head) yield return head;
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var yaml = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        yaml.Emit(new StreamStart());
        yaml.Emit(new DocumentStart(null, null, isImplicit: true));
        yaml.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var opened in entries.Where(e => e.Entry.EntryKind == EntryKind.Negotiation))
        {
            Scalar(yaml, CaseFileLayout.Negotiation);
            Node(yaml, Json(opened));
            yield return Drain(text);
        }
        foreach (var (key, kind) in CaseFileLayout.Lists)
        {
            var list = entries.Where(e => e.Entry.EntryKind == kind).ToList();
            if (list.Count == 0) continue;
            Scalar(yaml, key);
            yaml.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
            foreach (var entry in list)
            {
                Node(yaml, Json(entry));
                yield return Drain(text);
            }
            yaml.Emit(new SequenceEnd());
        }
        yaml.Emit(new MappingEnd());
        yaml.Emit(new DocumentEnd(isImplicit: true));
        yaml.Emit(new StreamEnd());
        yield return Drain(text);

        JsonObject Json(AsRecorded<Entry> recorded)
        {
            var entry = recorded.Entry;
            var json = JsonNode.Parse(EventJson.Write(entry))!.AsObject();
            foreach (var field in entry switch { Draft => ["proposal"], Rendering or StatusReport => ["draft"], _ => Array.Empty<string>() }) json.Remove(field);
            json.Insert(1, CaseFileLayout.Order, order[Name(recorded)] + 1);
            if (entry is Negotiation && visibility != Visibility.Public) json[CaseFileLayout.Visibility] = JsonSerializer.SerializeToNode(visibility, LedgerJson.Options);
            if (recorded.Retracted is not null) json[CaseFileLayout.Retracted] = Retraction(whole, recorded);
            foreach (var (key, kind, _) in CaseFileLayout.Nested(entry.EntryKind))
            {
                var inner = nested[(entry.EntryKind, entry.Key)].Where(e => e.Entry.EntryKind == kind).ToList();
                if (inner.Count > 0) json[key] = new JsonArray([.. inner.Select(Json)]);
            }
            return json;
        }
    }

    /// <summary>The entries of the cut, retracted ones too, with all that they refer to, in the order of their recording.</summary>
    private static List<AsRecorded<Entry>> WithReferences(Snapshot snapshot, Snapshot whole)
    {
        var (held, all) = (snapshot.Everything.ToDictionary(Name), whole.Everything.ToDictionary(Name));
        var taken = new HashSet<(EntryKind, string)>();
        var todo = new Stack<(EntryKind, string)>(held.Keys);
        while (todo.TryPop(out var name))
            if (all.TryGetValue(name, out var entry) && taken.Add(name))
                foreach (var reference in CaseFileOrder.References(entry.Entry)) todo.Push(reference);
        // As the cut holds them: what was taken back later is not yet retracted there.
        return [.. whole.Everything.Where(e => taken.Contains(Name(e))).Select(e => held.GetValueOrDefault(Name(e), e))];
    }

    /// <summary>A comment that says which cut this is, and what is in the file though it lies outside of it; empty for the current state.</summary>
    private static string Head(Snapshot snapshot, List<AsRecorded<Entry>> entries)
    {
        if (snapshot.Cut == Cut.Now) return "";
        var (cut, lines) = (snapshot.Cut, new List<string> { $"{snapshot.Negotiation} at a cut, not the whole record:" });
        if (cut.AsOf is { } asOf) lines.Add($"  asOf {asOf.Text}: what had happened by then");
        if (cut.KnownBy is { } knownBy) lines.Add($"  knownBy {knownBy.Text}: what had been published by then");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"  at {snapshot.Position}: what was recorded up to this ledger position"));
        var held = snapshot.Everything.Select(Name).ToHashSet();
        var along = entries.Where(e => !held.Contains(Name(e))).ToLookup(e => e.Entry.EntryKind, e => e.Entry.Key);
        if (along.Count > 0) lines.Add("Outside of the cut, but referred to by entries within it, and so in this file:");
        lines.AddRange(along.Select(kind => $"  {EventNames.Noun(kind.Key)}: {string.Join(", ", kind)}"));
        return string.Concat(lines.Select(line => $"# {line}\n"));
    }

    private static (EntryKind Kind, string Key) Name(AsRecorded<Entry> recorded) => (recorded.Entry.EntryKind, recorded.Entry.Key);

    private static (EntryKind, string)? OwnerOf(Entry entry) => entry switch
    {
        Draft draft => (EntryKind.Proposal, draft.Proposal),
        Rendering rendering => (EntryKind.Draft, rendering.Draft),
        StatusReport status => (EntryKind.Draft, status.Draft),
        Amendment amendment => (EntryKind.Proposal, amendment.Draft.Split('/')[0]),
        _ => null,
    };

    private static JsonObject Retraction(Snapshot whole, AsRecorded<Entry> recorded)
    {
        var change = whole.ChangesOf(recorded.Entry.EntryKind, recorded.Entry.Key).Single(c => c.Position == recorded.Retracted);
        var (retracted, json) = ((LedgerEvent.Retracted)change.Event, new JsonObject { ["reason"] = change.Reason });
        if (retracted.Published is { } published) json["published"] = published.Text;
        if (retracted.Sources.Count > 0) json["sources"] = new JsonArray([.. retracted.Sources.Select(s => JsonValue.Create(s))]);
        return json;
    }

    private static void Node(Emitter yaml, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject mapping:
                yaml.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapping.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping)
                {
                    Scalar(yaml, key);
                    Node(yaml, value);
                }
                yaml.Emit(new MappingEnd());
                break;
            case JsonArray list:
                yaml.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.All(IsId) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list) Node(yaml, item);
                yaml.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                Scalar(yaml, text);
                break;
            default: // a number or a flag
                yaml.Emit(new Scalar(AnchorName.Empty, TagName.Empty, node!.ToJsonString(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static void Scalar(Emitter yaml, string text) => yaml.Emit(IsPlain(text)
        ? new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false)
        : new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));

    private static bool IsId(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= 64 && !text.Contains(' ', StringComparison.Ordinal);

    /// <summary>YAML 1.1 takes no, off and y for flags: a word that any version gives a meaning to is quoted.</summary>
    private static bool IsPlain(string text) => Word().IsMatch(text)
        && text is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n");

    private static string Drain(StringWriter text)
    {
        var written = text.ToString();
        text.GetStringBuilder().Clear();
        return written;
    }

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9-]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
