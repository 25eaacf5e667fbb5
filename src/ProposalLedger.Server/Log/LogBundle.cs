using System.Runtime.CompilerServices;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Rebuilding;

namespace ProposalLedger.Server.Log;

/// <summary>The whole ledger in one file that is verified offline: of what the caller may not read, the entries alone.</summary>
internal sealed class LogBundle(LogTables tables, Coverage coverage, Dossiers dossiers, Follower follower, Doors doors) : IDisposable
{
    // Every view of everything is computed for one: whoever asks for several at once gets them one after the other.
    private readonly SemaphoreSlim one = new(1, 1);

    // So few may wait for it: the others are told at once, and hold nothing up.
    private const int MostAtOnce = 16;
    private int underWay;

    // Who comes without a credential has half of the places, so that he keeps no auditor out.
    private int ofAnybody;

    private const int EventsPerPage = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A checkpoint comes within two seconds. Where none does, an auditor is better served with what there is: the verifier says what nothing vouches for.
    private static readonly TimeSpan Signed = TimeSpan.FromSeconds(5);

    public async Task WriteAsync(Stream output, Caller caller, CancellationToken ct)
    {
        var all = Interlocked.Increment(ref underWay);
        var anybody = caller.HasCredential ? 0 : Interlocked.Increment(ref ofAnybody);
        try
        {
            if (all > MostAtOnce || anybody > MostAtOnce / 2) throw new ProblemException(new Problem("bundle-busy"));
            await WriteNextAsync(output, caller, ct);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
            if (!caller.HasCredential) Interlocked.Decrement(ref ofAnybody);
        }
    }

    public void Dispose() => one.Dispose();

    private async Task WriteNextAsync(Stream output, Caller caller, CancellationToken ct)
    {
        await RedactionsSignedAsync(ct);
        var head = await tables.GetHeadAsync(ct);
        await doors.ReadyAsync(caller, head, ct);
        var checkpoints = await tables.ReadCheckpointsAsync(ct);
        var size = checkpoints.Count == 0 ? 0 : Checkpoint.Parse(checkpoints[^1].Text).Size;
        // The log may be ahead of the views, after an import say. If they do not catch up, what is said of them is what they hold.
        await follower.WaitForProjectedAsync(size, Patience, ct);
        if (!await one.WaitAsync(Patience, ct)) throw new ProblemException(new Problem("bundle-busy"));
        try
        {
            await WriteAsync(output, caller, head, checkpoints, size, ct);
        }
        finally
        {
            one.Release();
        }
    }

    // Of a signed event whose text is gone only a redaction that is signed, too, says so to anybody who checks.
    private async Task RedactionsSignedAsync(CancellationToken ct)
    {
        if (coverage.Now.Role is LogRole.Unsigned or LogRole.Refused) return;
        var last = await tables.GetLastRedactionAsync(ct);
        if (last > 0 && await tables.GetSizeAsync(ct) < last) await coverage.WaitForAsync(last, Signed, ct);
    }

    private async Task WriteAsync(Stream output, Caller caller, long head, IReadOnlyList<Note> checkpoints, long size, CancellationToken ct)
    {
        var position = Math.Min(size, follower.Progress.Projected);
        var readable = (await dossiers.AllAsync(ct)).Where(dossier => dossier.Position >= position && doors.MayRead(caller, dossier.Negotiation));
        var last = Math.Max(head, size);
        var views = new BundledViews(last, position, Hashes(readable, position, ct));
        await Bundle.WriteAsync(output, checkpoints, size, tile => tables.ReadTileAsync(tile, ct), EventsAsync(caller, last, ct), views, ct);
    }

    private static Dictionary<string, string> Hashes(IEnumerable<Dossier> dossiers, long position, CancellationToken ct)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var snapshot in dossiers.Select(dossier => dossier.At(new Cut { At = position })))
        {
            foreach (var (address, body) in EveryBody.Of(snapshot))
            {
                ct.ThrowIfCancellationRequested();
                hashes.Add(address, Conditional.TagOf(Canonical.Bytes(body)).Trim('"'));
            }
        }

        return new Dictionary<string, string>(hashes, StringComparer.Ordinal);
    }

    private async IAsyncEnumerable<BundledEvent> EventsAsync(Caller caller, long last, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = 0L; await tables.ReadEventsAsync(after, EventsPerPage, ct) is { Count: > 0 } page; after = page[^1].Position)
        {
            foreach (var happened in page)
            {
                // What was recorded meanwhile is for the next bundle. What stands where the ledger has given no position belongs to whoever looks for it.
                if (happened.Position > last && happened.Position <= await tables.GetHeadAsync(ct)) yield break;
                var whole = BundledEvent.Of(happened);
                yield return doors.MayRead(caller, whole.Metadata!.Value.GetProperty("negotiation").GetString()!) ? whole : new BundledEvent(happened.Position);
            }
        }
    }
}
