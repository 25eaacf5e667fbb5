using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Exports;

/// <summary>
/// The record as JSON-LD with W3C PROV: entries and the points of drafts are entities, the events are the activities that made, revised or
/// invalidated them, and those who recorded, the parties and the persons are agents. Each entity has its whole entry beside its provenance, as JSON.
/// </summary>
internal static class JsonLd
{
    private const string Vocabulary = "urn:proposalledger:vocabulary:";
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(Stream output, Snapshot snapshot, string origin, CancellationToken ct)
    {
        await using var text = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        await text.WriteAsync($"{{\"@context\":{Context().ToJsonString(Relaxed)},\"@graph\":[");
        var first = true;
        foreach (var node in Nodes(snapshot, origin))
        {
            await text.WriteAsync((first ? "\n" : ",\n") + node.ToJsonString(Relaxed));
            first = false;
            await text.FlushAsync(ct);
        }
        await text.WriteAsync("\n]}\n");
    }

    private static JsonObject Context()
    {
        static JsonObject Reference(string id) => new() { ["@id"] = id, ["@type"] = "@id" };
        static JsonObject Typed(string id, string type) => new() { ["@id"] = id, ["@type"] = type };
        return new JsonObject
        {
            ["@version"] = 1.1, ["prov"] = "http://www.w3.org/ns/prov#", ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#", ["xsd"] = "http://www.w3.org/2001/XMLSchema#", ["ledger"] = Vocabulary,
            ["label"] = "rdfs:label", ["record"] = Typed("ledger:record", "@json"), ["occurred"] = "ledger:occurred", ["published"] = "ledger:published", ["position"] = Typed("ledger:position", "xsd:integer"),
            ["reason"] = "ledger:reason", ["eventType"] = "ledger:eventType", ["endedAtTime"] = Typed("prov:endedAtTime", "xsd:dateTime"), ["suggested"] = "ledger:suggested",
            ["wasGeneratedBy"] = Reference("prov:wasGeneratedBy"), ["wasInfluencedBy"] = Reference("prov:wasInfluencedBy"), ["wasInvalidatedBy"] = Reference("prov:wasInvalidatedBy"),
            ["wasAssociatedWith"] = Reference("prov:wasAssociatedWith"), ["wasAttributedTo"] = Reference("prov:wasAttributedTo"), ["hadPrimarySource"] = Reference("prov:hadPrimarySource"),
            ["wasDerivedFrom"] = Reference("prov:wasDerivedFrom"), ["actedOnBehalfOf"] = Reference("prov:actedOnBehalfOf"), ["memberOf"] = Reference("ledger:memberOf"),
        };
    }

