using System.Runtime.InteropServices;

namespace ProposalLedger.Server.Startup;

/// <summary>Ctrl-C or a TERM during the start: it ends in order, so that a PostgreSQL that was started is stopped. Later the host hears them too.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource interrupted = new();
    private readonly PosixSignalRegistration[] signals;

    public Interruption() => signals = [Hear(PosixSignal.SIGINT), Hear(PosixSignal.SIGTERM)];

    public CancellationToken Token => interrupted.Token;

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        interrupted.Dispose();
    }

    private PosixSignalRegistration Hear(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        interrupted.Cancel();
    });
}
