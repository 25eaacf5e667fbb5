using ProposalLedger.EventStore.Tail;

namespace ProposalLedger.Server.Events;

/// <summary>How new what one sees is.</summary>
public enum Freshness
{
    /// <summary>At the ledger's head.</summary>
    Live,

    /// <summary>On the way to it.</summary>
    CatchingUp,

    /// <summary>This node cannot reach the database, so it does not know the head; or a view has stopped.</summary>
    Stale,
}

internal static class FreshnessWords
{
    public static Freshness FreshnessAt(this Progress progress, long position) =>
        !progress.Connected ? Freshness.Stale : position < progress.Head ? Freshness.CatchingUp : Freshness.Live;

    public static string Word(this Freshness freshness) => freshness switch
    {
        Freshness.Live => "live",
        Freshness.CatchingUp => "catching-up",
        _ => "stale",
    };
}