    private static IEnumerable<JsonObject> Nodes(Snapshot snapshot, string origin)
    {
        var root = $"{origin}/{snapshot.Negotiation}";
        // A suggestion derives nothing (P13).
        var derived = snapshot.All<Link>().Where(l => l.Entry.Mode == LinkMode.Asserted).SelectMany(l => l.Entry.To.SelectMany(to => l.Entry.From.Select(from => (to, from)))).ToLookup(p => p.to, p => p.from, StringComparer.Ordinal);
        var mandates = snapshot.All<Mandate>().ToLookup(m => m.Entry.Person, m => m.Entry.Party, StringComparer.Ordinal);
        foreach (var recorded in snapshot.Everything)
        {
            yield return Entity(recorded);
            if (recorded.Entry is not Draft draft) continue;
            foreach (var point in draft.AllPoints)
                yield return With(new JsonObject
                {
                    ["@id"] = Point(root, $"{draft.Key}/{point.Id}"), ["@type"] = new JsonArray("prov:Entity", "ledger:Point"), ["label"] = point.Label,
                    ["record"] = JsonSerializer.SerializeToNode(point, LedgerJson.Options), ["memberOf"] = Id(root, EntryKind.Draft, draft.Key),
                }, ("wasDerivedFrom", derived[$"{draft.Key}/{point.Id}"].Distinct(StringComparer.Ordinal).Select(p => Point(root, p))), ("hadPrimarySource", point.Sources.Select(s => Id(root, EntryKind.Source, s))));
        }
        foreach (var name in snapshot.Everything.Select(e => e.Entry).OfType<Claim>().Where(c => c.Speaker.Person is null).Select(c => c.Speaker.Name).Distinct(StringComparer.Ordinal))
            yield return new JsonObject { ["@id"] = Speaker(root, name), ["@type"] = new JsonArray("prov:Agent", "ledger:Speaker"), ["label"] = name };
        foreach (var change in snapshot.Changes) yield return Activity(change);
        foreach (var actor in snapshot.Changes.Select(c => c.Actor).Distinct(StringComparer.Ordinal))
            yield return new JsonObject { ["@id"] = Actor(root, actor), ["@type"] = new JsonArray("prov:Agent", "ledger:Recorder"), ["label"] = actor };

        JsonObject Entity(AsRecorded<Entry> recorded)
        {
            var entry = recorded.Entry;
            var noun = EventNames.Noun(entry.EntryKind);
            var node = new JsonObject
            {
                ["@id"] = Id(root, entry.EntryKind, entry.Key),
                ["@type"] = new JsonArray([.. new[] { "prov:Entity", $"ledger:{char.ToUpperInvariant(noun[0])}{noun[1..]}", entry switch
                {
                    // A population and an observer act for themselves, and are organized as nobody knows.
                    Party { Kind: PartyKind.Population or PartyKind.Observer } => "prov:Agent", Party => "prov:Organization", Domain.Entries.Person => "prov:Person", _ => null,
                } }.OfType<string>().Select(t => JsonValue.Create(t))]),
                ["label"] = EntityLabel.Of(entry, snapshot),
                ["record"] = JsonNode.Parse(EventJson.Write(entry)),
            };
            if (entry is Link { Mode: LinkMode.Suggested }) node["suggested"] = true;
            if (recorded.Dated is { } on) node["occurred"] = on.Text;
            if (recorded.PublicSince is { } since) node["published"] = since.Text;
            var changes = snapshot.ChangesOf(entry.EntryKind, entry.Key);
            IEnumerable<string> Events<TEvent>() where TEvent : LedgerEvent => changes.Where(c => c.Event is TEvent && (c.Event is not LedgerEvent.Retracted || c.Position == recorded.Retracted)).Select(c => Event(root, c.Position));
            return With(node, ("wasGeneratedBy", Events<LedgerEvent.Recorded>()), ("wasInfluencedBy", Events<LedgerEvent.Corrected>()), ("wasInvalidatedBy", Events<LedgerEvent.Retracted>()),
                ("hadPrimarySource", entry.SourceIds.Distinct(StringComparer.Ordinal).Select(s => Id(root, EntryKind.Source, s))),
                ("wasAttributedTo", entry switch
                {
                    Claim claim => new[] { claim.Speaker.Person is { } person ? Id(root, EntryKind.Person, person) : Speaker(root, claim.Speaker.Name), claim.Speaker.Party is { } party ? Id(root, EntryKind.Party, party) : null }.OfType<string>(),
                    Proposal proposal => proposal.By.Select(p => Id(root, EntryKind.Party, p)),
                    _ => [],
                }),
                ("actedOnBehalfOf", entry is Domain.Entries.Person ? mandates[entry.Key].Distinct(StringComparer.Ordinal).Select(p => Id(root, EntryKind.Party, p)) : []),
                ("wasDerivedFrom", entry is Draft { BasedOn: { } origin } ? [Id(root, EntryKind.Draft, origin)] : []));
        }

        JsonObject Activity(Change change)
        {
            var node = new JsonObject
            {
                ["@id"] = Event(root, change.Position), ["@type"] = "prov:Activity", ["eventType"] = change.Type, ["position"] = change.Position,
                ["endedAtTime"] = change.Recorded.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture), ["wasAssociatedWith"] = Actor(root, change.Actor),
            };
            if (change.Reason is { } reason) node["reason"] = reason;
            return node;
        }
    }

    private static JsonObject With(JsonObject node, params (string Name, IEnumerable<string> Values)[] references)
    {
        foreach (var (name, values) in references)
            if (values.ToList() is { Count: > 0 } all) node[name] = all.Count == 1 ? all[0] : new JsonArray([.. all.Select(v => JsonValue.Create(v))]);
        return node;
    }

    /// <summary>The address of the entry's page, which kind and key make unique.</summary>
    private static string Id(string root, EntryKind kind, string key) => kind switch
    {
        EntryKind.Negotiation => root,
        EntryKind.Draft => $"{root}/drafts/{key}",
        EntryKind.Rendering or EntryKind.Amendment or EntryKind.Status => $"{root}/events#{EventNames.Noun(kind)}/{key}",
        EntryKind.Party => $"{root}/parties/{key}",
        _ => $"{root}/{EventNames.Noun(kind)}s/{key}",
    };

    private static string Point(string root, string reference) => $"{root}/drafts/{Pages.Here.DraftOf(reference)}#{reference[(reference.LastIndexOf('/') + 1)..]}";

    private static string Event(string root, long position) => $"{root}/audit/{position.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>Who is known by name alone: the same name is the same agent.</summary>
    private static string Speaker(string root, string name) => $"{root}/speakers#{Uri.EscapeDataString(name)}";

    private static string Actor(string root, string name) => $"{root}/recorders#{Uri.EscapeDataString(name)}";
}
