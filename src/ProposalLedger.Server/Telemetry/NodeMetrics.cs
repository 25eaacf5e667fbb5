using System.Diagnostics.Metrics;
using ProposalLedger.EventStore.Tail;

namespace ProposalLedger.Server.Telemetry;

/// <summary>What this node says of itself as metrics; they are asked for when somebody collects them, and cost nothing else.</summary>
public sealed class NodeMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "ProposalLedger.Server";

    private readonly Meter meter = new(Name);
    private readonly UpDownCounter<int> subscribers;
    private readonly Counter<long> refused;

    public NodeMetrics(Follower follower, TimeProvider time)
    {
        subscribers = meter.CreateUpDownCounter<int>("ledger.subscribers", "{subscription}", "Open subscriptions of this node: tails and watched views, over the hub and as server-sent events.");
        refused = meter.CreateCounter<long>("ledger.refused", "{request}", "Requests that were refused at the door, since there was more to do than could be done in time.");
        meter.CreateObservableGauge("ledger.head", () => follower.Progress.Head, "{event}", "The ledger's last position, as this node knows it.");
        meter.CreateObservableGauge("ledger.projection.position", () => follower.Progress.Projected, "{event}", "The position that every view which is not stopped has.");
        meter.CreateObservableGauge("ledger.projection.lag", () => follower.Progress is var p ? p.Head - p.Projected : 0, "{event}", "Events that the views lack.");
        meter.CreateObservableGauge("ledger.projection.lease", () => follower.Progress.HoldsLease ? 1 : 0, "{node}", "1 on the node that computes the views.");
        meter.CreateObservableGauge("ledger.tail.lag", () => (time.GetUtcNow() - follower.Progress.At).TotalSeconds, "s", "Since this node last saw how far the log is; it looks four times a second.");
    }

    /// <summary>What waits in the database, as it was seen last.</summary>
    public void Watch(Func<EventStore.Telemetry.Waits> seen)
    {
        meter.CreateObservableGauge("ledger.lock.waiters", () => seen().Appends, "{transaction}", "Transactions that wait for the ledger's lock, those of other nodes among them: seen every 5 s.");
        meter.CreateObservableGauge("ledger.lock.wait", () => seen().LongestAppend.TotalSeconds, "s", "How long the one that has waited longest for the ledger's lock had waited when it was seen; 0 where none waited.");
        meter.CreateObservableGauge("ledger.projection.age", () => seen().Views.TotalSeconds, "s", "For how long the oldest event that the views lack has been recorded, by the database's clock; 0 where they lack none.");
    }

    /// <summary>Counts a subscription until it is disposed.</summary>
    /// <param name="kind"><c>tail</c> or <c>view</c>.</param>
    public IDisposable Subscribed(string kind) => new Subscription(subscribers, kind);

    /// <param name="kind"><c>read</c> or <c>write</c>.</param>
    internal void Refused(string kind) => refused.Add(1, new KeyValuePair<string, object?>("ledger.request", kind));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private sealed class Subscription : IDisposable
    {
        private readonly UpDownCounter<int> counter;
        private readonly KeyValuePair<string, object?> kind;

        public Subscription(UpDownCounter<int> counter, string kind)
        {
            (this.counter, this.kind) = (counter, new("ledger.subscription", kind));
            counter.Add(1, this.kind);
        }

        public void Dispose() => counter.Add(-1, kind);
    }
}
