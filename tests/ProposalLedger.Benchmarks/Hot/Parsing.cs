using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BenchmarkDotNet.Attributes;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;

namespace ProposalLedger.Benchmarks.Hot;

/// <summary>A claim of the real case from and to its JSON: by the serializer's reflection, as the ledger does it, and by generated metadata under the same rules.</summary>
public class Parsing
{
    private static readonly byte[] Json = """
        {"id":"p002","kind":"position","holder":"us","speaker":{"name":"Steve Witkoff","party":"us","person":"steve-witkoff"},"via":["Tucker Carlson's interview"],"about":{"proposition":"recognition-us-recognises"},"stance":"reserves","basis":"first-hand","occurred":"2025-03-21","published":"2025-03-22~","text":"Witkoff asks whether the world will treat the five regions as Russian. He does not commit Washington.","sources":["seed-000"],"note":"RFE/RL reads this as a move away from the earlier US refusal (p005, said under another administration). Five days earlier he had declined to answer (p025). Both are movement over time, not a conflict."}
        """u8.ToArray();

    private static readonly Claim Claim = Read(LedgerJson.Options);
    private static readonly JsonSerializerOptions Generated = WithGenerated();

    [GlobalSetup]
    public void Setup()
    {
        if (!ReadClaimByGenerated().Sources.Equals(Claim.Sources) || !WriteClaim().AsSpan().SequenceEqual(Json) || !WriteClaimByGenerated().AsSpan().SequenceEqual(Json))
            throw new InvalidOperationException("The two do not do the same.");
    }

    [Benchmark]
    public Claim ReadClaim() => Read(LedgerJson.Options);

    [Benchmark]
    public Claim ReadClaimByGenerated() => Read(Generated);

    [Benchmark]
    public byte[] WriteClaim() => JsonSerializer.SerializeToUtf8Bytes(Claim, LedgerJson.Options);

    [Benchmark]
    public byte[] WriteClaimByGenerated() => JsonSerializer.SerializeToUtf8Bytes(Claim, Generated);

    private static Claim Read(JsonSerializerOptions options) => JsonSerializer.Deserialize<Claim>(Json, options)!;

    private static JsonSerializerOptions WithGenerated() => new(LedgerJson.Options)
    {
        TypeInfoResolver = ((DefaultJsonTypeInfoResolver)LedgerJson.Options.TypeInfoResolver!).Modifiers
            .Aggregate((IJsonTypeInfoResolver)ClaimJson.Default, (resolver, modifier) => resolver.WithAddedModifier(modifier)),
    };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Term[]))]
internal sealed partial class ClaimJson : JsonSerializerContext;
