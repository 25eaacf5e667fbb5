using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProposalLedger.Benchmarks;

/// <summary>The event that everybody writes and reads: about 600 bytes of JSON.</summary>
internal sealed record Said(string Claim, string Text, long Amount, IReadOnlyList<string> Sources)
{
    public static readonly Said Example = new("claim-of-the-benchmark", string.Concat(Enumerable.Repeat("The delegation says what it said before. ", 12)), 600_000, ["first-source", "second-source"]);
    public static readonly byte[] Json = JsonSerializer.SerializeToUtf8Bytes(Example, SaidJson.Default.Said);

    public static Said Parse(ReadOnlyMemory<byte> data) => JsonSerializer.Deserialize(data.Span, SaidJson.Default.Said)!;
}

/// <summary>What a reader makes of events: it looks into every one.</summary>
internal sealed record Folded(int Events, long Amount, string Last)
{
    public static readonly Folded Empty = new(0, 0, "");

    public Folded With(Said said) => new(Events + 1, Amount + said.Amount, said.Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Said))]
internal sealed partial class SaidJson : JsonSerializerContext;
