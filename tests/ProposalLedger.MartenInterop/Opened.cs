using System.Text.Json;
using JasperFx;
using JasperFx.Events;
using Marten;
using ProposalLedger.Domain.Json;

namespace ProposalLedger.MartenInterop;

/// <summary>Marten's own store over a ledger that we made: the options that docs/marten.md tells.</summary>
internal static class Opened
{
    /// <summary>The ledger's own, and for each type that stands for a stored name what it holds.</summary>
    public static JsonSerializerOptions Json { get; } = new(LedgerJson.Options) { Converters = { new HappenedConverter() } };

    public static DocumentStore Store(string connectionString, Action<StoreOptions>? more = null) => DocumentStore.For(options =>
    {
        options.Connection(connectionString);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.MetadataConfig.EnableAll();
        options.UseSystemTextJsonForSerialization(new JsonSerializerOptions(Json));
        foreach (var (name, type) in Names.All) options.Events.MapEventType(type, name);
        options.Projections.LiveStreamAggregation<Offer>();
        more?.Invoke(options);
    });
}
