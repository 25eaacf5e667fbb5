namespace ProposalLedger.Server.Events;

/// <summary>How subscriptions behave; configuration section <c>Ledger:Following</c>.</summary>
public sealed class FollowingOptions
{
    /// <summary>Every subscription gets a heartbeat this often.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A client whose connection takes no bytes for this long is cut; it resumes from its position.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Events that a reader takes at once, from the recent ones or from the database: while he sends them, they are kept for him.</summary>
    public int PageSize { get; set; } = 200;

    /// <summary>How many recent events a node keeps for those who follow live.</summary>
    public int RecentEvents { get; set; } = 4096;

    /// <summary>And how many bytes of them at most: one event may have 256 KiB.</summary>
    public int RecentBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Subscriptions that one connection may have at a time.</summary>
    public int SubscriptionsPerConnection { get; set; } = 32;

    /// <summary>The tokens with which streams are open are asked about this often; those that were revoked or have expired lose theirs.</summary>
    public TimeSpan Recheck { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections that one address may have at a time, to the hub and for server-sent events together.</summary>
    public int ConnectionsPerAddress { get; set; } = 500;

    /// <summary>Connections that one address may open in a second, in the long run.</summary>
    public int OpeningsPerSecond { get; set; } = 100;

    /// <summary>And after a rest at once: all of them come back when a node dies.</summary>
    public int OpeningsAtOnce { get; set; } = 1_000;

    /// <summary>Calls that one connection may make in a second, in the long run.</summary>
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>And after a rest at once.</summary>
    public int CallsAtOnce { get; set; } = 100;

    /// <summary>A watched view is computed at most this often, and more rarely where that takes long: the newest state is the one that counts.</summary>
    public TimeSpan StateInterval { get; set; } = TimeSpan.FromMilliseconds(100);
}
