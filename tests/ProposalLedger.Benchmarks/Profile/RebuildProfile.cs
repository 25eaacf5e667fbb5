using System.Text.Json;
using ProposalLedger.EventStore.Views;

namespace ProposalLedger.Benchmarks.Profile;

/// <summary>Where the time of a view made anew goes: from step to step a little more is done, until it is the whole.</summary>
internal static class RebuildProfile
{
    private const int FoldPage = 1_000, RebuildPage = 5_000;

    public static async Task RunAsync(Ours ours, Extent extent, Action<string> say, CancellationToken ct)
    {
        await using var limit = await Limit.CreateAsync();
        if (limit is not null) await limit.PrepareAsync(extent, ct);
        var log = Workload.All.Single(w => w.Work == Work.Log);
        var last = (long)extent.Streams * Extent.StreamLength;
        (string What, Func<Task<Result?>> Run)[] steps =
        [
            ("the limit: `psql` copies the rows out, and looks at none", async () => limit is null ? null : await limit.RunAsync(log, extent, "", ct)),
            ("the store reads what a fold looks at, and nobody looks at it", async () => await Meter.OnceAsync(async () =>
            {
                await foreach (var page in ours.Store.ReadPagesToFoldAsync(0, FoldPage, upTo: last, ct: ct)) _ = page.Count;
                return last;
            })),
            ("all that an event has, as a view's projection may want it", async () => await ReadAsync(ours, last, parses: false, folds: false, ct)),
            ("and parsed", async () => await ReadAsync(ours, last, parses: true, folds: false, ct)),
            ("and folded into the streams' documents, written as JSON and left there", async () => await ReadAsync(ours, last, parses: true, folds: true, ct)),
            ("and stored in a side copy that takes the live one's place: the whole", async () => await Meter.OnceAsync(() => RebuiltView.MakeAsync(ours.Store, new ViewStore(ours.Connections), extent, ct))),
        ];
        await Turns.PrintAsync($"A view made anew from {last:N0} events", ("events", "an event"), "0.0", steps, say);
    }

    private static Task<Result> ReadAsync(Ours ours, long last, bool parses, bool folds, CancellationToken ct) => Meter.OnceAsync(async () =>
    {
        var documents = new Dictionary<string, StreamDocument>(StringComparer.Ordinal);
        await foreach (var page in ours.Store.ReadPagesAsync(0, RebuildPage, upTo: last, ct: ct))
        {
            if (!parses) continue;
            foreach (var stored in page)
            {
                var said = Said.Parse(stored.Data);
                if (folds) documents[stored.Stream] = documents.GetValueOrDefault(stored.Stream, new StreamDocument(0, 0, "")).With(said);
            }

            if (folds)
                foreach (var stream in page.Select(stored => stored.Stream).Distinct(StringComparer.Ordinal)) JsonSerializer.SerializeToUtf8Bytes(documents[stream], DocumentJson.Default.StreamDocument);
        }

        return last;
    });
}
