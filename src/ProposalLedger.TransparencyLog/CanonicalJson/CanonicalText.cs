using System.Buffers;
using System.Text;

namespace ProposalLedger.TransparencyLog.CanonicalJson;

/// <summary>Strings as RFC 8785 section 3.2.2.2 writes them.</summary>
internal static class CanonicalText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (text.IndexOfAny(Escaped) is >= 0 and var at)
        {
            Plain(text[..at], output);
            output.Write(Encoding.ASCII.GetBytes(Escape(text[at])));
            text = text[(at + 1)..];
        }
        Plain(text, output);
        output.Write("\""u8);
    }

    private static void Plain(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        try
        {
            output.Advance(Utf8.GetBytes(text, output.GetSpan(Utf8.GetMaxByteCount(text.Length))));
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("A string holds half a surrogate pair.", e);
        }
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)c:x4}",
    };
}
