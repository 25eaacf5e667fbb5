using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Writing;

/// <summary>Bodies that are no entry: strict all the same, with the same codes.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = LedgerJson.MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 100_000 };

    /// <exception cref="ProblemException">400.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: Strict) as JsonObject
                ?? throw new ProblemException(Problem.At("wrong-type", "", "The body is one JSON object."));
        }
        catch (JsonException e)
        {
            var code = !Utf8.IsValid(body.Span) || !IsJson(body, Lenient) ? "malformed-json" : IsJson(body, Lenient with { MaxDepth = Strict.MaxDepth }) ? "duplicate-key" : "too-deep";
            throw new ProblemException(Problem.Of(
            [
                new ProblemError { Code = code, Pointer = "", Line = e.LineNumber + 1, Column = e.BytePositionInLine + 1, Detail = ProblemTypes.Find(code)!.Remedy },
            ]));
        }
    }

    // The reader tells every fault by the same exception: which it was is found by asking less of it.
    private static bool IsJson(ReadOnlyMemory<byte> body, JsonDocumentOptions options)
    {
        try
        {
            using var document = JsonDocument.Parse(body, options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="ProblemException">400.</exception>
    public static T As<T>(JsonObject json)
    {
        var fields = LedgerJson.Options.GetTypeInfo(typeof(T)).Properties;
        ProblemError[] errors =
        [
            .. json.Where(member => fields.All(field => field.Name != member.Key)).Select(member => Error("unknown-field", member.Key)),
            .. fields.Where(field => field.IsRequired && !json.ContainsKey(field.Name)).Select(field => Error("missing-field", field.Name)),
        ];
        if (errors.Length > 0) throw new ProblemException(Problem.Of(errors));
        try
        {
            return json.Deserialize<T>(LedgerJson.Options)!;
        }
        catch (JsonException e)
        {
            var pointer = (e.Path ?? "$")[1..].Replace("['", "/", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
                .Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal);
            throw new ProblemException(Problem.At("wrong-type", pointer, e.Message));
        }
    }

    private static ProblemError Error(string code, string name) => new() { Code = code, Pointer = "/" + name, Detail = ProblemTypes.Find(code)!.Remedy };

    /// <summary>The reason that every change of the record needs (P10).</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static string Reason(JsonObject json) => json["reason"] switch
    {
        null => throw new ProblemException(Problem.At("reason-required", "/reason", "Say why: it is kept with the event.")),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new ProblemException(Problem.At("wrong-type", "/reason", "The reason is a text.")),
    };
}
