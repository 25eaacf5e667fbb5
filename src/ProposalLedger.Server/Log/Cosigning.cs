using Microsoft.Extensions.Options;
using ProposalLedger.EventStore;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Server.Log;

/// <summary>On the node that signs: brings each witness the newest checkpoint, and keeps what it signs. A checkpoint is published without waiting for that.</summary>
internal sealed class Cosigning(LogTables tables, Coverage coverage, IOptions<LogOptions> options, ILogger<Cosigning> log) : BackgroundService
{
    private readonly HttpClient client = Witness.Client();

    public override void Dispose()
    {
        client.Dispose();
        base.Dispose();
    }

    // Each for itself: a witness that does not answer holds up no other.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Value.Witnesses.Select(Witness.Parse).Select(witness => FollowAsync(witness, stoppingToken)));

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Nothing may end the loop, least of all what a witness answers: the whole node would stop with it (ADR 10).")]
    private async Task FollowAsync(Witness witness, CancellationToken ct)
    {
        var (signed, fault) = (-1L, "");
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (coverage.Now is { Role: LogRole.Signing, SignedUpTo: > 0 and var size } && size > signed)
                {
                    if (signed < 0) signed = await tables.GetCosignedAsync(witness.Key, ct);
                    if (size > signed) signed = await AskAsync(witness, signed, ct);
                    if (fault.Length > 0) log.LogWarning("{Witness} cosigns again, up to position {Size}.", witness.Key.Name, signed);
                    fault = "";
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (fault != e.Message) log.LogWarning("{Witness} has not cosigned: {Why}", witness.Key.Name, e.Message);
                fault = e.Message;
            }

            await Task.Delay(options.Value.WitnessInterval, ct).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<long> AskAsync(Witness witness, long seen, CancellationToken ct)
    {
        var checkpoint = (await tables.GetSignedAsync(ct))!;
        var size = Checkpoint.Parse(checkpoint.Text).Size;
        var line = await witness.AskAsync(client, seen, checkpoint, ProveAsync, ct);
        await tables.CosignAsync(size, witness.Key, line, ct);
        return size;

        async Task<IReadOnlyList<Hash>> ProveAsync(long old) => Tree.Consistency(old, size, (await tables.ReadTreeAsync(size, old - 1, ct)).Subtree);
    }
}
