using System.Reflection;
using System.Text.Json.Nodes;

namespace ProposalLedger.Server.Imports;

/// <summary>What the texts of a case file look like, for the JSON Schema: ECMA 262 patterns with the flag u.</summary>
internal static class CaseFilePatterns
{
    private const string Slug = "[a-z0-9][a-z0-9-]{0,63}";

    /// <summary>16 KiB in bytes is for the importer to count; no text of more characters than that can pass.</summary>
    private const int MostCharacters = 16 * 1024;

    private const string Day = "(?!0000|9999)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private const string Moment = Day + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-][0-9]{2}:[0-9]{2})";
    private const string SomeDay = "(?!0000|9999)[0-9]{4}-((0[1-9]|1[0-2])-([0-3]X|XX)|XX(-XX)?)";
    private const string SomeYear = "(?!000|999)[0-9]{3}X|(?!00|99)[0-9]{2}XX";
    private const string Vague = "(" + Day + "|" + SomeDay + "|" + SomeYear + "|(?!0000|9999)[0-9]{4}(-(0[1-9]|1[0-2]|2[1-4]))?)[~?%]?";
    private const string Single = "(" + Moment + "|" + Vague + ")";
    private const string Edtf = Single + "|" + Single + "/(" + Single + @"|\.\.)?|(\.\.)?/" + Single;

    /// <summary>The forms that texts have, each written once, for <c>$defs</c>. No kind of entry has one of these names.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> All =>
    [
        ("slug", Matching($"^{Slug}$")),
        ("draft-reference", Matching($"^{Slug}/{Slug}$")),
        ("point-reference", Matching($"^{Slug}/{Slug}/{Slug}$")),
        ("text", new JsonObject { ["type"] = "string", ["maxLength"] = MostCharacters, ["pattern"] = @"\S" }),
        ("date", new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = $"^({Edtf})$",
            ["description"] = "EDTF: 2025, 2025-11, 2025-11-23, 2025-11-23~ (about), 2025-11-23? (uncertain), 2025-11-23T14:05:00Z, 2025-11-2X, 2025-11-XX (some day), 2025-21 to 2025-24 (spring to winter), 202X, 2025-11-21/2025-11-23, 2025-11-21/..",
        }),
    ];

    public static JsonObject Date() => Form("date");

    public static JsonObject Text() => Form("text");

    /// <summary>Printed labels by point id.</summary>
    public static JsonObject Labels() => new() { ["type"] = "object", ["propertyNames"] = Form("slug"), ["additionalProperties"] = Text() };

    /// <param name="marks">Those of the property that holds the text, or a list of such texts.</param>
    /// <param name="name">The property's name; a point inside of its own draft is named without the draft.</param>
    public static JsonObject TextOf(ICustomAttributeProvider? marks, string? name)
    {
        if (CaseFileSchema.Mark<RefersToPointAttribute>(marks) is not null) return Form("point-reference");
        if (CaseFileSchema.Mark<RefersToAttribute>(marks) is { } refers) return Form(refers.Kind == EntryKind.Draft ? "draft-reference" : "slug");
        if (CaseFileSchema.Mark<SlugAttribute>(marks) is not null || name == "point") return Form("slug");
        if (CaseFileSchema.Mark<WrittenAsAttribute>(marks) is { } form)
            return Matching(form.Pattern.Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal));
        return Text();
    }

    private static JsonObject Form(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Matching(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
