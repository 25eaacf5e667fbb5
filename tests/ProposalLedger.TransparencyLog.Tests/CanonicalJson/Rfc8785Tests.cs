using System.Text;
using System.Text.Json.Nodes;
using ProposalLedger.TransparencyLog.CanonicalJson;

namespace ProposalLedger.TransparencyLog.Tests.CanonicalJson;

/// <summary>The vectors of RFC 8785, by section, and what it forbids.</summary>
public class Rfc8785Tests
{
    private static string Of(string json) => Encoding.UTF8.GetString(Canonical.Bytes(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Section_3_2_2_primitives_have_one_spelling() => Assert.Equal(
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        Of("""
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """));

    [Fact]
    public void Section_3_2_3_members_are_sorted_by_UTF_16_code_units()
    {
        var sorted = JsonNode.Parse(Of("""
        {
          "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
          "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """))!.AsObject().Select(member => member.Value!.GetValue<string>());
        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            sorted);
    }

    [Theory] // Appendix B
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Appendix_B_numbers_are_printed_as_ECMAScript_prints_them(ulong bits, string expected)
    {
        var number = BitConverter.UInt64BitsToDouble(bits);
        Assert.Equal(expected, Encoding.UTF8.GetString(Canonical.Bytes(JsonValue.Create(number))));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":1}")]
    public void What_has_no_canonical_form_is_refused(string json) => Assert.Throws<FormatException>(() => Of(json));

    [Fact]
    public void Canonical_bytes_are_their_own_canonical_form()
    {
        var once = Of("""{"b":[1.0,{"z":"\u007f\u2028","y":[]}],"a":{},"":-0.0}""");
        Assert.Equal("{\"\":0,\"a\":{},\"b\":[1,{\"y\":[],\"z\":\"\u007f\u2028\"}]}", once);
        Assert.Equal(once, Of(once));
    }
}
