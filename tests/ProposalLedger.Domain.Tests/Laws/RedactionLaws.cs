using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ProposalLedger.Domain.Redactions;

namespace ProposalLedger.Domain.Tests.Laws;

/// <summary>What holds for a tombstone, whatever the event was: walked string by string, so that a field that is added later is held to it, too.</summary>
public class RedactionLaws
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static void ForAny(Action<Any> law) => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(new Any(seed))).Check(Runs);

    /// <summary>Fields that hold ids, references, or a grade: said here once more, by hand, so that a mark too many in the rules is seen.</summary>
    private static readonly HashSet<string> Structure = new(StringComparer.Ordinal)
    {
        "id", "proposal", "draft", "basedOn", "sources", "issue", "party", "person", "holder", "actor", "target", "by", "between", "from", "to", "fromDraft", "toDraft", "claims", "links", "sessions", "drafts",
        "points", "conflict", "chosen", "point", "proposition", "session", "action", "claim", "reliability",
    };

    [Fact]
    public void P1_A_tombstone_holds_no_text_and_no_quantity_of_its_event() => ForAny(any =>
    {
        var entry = Stored(any.Entry());
        foreach (var (path, name, value) in Leaves(JsonNode.Parse(EventJson.Write(Tombstone.Of(entry)))!, ""))
            Assert.True(IsLeft(name, value), $"{entry.EntryKind}{path}: {value}");
    });

    [Fact]
    public void A_tombstone_has_the_structure_of_its_event_and_is_its_own() => ForAny(any =>
    {
        var entry = Stored(any.Entry());
        var left = Tombstone.Of(entry);
        Assert.Equal((entry.EntryKind, entry.Key, entry.HappenedOn, entry.PublishedOn), (left.EntryKind, left.Key, left.HappenedOn, left.PublishedOn));
        Assert.Equal(entry.SourceIds, left.SourceIds);
        Assert.Equal(left, Tombstone.Of(left));
        // The same bytes from whoever computes it: what verifies it has the event no more.
        Assert.Equal(EventJson.Write(left), EventJson.Write(Tombstone.Of(Stored(left))));
    });

    /// <summary>Half a surrogate pair never gets as far as the store.</summary>
    private static Entry Stored(Entry entry) => (Entry)JsonSerializer.Deserialize(EventJson.Write(entry), entry.GetType(), LedgerJson.Options)!;

    private static bool IsLeft(string name, JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => true,
        JsonValueKind.Number => name == "credibility",
        _ => value.ToString() is var text && (text == Tombstone.Marker || Structure.Contains(name) || Words.Contains(text) || Edtf.TryParse(text, out _)),
    };

    /// <summary>The words of all enums.</summary>
    private static readonly HashSet<string> Words = [.. typeof(Entry).Assembly.GetTypes().Where(t => t.IsEnum && t.Namespace == typeof(Entry).Namespace)
        .SelectMany(t => Enum.GetValues(t).Cast<object>()).Select(v => JsonSerializer.Serialize(v, LedgerJson.Options).Trim('"'))];

    private static IEnumerable<(string Path, string Name, JsonValue Value)> Leaves(JsonNode node, string path, string name = "") => node switch
    {
        JsonObject o => o.SelectMany(p => p.Value is null ? [] : Leaves(p.Value, $"{path}/{p.Key}", p.Key)),
        JsonArray a => a.SelectMany((item, i) => item is null ? [] : Leaves(item, $"{path}/{i}", name)),
        _ => [(path, name, (JsonValue)node)],
    };
}
