using System.Text.Json;
using System.Text.Json.Serialization;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;

namespace ProposalLedger.Benchmarks;

/// <summary>What the view holds of a stream.</summary>
internal sealed record StreamDocument(int Events, long Amount, string Last)
{
    public StreamDocument With(Said said) => new(Events + 1, Amount + said.Amount, said.Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StreamDocument))]
internal sealed partial class DocumentJson : JsonSerializerContext;

/// <summary>A view with a document for each stream, made anew as the ledger makes its own: a side copy beside the live one, its checkpoint in the same transaction as its rows.</summary>
internal static class RebuiltView
{
    private const string Name = "streams";
    private const int PageSize = 5_000;

    public static async Task<long> MakeAsync(LedgerStore store, ViewStore views, Extent extent, CancellationToken ct)
    {
        await views.RegisterAsync(new Dictionary<string, int> { [Name] = 1 }, ct);
        var generation = await views.BeginRebuildAsync(Name, 1, ct);
        var (documents, checkpoint, written) = (new Dictionary<string, StreamDocument>(StringComparer.Ordinal), 0L, Task.CompletedTask);
        await foreach (var page in store.ReadPagesAsync(0, PageSize, upTo: extent.Streams * Extent.StreamLength, ct: ct))
        {
            var touched = new Dictionary<string, StoredEvent>(StringComparer.Ordinal);
            foreach (var stored in page)
            {
                documents[stored.Stream] = documents.GetValueOrDefault(stored.Stream, new StreamDocument(0, 0, "")).With(Said.Parse(stored.Data));
                touched[stored.Stream] = stored;
            }

            var rows = touched.Values.Select(last => new ViewRow(last.Scope, last.Stream, last.Position, JsonSerializer.SerializeToUtf8Bytes(documents[last.Stream], DocumentJson.Default.StreamDocument))).ToList();
            await written;
            written = views.ApplyAsync([new ViewChange(Name, generation, checkpoint, rows)], page[^1].Position, ct);
            checkpoint = page[^1].Position;
        }

        await written;
        if (!await views.SwapAsync(Name, generation, ct)) throw new InvalidOperationException("The side copy is behind.");
        var events = documents.Values.Sum(document => (long)document.Events);
        return events == extent.Streams * Extent.StreamLength ? events : throw new InvalidOperationException($"The view holds {events} events.");
    }
}
