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

    /// <exception cref="ProblemException">400.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> body)
    {
        var code = "malformed-json";
        try
        {
            // First in one pass: of what is deep, the document's own reading takes a time that grows with the square of the depth.
            code = Utf8.IsValid(body.Span) ? Fault(body.Span) ?? "duplicate-key" : throw new JsonException();
            if (code != "duplicate-key") throw new JsonException();
            return JsonNode.Parse(body.Span, documentOptions: Strict) as JsonObject
                ?? throw new ProblemException(Problem.At("wrong-type", "", "The body is one JSON object."));
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.Of(
            [
                new ProblemError { Code = code, Pointer = "", Line = e.LineNumber + 1, Column = e.BytePositionInLine + 1, Detail = ProblemTypes.Find(code)!.Remedy },
            ]));
        }
    }

    /// <summary>What is wrong with JSON besides its members' being there twice.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    private static string? Fault(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 100_000 });
        while (reader.Read())
        {
            if (reader is { CurrentDepth: >= LedgerJson.MaxDepth, TokenType: JsonTokenType.StartObject or JsonTokenType.StartArray }) return "too-deep";
            if (reader.ValueIsEscaped && !IsText(ref reader)) return "malformed-json";
        }
        return null;
    }

    /// <summary>Escapes may make half a surrogate pair: the reader says so only by throwing.</summary>
    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
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
            var wanted = fields.FirstOrDefault(field => field.Name == pointer.Split('/').ElementAtOrDefault(1))?.PropertyType;
            throw new ProblemException(Problem.At("wrong-type", pointer, Words(wanted) is { Length: > 0 } words ? $"One of {words}." : ProblemTypes.Find("wrong-type")!.Remedy));
        }
    }

    /// <summary>Those that there are, of a field that takes one or several of a few words.</summary>
    private static string Words(Type? field)
    {
        var one = field is { GenericTypeArguments: [var only] } ? only : field;
        return one is { IsEnum: true } ? string.Join(", ", Enum.GetValuesAsUnderlyingType(one).Cast<object>().Select(value => JsonSerializer.SerializeToNode(Enum.ToObject(one, value), one, LedgerJson.Options)!.GetValue<string>())) : "";
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
