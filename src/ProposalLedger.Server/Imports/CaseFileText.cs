using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ProposalLedger.Server.Imports;

/// <summary>Where something stands in a file; both count from 1.</summary>
public sealed record FilePlace(long Line, long Column);

/// <summary>What is wrong with a file, where, and at which path in it.</summary>
public sealed record CaseFileProblem(string Code, string Pointer, string Detail, FilePlace Place);

/// <summary>A YAML text as JSON, with the place of every node, so that each later refusal can name line and column.</summary>
public sealed class CaseFileText
{
    // A tree of 64 MiB of the smallest values would take gigabytes; a real file has a value every 25 bytes.
    private const int MaxValues = 4_000_000;
    private static readonly string[] NumberFields = ["/value", "/range/from", "/range/to", "/credibility"];

    private readonly Dictionary<string, FilePlace> _places = new(StringComparer.Ordinal);

    public JsonNode? Root { get; private set; }

    public List<CaseFileProblem> Problems { get; } = [];

    /// <summary>The place of the node at a JSON pointer, or of the nearest one around it.</summary>
    public FilePlace PlaceOf(string pointer)
    {
        for (var at = pointer; ; at = at[..at.LastIndexOf('/')])
        {
            if (_places.TryGetValue(at, out var place)) return place;
            if (at.LastIndexOf('/') < 0) return new FilePlace(1, 1);
        }
    }

    public static CaseFileText Read(ReadOnlySpan<byte> utf8)
    {
        var file = new CaseFileText();
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            file.Problems.Add(new("invalid-utf8", "", $"Byte {e.Index} is not UTF-8. Save the file as UTF-8.", PlaceOfByte(utf8, e.Index)));
            return file;
        }
        // The parser takes U+0000 for the end of the text, and would leave out what follows.
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var zero)
        {
            file.Problems.Add(new("forbidden-character", "", "U+0000 stands here. No text may hold it.", PlaceOfByte(utf8, Encoding.UTF8.GetByteCount(text.AsSpan(0, zero)))));
            return file;
        }
        var scanner = new Scanner(new StringReader(text.TrimStart('\uFEFF')));
        try
        {
            var parser = new Parser(scanner);
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _)) return file;
            parser.Consume<DocumentStart>();
            file.Root = file.Node(parser, "", depth: 0);
            parser.Consume<DocumentEnd>();
            if (!parser.TryConsume<StreamEnd>(out _)) file.Add("malformed-yaml", "", "A case file is one document; this one holds several.", parser.Current!.Start);
        }
        catch (YamlException e)
        {
            // Some of the parser's exceptions do not say where; then it is where reading stopped.
            file.Add((e as Beyond)?.Code ?? "malformed-yaml", "", e.Message, e.Start.Index == 0 ? scanner.CurrentPosition : e.Start);
        }
        catch (ArgumentException)
        {
            // The scanner's own, of an escape like \ude00.
            file.Add("malformed-yaml", "", "An escape stands for no character: half a surrogate pair, for one.", scanner.CurrentPosition);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException)
        {
            // The parser's own, where it meets what it did not expect.
            file.Add("malformed-yaml", "", "What stands here is no YAML.", scanner.CurrentPosition);
        }
        return file;
    }

    private JsonNode? Node(Parser parser, string pointer, int depth)
    {
        var start = parser.Current!.Start;
        _places[pointer] = new FilePlace(start.Line, start.Column);
        if (depth > LedgerJson.MaxDepth) throw new Beyond("too-deep", start, $"Nesting is deeper than {LedgerJson.MaxDepth}.");
        if (_places.Count > MaxValues) throw new Beyond("body-too-large", start, $"The file has more than {MaxValues} values. Divide it: an import adds to what is there.");
        switch (parser.Current)
        {
            case NodeEvent node when !node.Anchor.IsEmpty:
                throw new YamlException(start, node.End, "Anchors are not part of the case file; write the value out.");
            case AnchorAlias alias:
                throw new YamlException(start, alias.End, "Aliases are not part of the case file; write the value out.");
            case NodeEvent node when !node.Tag.IsEmpty && !node.Tag.IsNonSpecific:
                throw new YamlException(start, node.End, $"The tag {node.Tag} is not part of the case file.");
            case Scalar scalar:
                parser.MoveNext();
                return ScalarValue(scalar, pointer);
            case SequenceStart:
                return Sequence(parser, pointer, depth);
            default:
                return Mapping(parser, pointer, depth);
        }
    }

    private JsonArray Sequence(Parser parser, string pointer, int depth)
    {
        parser.MoveNext();
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _)) array.Add(Node(parser, $"{pointer}/{array.Count}", depth + 1));
        return array;
    }

    private JsonObject Mapping(Parser parser, string pointer, int depth)
    {
        parser.Consume<MappingStart>();
        var result = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not Scalar name)
                throw new YamlException(parser.Current!.Start, parser.Current.End, "A key must be a plain name.");
            parser.MoveNext();
            var below = $"{pointer}/{name.Value.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            var value = Node(parser, below, depth + 1);
            if (!result.TryAdd(name.Value, value)) Add("duplicate-key", below, $"'{name.Value}' stands here twice.", name.Start);
        }
        return result;
    }

    /// <summary>
    /// A plain scalar is a number or a flag only in the fields that hold one, so that an id or label may be written as 3.
    /// </summary>
    private static JsonValue? ScalarValue(Scalar scalar, string pointer)
    {
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(scalar.Value);
        if (scalar.Value is "" or "~" or "null") return null;
        if (pointer.EndsWith("/hedged", StringComparison.Ordinal) && bool.TryParse(scalar.Value, out var flag)) return JsonValue.Create(flag);
        return IsNumber(pointer)
            && decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number) : JsonValue.Create(scalar.Value);
    }

    // A label may belong to a point that is called count.
    private static bool IsNumber(string pointer) => NumberFields.Any(f => pointer.EndsWith(f, StringComparison.Ordinal))
        || (pointer.EndsWith("/count", StringComparison.Ordinal) && pointer.Contains("/reported/", StringComparison.Ordinal));

    private void Add(string code, string pointer, string detail, Mark mark) => Problems.Add(new(code, pointer, detail, new FilePlace(mark.Line, mark.Column)));

    private static FilePlace PlaceOfByte(ReadOnlySpan<byte> utf8, int index)
    {
        var before = utf8[..Math.Clamp(index, 0, utf8.Length)];
        return new FilePlace(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    /// <summary>YAML, but more of it than is taken.</summary>
    private sealed class Beyond(string code, Mark at, string detail) : YamlException(at, at, detail)
    {
        public string Code => code;
    }
}
