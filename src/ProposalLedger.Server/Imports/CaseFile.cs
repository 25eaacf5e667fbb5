using System.Globalization;
using System.Text.Json.Nodes;

namespace ProposalLedger.Server.Imports;

/// <summary>One entry of a case file, with where it stands.</summary>
/// <param name="Json">As it stands in the file, without what is nested in it.</param>
/// <param name="Entry">Null where its shape is wrong; the problem is then in <see cref="CaseFile.Problems"/>.</param>
/// <param name="Retracted">Why, where the file says that the entry no longer holds.</param>
public sealed record CaseFileItem(EntryKind Kind, string Pointer, JsonObject Json, Entry? Entry, CaseFileRetraction? Retracted)
{
    /// <summary>Its place in the order of recording, from 1, where the file says it.</summary>
    public int? Order { get; init; }

    /// <summary>Of the negotiation, where the file says it.</summary>
    public Visibility? Visibility { get; init; }

    /// <summary>What others in the file may refer to it by, also where its shape is wrong.</summary>
    public string? Key => Entry?.Key ?? (Json["id"] as JsonValue is { } id ? (Kind == EntryKind.Draft ? $"{Json["proposal"]}/{id}" : id.ToString()) : null);
}

/// <summary>As a retraction over the API has it.</summary>
public sealed record CaseFileRetraction(string Reason, Edtf? Published, Values<string> Sources);

/// <summary>A case file taken apart into entries, each checked for its shape.</summary>
public sealed class CaseFile
{
    /// <summary>After so many problems nothing more is read: more than anybody corrects at once, and less than what fills an answer.</summary>
    public const int MostProblems = 1_000;

    private readonly CaseFileText _text;

    private CaseFile(CaseFileText text) => _text = text;

    public List<CaseFileItem> Items { get; } = [];

    public List<CaseFileProblem> Problems => _text.Problems;

    public string? Negotiation => Items.FirstOrDefault(i => i.Kind == EntryKind.Negotiation)?.Key;

    public static CaseFile Read(ReadOnlySpan<byte> utf8)
    {
        var file = new CaseFile(CaseFileText.Read(utf8));
        if (file._text.Root is JsonObject root) file.TakeApart(root);
        else if (file.Problems.Count == 0) file.Refuse("empty-case-file", "", "A case file is a mapping that begins with `negotiation:`.");
        return file;
    }

    public void Refuse(string code, string pointer, string detail) => Problems.Add(new(code, pointer, detail, _text.PlaceOf(pointer)));

    private void TakeApart(JsonObject root)
    {
        if (root[CaseFileLayout.Negotiation] is { } negotiation) Take(EntryKind.Negotiation, "/negotiation", negotiation, owner: null);
        else Refuse("missing-field", "/negotiation", "The file does not say which negotiation it is about: add `negotiation: {id: ..., title: ...}`.");
        foreach (var (key, kind) in CaseFileLayout.Lists) TakeList(root, key, kind, "", owner: null);
        foreach (var (key, _) in root)
        {
            if (Problems.Count >= MostProblems) break;
            if (key != CaseFileLayout.Negotiation && CaseFileLayout.Lists.All(l => l.Key != key))
                Refuse("unknown-field", $"/{key}", $"'{key}' is no list of a case file. Known: {string.Join(", ", CaseFileLayout.Lists.Select(l => l.Key))}.");
        }
    }

    private void TakeList(JsonObject parent, string key, EntryKind kind, string pointer, (string Field, string Value)? owner)
    {
        var below = $"{pointer}/{key}";
        if (parent[key] is JsonArray list)
        {
            for (var i = 0; i < list.Count && Problems.Count < MostProblems; i++) Take(kind, $"{below}/{i}", list[i], owner);
        }
        else if (parent[key] is not null)
        {
            Refuse("wrong-type", below, $"'{key}' is a list of entries.");
        }
    }

    private void Take(EntryKind kind, string pointer, JsonNode? node, (string Field, string Value)? owner)
    {
        if (node is not JsonObject outer)
        {
            Refuse("wrong-type", pointer, $"A {EventNames.Noun(kind)} is a mapping of fields.");
            return;
        }
        var json = outer.DeepClone().AsObject();
        foreach (var (key, _, _) in CaseFileLayout.Nested(kind)) json.Remove(key);
        var retracted = json[CaseFileLayout.Retracted];
        json.Remove(CaseFileLayout.Retracted);
        var order = OrderOf(json, pointer);
        if (owner is var (field, value)) GiveOwner(json, pointer, field, value);

        var utf8 = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
        var parsed = kind == EntryKind.Negotiation ? EntryJson.ParseOpening(utf8) : EntryJson.Parse(kind, utf8);
        foreach (var refusal in parsed.Refusals) Refuse(refusal.Code, pointer + refusal.Pointer, refusal.Detail);
        var item = new CaseFileItem(kind, pointer, json, parsed.Entry, RetractionOf(retracted, pointer)) { Order = order, Visibility = parsed.Visibility };
        Items.Add(item);
        foreach (var (key, nested, name) in CaseFileLayout.Nested(kind))
            TakeList(outer, key, nested, pointer, name.Length == 0 ? null : (name, item.Key ?? ""));
    }

    private void GiveOwner(JsonObject json, string pointer, string field, string value)
    {
        if (json.ContainsKey(field)) Refuse("unknown-field", $"{pointer}/{field}", $"In a case file the {field} is the one that the entry stands in; leave it out here.");
        json[field] = value;
    }

    private CaseFileRetraction? RetractionOf(JsonNode? retracted, string pointer)
    {
        if (retracted is null) return null;
        var at = $"{pointer}/{CaseFileLayout.Retracted}";
        if (retracted is not JsonObject body || body["reason"] is not JsonValue reason || reason.ToString().Trim().Length == 0)
        {
            Refuse("reason-required", at, "A retraction is written `retracted: {reason: why}`.");
            return null;
        }
        foreach (var (name, _) in body.Where(f => f.Key is not ("reason" or "published" or "sources")))
            Refuse("unknown-field", $"{at}/{name}", "A retraction has a reason and, where a source took it back, published and sources.");
        Edtf? published = null;
        if (body["published"] is { } date && !Edtf.TryParse((date as JsonValue)?.ToString(), out published)) Refuse("impossible-date", $"{at}/published", "This is no date.");
        var sources = body["sources"] as JsonArray;
        if (body["sources"] is not null && sources?.All(s => s is JsonValue) != true) Refuse("wrong-type", $"{at}/sources", "This is to be a list of ids.");
        return new CaseFileRetraction(reason.ToString(), published, [.. sources?.OfType<JsonValue>().Select(s => s.ToString()) ?? []]);
    }

    private int? OrderOf(JsonObject json, string pointer)
    {
        if (!json.Remove(CaseFileLayout.Order, out var order) || order is null) return null;
        if (order is JsonValue && int.TryParse(order.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place is > 0 and < int.MaxValue) return place;
        Refuse("wrong-type", $"{pointer}/{CaseFileLayout.Order}", "An entry's place in the order of recording is a whole number from 1.");
        return null;
    }
}
