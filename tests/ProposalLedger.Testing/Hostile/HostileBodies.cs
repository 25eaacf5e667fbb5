using System.Text;

namespace ProposalLedger.Testing.Hostile;

/// <summary>A body as bytes, and not always JSON, YAML or UTF-8.</summary>
public sealed record HostileBody(string Name, byte[] Bytes)
{
    public HostileBody(string name, string text) : this(name, Encoding.UTF8.GetBytes(text)) { }

    public override string ToString() => Name;
}

/// <summary>Second part of the corpus: what is sent in place of a value, and in place of a whole body.</summary>
public static class HostileBodies
{
    /// <summary>JSON that may stand where a value stands: of every kind, and more of it than anybody needs.</summary>
    public static IReadOnlyList<HostileBody> Values { get; } =
    [
        new("null", "null"), new("true", "true"), new("zero", "0"), new("minus one", "-1"), new("negative zero", "-0.0"), new("half", "0.5"), new("1e131071", "1e131071"), new("-1e131071", "-1e131071"), new("1e-131071", "1e-131071"),
        new("a thousand digits", new string('9', 1000)), new("fraction of a thousand digits", "0." + new string('3', 1000)), new("2^31", "2147483648"), new("2^63", "9223372036854775808"), new("decimal and one", "79228162514264337593543950336"), new("1.0", "1.0"), new("1E0", "1E0"),
        new("not a number", "NaN"), new("infinity", "-Infinity"), new("hexadecimal", "0x10"), new("leading zero", "007"), new("plus", "+1"), new("dot", ".5"), new("empty list", "[]"), new("list of null", "[null]"), new("list of a list", "[[\"north\"]]"), new("list of blank", "[\"\"]"),
        new("empty object", "{}"), new("object with null", "{\"id\":null}"), new("__proto__", "{\"__proto__\":{\"id\":\"x\"}}"), new("$ref", "{\"$ref\":\"#/definitions/x\"}"), new("$type", "{\"$type\":\"System.Diagnostics.Process, System\"}"), new("member twice", "{\"id\":\"a\",\"id\":\"b\"}"), new("member twice, escaped", "{\"id\":\"a\",\"\\u0069d\":\"b\"}"), new("empty name", "{\"\":\"\"}"),
        new("same twice", "[\"north\",\"north\"]"), new("ten thousand names", "[" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"n{i}\"")) + "]"), new("ten thousand objects", "[" + string.Join(',', Enumerable.Repeat("{}", 10_000)) + "]"),
        new("depth 32", Nested(32, "[", "]")), new("depth 64", Nested(64, "[", "]")), new("depth 1,000", Nested(1_000, "[", "]")), new("depth 100,000", Nested(100_000, "[", "]")), new("objects 30,000 deep", Nested(30_000, "{\"a\":", "}", "1")),
        new("single quotes", "'text'"), new("no quotes", "text"), new("comment", "/* */ \"text\""), new("trailing comma", "[\"a\",]"), new("unclosed", "[\"a\""), new("unclosed text", "\"text"), new("line feed in a text", "\"a\nb\""), new("wrong escape", "\"\\x41\""), new("half an escape", "\"\\u12\""), new("nothing", ""), new("close of all", "}}}}"), new("date", "\"2025-02-30\""), new("script", "\"<script>hostileCanary(1)</script>\""),
        new("objects in points", "[{\"id\":\"1\",\"label\":\"1\",\"textKind\":\"oral\",\"text\":\"t\",\"sources\":[\"paper\"],\"points\":[{\"id\":\"1\"}]}]"), new("points thirty deep", Points(30)), new("points a thousand deep", Points(1_000)), new("range backwards", "[{\"name\":\"x\",\"range\":{\"from\":2,\"to\":1},\"unit\":\"m\"}]"), new("huge term", "[{\"name\":\"x\",\"value\":1e131071,\"unit\":\"m\"}]"), new("map of numbers", "{\"1\":1}"),
    ];

    /// <summary>Whole bodies of JSON, or not of JSON.</summary>
    public static IReadOnlyList<HostileBody> Json { get; } =
    [
        .. Values.Select(value => value with { Name = "whole: " + value.Name }),
        new("mark", [0xEF, 0xBB, 0xBF, .. "{\"id\":\"a\",\"title\":\"A\"}"u8]), new("utf-16", Encoding.Unicode.GetBytes("{\"id\":\"a\"}")), new("utf-16 with mark", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"id\":\"a\"}")]), new("utf-32", Encoding.UTF32.GetBytes("{\"id\":\"a\"}")), new("latin 1", [.. "{\"id\":\""u8, 0xE9, .. "\"}"u8]),
        new("overlong", [.. "{\"id\":\""u8, 0xC0, 0xAF, .. "\"}"u8]), new("overlong nul", [.. "{\"id\":\""u8, 0xC0, 0x80, .. "\"}"u8]), new("surrogate in utf-8", [.. "{\"id\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]), new("beyond unicode", [.. "{\"id\":\""u8, 0xF4, 0x90, 0x80, 0x80, .. "\"}"u8]), new("cut in a character", [.. "{\"id\":\""u8, 0xE2, 0x82]), new("continuation alone", [.. "{\"id\":\""u8, 0x80, .. "\"}"u8]), new("invalid name", [(byte)'{', (byte)'"', 0xFF, (byte)'"', .. ":1}"u8]),
        new("nul", [0]), new("nul before", [0, .. "{}"u8]), new("nul after", [.. "{}"u8, 0]), new("two values", "{} {}"), new("lines of json", "{}\n{}\n"), new("yaml", "id: a\ntitle: b\n"), new("xml", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>"), new("form", "id=a&title=b"), new("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xAB, 0xAE, 5, 0, 0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0]), new("zip", [(byte)'P', (byte)'K', 3, 4]), new("spaces", new string(' ', 200_000)), new("a million opened", new string('[', 260_000)), new("ten thousand fields", "{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"f{i}\":1")) + "}"), new("id a million times", "{" + string.Join(',', Enumerable.Repeat("\"id\":\"a\"", 20_000)) + "}"), new("10 MiB", new string('x', 10 * 1024 * 1024)),
    ];

    /// <summary>Case files, or none.</summary>
    public static IReadOnlyList<HostileBody> Yaml { get; } =
    [
        .. Json.Where(body => body.Name != "10 MiB"),
        new("anchors", N + "parties: &a [*a]"), new("alias to nothing", N + "parties: *nothing"), new("laughs", N + "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghijk".Select(c => $"{c}: &{c} [*{Before(c)},*{Before(c)},*{Before(c)},*{Before(c)},*{Before(c)},*{Before(c)},*{Before(c)},*{Before(c)},*{Before(c)}]\n"))), new("merge key", N + "x: &x {title: t}\nissues: [{<<: *x, id: a}]"), new("merge key without alias", N + "issues: [{<<: {title: t}, id: a}]"), new("tag", N + "issues: !!set {a, b}"), new("tag of a type", N + "issues: !<!System.IO.FileInfo> [a]"), new("tag handle", "%TAG ! tag:x.example,2025:\n---\n" + N), new("directive", "%YAML 9.9\n---\n" + N), new("unknown directive", "%HOSTILE x\n---\n" + N), new("two documents", N + "---\n" + N), new("document end", N + "...\n" + N), new("binary", N + "issues: !!binary aGk="),
        new("key is a list", N + "? [a, b]\n: c"), new("key is a mapping", N + "? {a: b}\n: c"), new("key is long", N + new string('k', 3000) + ": x"), new("key is null", N + "~: x"), new("key is empty", N + "\"\": x"), new("tabs", N + "issues:\n\t- id: a"), new("crlf", N.Replace("\n", "\r\n", StringComparison.Ordinal) + "issues:\r\n- {id: a, title: t}\r\n- {id: a, title: t}"), new("nel", N + "issues:\u0085- x"), new("flow 100,000 deep", N + "parties: " + Nested(100_000, "[", "]")), new("mappings 100,000 deep", N + "parties: " + Nested(100_000, "{a: ", "}", "b")), new("block 2,000 deep", N + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{new string(' ', i)}a:\n"))), new("sequences 20,000 deep", N + "parties:\n" + string.Concat(Enumerable.Repeat("- ", 20_000)) + "a"), new("a hundred thousand entries", N + "parties: [" + string.Concat(Enumerable.Repeat("{},", 100_000)) + "]"), new("fifty thousand keys", N + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}: x\n"))), new("same key often", N + string.Concat(Enumerable.Repeat("issues: []\n", 50_000))), new("10 MiB of a scalar", N + "summary: \"" + new string('x', 10 * 1024 * 1024) + "\""), new("10 MiB of a comment", N + "#" + new string('x', 10 * 1024 * 1024)), new("10 MiB of a title", "negotiation: {id: hostile-file, title: " + new string('x', 10 * 1024 * 1024) + "}"), new("folded scalar", N + "summary: >-\n  " + string.Concat(Enumerable.Repeat("\n  x", 50_000))), new("escapes", N + "issues: [{id: a, title: \"\\x00\\u0000\\U00110000\"}]"), new("surrogate escape", N + "issues: [{id: a, title: \"\\ud800\"}]"), new("huge number", N + "issues: [{id: a, title: t, order: 1e131071}]"), new("order twice", N + "issues: [{id: a, title: t, order: 1}, {id: b, title: t, order: 1}]"), new("negative order", N + "issues: [{id: a, title: t, order: -1}]"), new("order of all kinds", N + "issues: [{id: a, title: t, order: [1]}, {id: b, title: t, order: null}, {id: c, title: t, order: .inf}]"), new("retracted of nothing", N + "issues: [{id: a, title: t, retracted: }]"), new("retracted is a list", N + "issues: [{id: a, title: t, retracted: [x]}]"), new("retracted is deep", N + "issues: [{id: a, title: t, retracted: {reason: {a: b}, published: [1], sources: {}}}]"), new("lists are mappings", N + "issues: {a: {title: t}}\nclaims: text\nproposals: 7"), new("entries are scalars", N + "issues: [a, 1, ~, [b], {}]"), new("negotiation is a list", "negotiation: [a]"), new("negotiation is a text", "negotiation: a"), new("negotiation twice", N + N), new("negotiation without id", "negotiation: {title: t}"), new("nested lists are scalars", N + "proposals: [{id: a, title: t, by: b, drafts: c}]"), new("drafts of drafts", N + "proposals: [{id: a, title: t, by: [b], drafts: [{id: d, renderings: [1], status: x, drafts: []}]}]"), new("ids are objects", N + "issues: [{id: {a: b}, title: t}]\nclaims: [{id: [x], about: [y], speaker: z}]"), new("speaker is a list", N + "claims: [{id: c, speaker: [1], about: {claim: {a: b}}, sources: {a: b}, terms: 3}]"), new("self", N + "claims: [{id: c, kind: denial, speaker: {name: x}, about: {claim: c}, basis: observer, occurred: \"2025\", text: t, sources: [s]}]\nsources: [{id: s, publisher: p, title: t, kind: news}]"), new("dates", N + "sources: [{id: s, publisher: p, title: t, kind: news, published: 2025-02-30}, {id: t, publisher: p, title: t, kind: news, published: \"Y17E8\"}]"),
    ];

    private const string N = "negotiation: {id: hostile-file, title: Hostile}\n";

    private static char Before(char c) => (char)(c - 1);

    private static string Nested(int depth, string open, string close, string within = "") =>
        string.Concat(Enumerable.Repeat(open, depth)) + within + string.Concat(Enumerable.Repeat(close, depth));

    private static string Points(int depth) => Nested(depth, "[{\"id\":\"a\",\"label\":\"a\",\"textKind\":\"oral\",\"text\":\"t\",\"sources\":[\"paper\"],\"points\":", "}]", "[]");
}
