using Microsoft.Extensions.Options;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.Server.Log;

/// <summary>
/// Signs the log: takes in the events that are new, proves to itself that the log still begins with what it signed last, keeps the new checkpoint
/// outside PostgreSQL, and only then publishes it. Where the log does not begin so, it signs no more, and says why.
/// </summary>
internal sealed class Signer(LogTables tables, Follower follower, Coverage coverage, IOptions<LogOptions> options, TimeProvider clock, ILogger<Signer> log) : BackgroundService
{
    private const int EventsPerStep = 5_000;
    private const string Disturbed = "The log cannot be read or signed at the moment; the node's own log says why.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private LogDirectory? directory;
    private Frontier? frontier;
    private long alive;

    public override void Dispose()
    {
        directory?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Nothing may end the loop: the whole node would stop with it, over a log that others read on (ADR 10).")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var path = options.Value.Directory is { Length: > 0 } given ? given : null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var seen = follower.Progress;
            var pause = Patience;
            try
            {
                if (path is null)
                {
                    await LookAsync(null, stoppingToken);
                }
                else if (directory is null && !await OpenAsync(path, stoppingToken))
                {
                    await LookAsync(LogRole.Standby, stoppingToken); // another process holds the key
                }
                else
                {
                    await SignAsync(directory!, stoppingToken);
                    coverage.Set(new LogState(LogRole.Signing, directory!.Last.Size, null));
                    pause = options.Value.Interval;
                }
            }
            catch (Exception e) when (e is LogRefusedException or CryptoUnavailableException)
            {
                await RefuseAsync(e.Message, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                frontier = null; // what was read may be old
                if (coverage.Now.Why != Disturbed)
                {
                    var expected = e is StoreUnavailableException or PostgresException or IOException or UnauthorizedAccessException;
                    log.LogWarning(expected ? null : e, "The log cannot be read or signed at the moment: {Fault}", Fault.Why(e));
                }

                coverage.Set(coverage.Now with { Why = Disturbed });
            }

            await Task.Delay(pause, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            if (coverage.Now is { Role: LogRole.Signing, Why: null } && directory?.Last.Size >= seen.Head) await follower.WaitForChangeAsync(seen, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task RefuseAsync(string why, CancellationToken ct)
    {
        frontier = null;
        if (coverage.Now.Why != why) log.LogError("The log is not signed with the key in {Directory}: {Why}", options.Value.Directory, why);
        var published = coverage.SignedUpTo;
        try
        {
            published = await tables.GetSizeAsync(ct);
        }
        catch (Exception e) when (e is StoreUnavailableException or PostgresException)
        {
            // Asked again in a second.
        }

        coverage.Set(new LogState(LogRole.Refused, published, why));
    }

    // What others have signed, and whether they still do.
    private async Task LookAsync(LogRole? role, CancellationToken ct)
    {
        if (role is null && await tables.GetKeyAsync(ct) is null)
        {
            coverage.Set(new LogState(LogRole.Unsigned, 0, "Nothing of this ledger is signed. Set Ledger__Log__Directory on one node: docs/audit.md."));
            return;
        }

        var size = await tables.GetSizeAsync(ct);
        if (size >= follower.Progress.Head || size > coverage.SignedUpTo || coverage.Now.Role == LogRole.Unknown) alive = clock.GetTimestamp();
        var silent = clock.GetElapsedTime(alive) > LongestSilence ? $"Position {size + 1} has waited for a checkpoint for over {LongestSilence.TotalSeconds:0} s: the node that signs does not run, or refuses to; its own /health/ready says why." : null;
        coverage.Set(new LogState(role ?? LogRole.Elsewhere, size, silent));
    }

    private async Task<bool> OpenAsync(string path, CancellationToken ct)
    {
        var begun = await tables.GetKeyAsync(ct);
        if (LogDirectory.Open(path, options.Value.Origin, mayBegin: begun is null) is not { } opened) return false;
        var own = opened.Key.Verifier.ToString();
        try
        {
            if (begun is null && opened.Note is not null)
                throw new LogRefusedException($"This key has signed {opened.Last.Size} events, and the database knows of no log: it is another ledger's, or one from an older copy. Nothing was signed.");
            if ((begun ?? await tables.BeginAsync(opened.Key.Verifier, ct)) is var key && key != own)
                throw new LogRefusedException($"This ledger's log is signed with the key {key}, and the one of this node is {own}. Point Ledger__Log__Directory to the signer's directory.");
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        directory = opened;
        return true;
    }

    private async Task SignAsync(LogDirectory signer, CancellationToken ct)
    {
        if (frontier is null)
        {
            frontier = await EdgeAsync(signer.Last, ct);
            // What was kept and not published: the process ended in between.
            if (signer.Note is { } kept) await tables.PublishAsync(signer.Last.Size, kept, ct);
        }

        var entered = await tables.CountEntriesAsync(ct);
        if (entered < frontier.Size) throw RolledBack(signer.Last, entered);
        // What stands beyond the counter was put there by somebody else than the ledger, and is not signed.
        var head = await tables.GetHeadAsync(ct);
        while (frontier.Size < head) await EnterAsync(await ReadAsync(frontier.Size, (int)Math.Min(EventsPerStep, head - frontier.Size), ct), entered, ct);
        if (frontier.Size == signer.Last.Size) return;

        var checkpoint = new Checkpoint(signer.Key.Verifier.Name, frontier.Size, frontier.Root);
        var note = checkpoint.Sign(signer.Key);
        signer.Keep(checkpoint, note);
        await tables.PublishAsync(checkpoint.Size, note, ct);
    }

    // The log's stored hashes are those of what was signed last: so whatever is signed next begins with it.
    private async Task<Frontier> EdgeAsync(Checkpoint last, CancellationToken ct)
    {
        var entered = await tables.CountEntriesAsync(ct);
        if (entered < last.Size) throw RolledBack(last, entered);
        try
        {
            var edge = new Frontier(last.Size, (await tables.ReadTreeAsync(last.Size, null, ct)).Subtree);
            if (edge.Root == last.Root) return edge;
        }
        catch (FormatException)
        {
            // A tile has too few hashes: said below.
        }

        throw new LogRefusedException($"The hashes in the database do not amount to the root that was signed for {last.Size} events: they were changed, or the database is not the one that was signed.");
    }

    // What cannot be committed to is nothing that the ledger wrote: its input is I-JSON.
    private async Task<IReadOnlyList<LoggedEvent>> ReadAsync(long after, int limit, CancellationToken ct)
    {
        try
        {
            return await tables.ReadEventsAsync(after, limit, ct);
        }
        catch (FormatException e)
        {
            throw new LogRefusedException($"{e.Message} The ledger writes nothing else: it was changed in the database. What comes after position {after} is not signed until it is put right.");
        }
    }

    private async Task EnterAsync(IReadOnlyList<LoggedEvent> events, long entered, CancellationToken ct)
    {
        var (first, entries) = (frontier!.Size + 1, new List<byte[]>());
        if (events.Count == 0) throw new LogRefusedException($"Position {first} is missing from the events, and the ledger has come further.");
        var hashes = new List<(int, long, Hash)>();
        var known = await tables.ReadEntriesAsync(frontier.Size, Math.Min(entered, frontier.Size + events.Count), ct);
        foreach (var (happened, i) in events.Select((e, i) => (e, i)))
        {
            if (happened.Position != first + i) throw new LogRefusedException($"Position {first + i} is missing from the events; {happened.Position} follows on {first + i - 1}.");
            var entry = happened.Entry?.ToBytes() ?? throw new LogRefusedException($"The data of the event at position {happened.Position} are gone, and it is not in the log yet.");
            if (i < known.Count && !known[i].Span.SequenceEqual(entry)) throw new LogRefusedException($"The event at position {happened.Position} is not the one that was entered in the log.");
            entries.Add(entry);
            frontier.Append(Hash.OfLeaf(entry), (level, index, hash) =>
            {
                if (level % 8 == 0 && i >= known.Count) hashes.Add((level / 8, index, hash));
            });
        }

        if (known.Count < entries.Count) await tables.ExtendAsync(first + known.Count, entries[known.Count..], hashes, ct);
    }

    private static LogRefusedException RolledBack(Checkpoint last, long entered) => new(
        $"{last.Size} events were signed, and the database holds {entered} of them: it was rolled back. Bring back the newer database; what others have seen signed cannot be unsigned.");
}
