using System.Net;
using System.Net.Sockets;

namespace ProposalLedger.Load;

/// <summary>Clients of one node, read by one thread.</summary>
internal sealed class Crowd : IDisposable
{
    private const int AtATime = 100;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);
    private readonly Epoll epoll = new();
    private readonly List<HubClient> members = [];
    private readonly Thread thread;
    private volatile bool stopping;
    private volatile Exception? fault;

    public Crowd()
    {
        thread = new Thread(Read) { IsBackground = true, Name = "clients" };
        thread.Start();
    }

    /// <summary>Connects clients, so many at a time as a server can greet, and waits until their streams flow.</summary>
    public async Task OpenAsync(IReadOnlyList<HubClient> clients, CancellationToken ct, int atATime = AtATime)
    {
        foreach (var wave in clients.Chunk(atATime))
        {
            foreach (var client in wave) Enter(client);
            await UntilAsync(() => wave.All(c => c.Flows), TimeSpan.FromSeconds(60), "All streams flow", ct);
        }
    }

    /// <summary>Stops to read a client, which keeps its connection.</summary>
    public void Leave(HubClient client)
    {
        lock (client) epoll.Forget(client.Socket);
    }

    /// <summary>Ends a client's connection and connects it again with the position that it has.</summary>
    public void Reconnect(HubClient client, bool reads = true)
    {
        int number;
        lock (members) number = members.IndexOf(client);
        lock (client)
        {
            client.Dispose();
            client.Connect();
            if (reads) epoll.Watch(client.Socket, number);
        }
    }

    /// <summary>Waits for a condition that the reading thread brings about.</summary>
    /// <exception cref="TimeoutException">It did not come; says what was waited for.</exception>
    public async Task UntilAsync(Func<bool> condition, TimeSpan limit, string what, CancellationToken ct)
    {
        for (var end = DateTime.UtcNow + limit; !condition(); await Task.Delay(5, ct))
        {
            if (fault is { } wrong) throw new InvalidOperationException("The clients cannot go on: " + wrong.Message, wrong);
            if (DateTime.UtcNow > end) throw new TimeoutException($"Not within {limit.TotalSeconds:0} s: {what}. {Ends()}");
        }
    }

    public void Dispose()
    {
        stopping = true;
        thread.Join();
        foreach (var client in members) client.Dispose();
        epoll.Dispose();
    }

    private void Enter(HubClient client)
    {
        int number;
        lock (members)
        {
            number = members.Count;
            members.Add(client);
        }

        lock (client)
        {
            client.Connect();
            epoll.Watch(client.Socket, number);
        }
    }

    private string Ends()
    {
        lock (members) return string.Join("; ", members.Where(c => c.Ended is not null).GroupBy(c => c.Ended).Select(g => $"{g.Count()} clients ended: {g.Key}"));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Told by the next wait, which ends with it.")]
    private void Read()
    {
        try
        {
            var (buffer, ready, pinged) = (new byte[256 * 1024], new List<int>(), DateTime.UtcNow);
            while (!stopping)
            {
                epoll.Wait(ready, 100);
                foreach (var number in ready)
                {
                    var client = Member(number);
                    lock (client)
                    {
                        if (client.Ended is null && !client.Receive(buffer, DateTime.UtcNow.Ticks)) client.Dispose();
                    }
                }

                if (DateTime.UtcNow - pinged < PingEvery) continue;
                pinged = DateTime.UtcNow;
                PingAll();
            }
        }
        catch (Exception e)
        {
            fault = e;
        }
    }

    private HubClient Member(int number)
    {
        lock (members) return members[number];
    }

    private void PingAll()
    {
        HubClient[] all;
        lock (members) all = [.. members];
        foreach (var client in all)
        {
            lock (client)
            {
                if (client is { Ended: null, Flows: true }) client.SendPing();
            }
        }
    }
}
