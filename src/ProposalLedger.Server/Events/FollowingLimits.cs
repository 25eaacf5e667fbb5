using Microsoft.Extensions.Options;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Events;

/// <summary>What each of <see cref="FollowingOptions"/> may be; a server with another does not start, and says so.</summary>
internal static class FollowingLimits
{
    private const string Section = "Ledger:Following";
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <exception cref="StartupException">A value is no number, or no time.</exception>
    public static void AddFollowingOptions(this WebApplicationBuilder builder)
    {
        try
        {
            builder.Configuration.GetSection(Section).Get<FollowingOptions>();
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"{e.Message.TrimEnd('.')}. Write a number, or a time as 00:00:10.", StartupException.Configuration, e);
        }

        builder.Services.AddOptions<FollowingOptions>().BindConfiguration(Section)
            .Within(nameof(FollowingOptions.Heartbeat), o => o.Heartbeat, Shortest, TimeSpan.FromSeconds(15), "clients take 20 seconds of silence for a death")
            .Within(nameof(FollowingOptions.Recheck), o => o.Recheck, Shortest, TimeSpan.FromSeconds(30), "a token that was revoked loses its streams within 60 seconds")
            .Within(nameof(FollowingOptions.SendTimeout), o => o.SendTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
            .Within(nameof(FollowingOptions.StateInterval), o => o.StateInterval, TimeSpan.Zero, TimeSpan.FromSeconds(10))
            .Within(nameof(FollowingOptions.PageSize), o => o.PageSize, 1, 1000)
            .Within(nameof(FollowingOptions.RecentEvents), o => o.RecentEvents, 1, 100_000)
            .Within(nameof(FollowingOptions.RecentBytes), o => o.RecentBytes, 1024, 1024 * 1024 * 1024)
            .Within(nameof(FollowingOptions.SubscriptionsPerConnection), o => o.SubscriptionsPerConnection, 1, 1000)
            .Within(nameof(FollowingOptions.ConnectionsPerAddress), o => o.ConnectionsPerAddress, 1, 1_000_000)
            .Within(nameof(FollowingOptions.OpeningsPerSecond), o => o.OpeningsPerSecond, 1, 1_000_000)
            .Within(nameof(FollowingOptions.OpeningsAtOnce), o => o.OpeningsAtOnce, 1, 1_000_000)
            .Within(nameof(FollowingOptions.CallsPerSecond), o => o.CallsPerSecond, 1, 100_000)
            .Within(nameof(FollowingOptions.CallsAtOnce), o => o.CallsAtOnce, 1, 100_000)
            .ValidateOnStart();
    }

    private static OptionsBuilder<FollowingOptions> Within<T>(this OptionsBuilder<FollowingOptions> options, string name, Func<FollowingOptions, T> value, T least, T most, string? because = null)
        where T : IComparable<T> =>
        options.Validate(
            o => value(o).CompareTo(least) >= 0 && value(o).CompareTo(most) <= 0,
            FormattableString.Invariant($"Ledger__Following__{name} may be from {least} to {most}{(because is null ? "" : ": " + because)}."));
}
