using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProposalLedger.TransparencyLog.CanonicalJson;

/// <summary>
/// The one spelling of a JSON value (RFC 8785, JCS): members sorted by UTF-16 code units, no white space, numbers as
/// ECMAScript prints doubles, strings escaped only where they must be. Equal values have equal bytes, so they can be hashed.
/// </summary>
public static class Canonical
{
    /// <exception cref="FormatException">A number that no double can hold, a lone surrogate, or a member named twice.</exception>
    public static byte[] Bytes(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Bytes(JsonElement)"/>
    public static byte[] Bytes(JsonNode? value) => Bytes(JsonSerializer.SerializeToElement(value));

    /// <param name="utf8">JSON text in UTF-8.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <inheritdoc cref="Bytes(JsonElement)"/>
    public static byte[] Bytes(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return Bytes(document.RootElement);
    }

    /// <inheritdoc cref="Bytes(JsonElement)"/>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                output.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) output.Write(","u8);
                    first = false;
                    Write(item, output);
                }
                output.Write("]"u8);
                break;
            case JsonValueKind.String:
                CanonicalText.Write(Text(() => value.GetString()!), output);
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.ASCII.GetBytes(CanonicalNumber.Text(value.GetDouble())));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new FormatException("There is no value to write.");
        }
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> output)
    {
        var members = value.EnumerateObject().Select(member => (Name: Text(() => member.Name), member.Value)).ToArray();
        Array.Sort(members, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (members[i].Name == members[i - 1].Name) throw new FormatException($"The member '{members[i].Name}' is there twice.");
                output.Write(","u8);
            }
            CanonicalText.Write(members[i].Name, output);
            output.Write(":"u8);
            Write(members[i].Value, output);
        }
        output.Write("}"u8);
    }

    // An escaped lone surrogate is JSON by its grammar, and no Unicode text (RFC 8785, 3.2.2.2): the reader refuses to decode it.
    private static string Text(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A string holds half a surrogate pair.", e);
        }
    }
}
