using System.Runtime.CompilerServices;
using ProposalLedger.Server.Reading;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Rebuilding;

namespace ProposalLedger.Server.Log;

/// <summary>The whole ledger in one file that is verified offline: of what the caller may not read, the entries alone.</summary>
internal sealed class LogBundle(LogTables tables, ViewReader reader)
{
    private const int EventsPerPage = 2_000;

    public async Task WriteAsync(Stream output, CancellationToken ct)
    {
        var checkpoints = await tables.ReadCheckpointsAsync(ct);
        var size = checkpoints.Count == 0 ? 0 : Checkpoint.Parse(checkpoints[^1].Text).Size;
        var dossiers = await reader.OpenAllAsync(ct);
        var views = new BundledViews(size, Hashes(dossiers.Where(dossier => dossier.Position >= size), size));
        await Bundle.WriteAsync(output, checkpoints, size, tile => tables.ReadTileAsync(tile, ct), EventsAsync(dossiers.Select(d => d.Negotiation).ToHashSet(StringComparer.Ordinal), ct), views, ct);
    }

    private static Dictionary<string, string> Hashes(IEnumerable<Dossier> dossiers, long size)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var snapshot in dossiers.Select(dossier => dossier.At(new Cut { At = size })))
        {
            foreach (var (address, body) in EveryBody.Of(snapshot)) hashes.Add(address, Conditional.TagOf(Canonical.Bytes(body)).Trim('"'));
        }

        return new Dictionary<string, string>(hashes, StringComparer.Ordinal);
    }

    private async IAsyncEnumerable<BundledEvent> EventsAsync(HashSet<string> readable, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = 0L; await tables.ReadEventsAsync(after, EventsPerPage, ct) is { Count: > 0 } page; after = page[^1].Position)
        {
            foreach (var happened in page)
            {
                var whole = BundledEvent.Of(happened);
                yield return readable.Contains(whole.Metadata!.Value.GetProperty("negotiation").GetString()!) ? whole : new BundledEvent(happened.Position);
            }
        }
    }
}
