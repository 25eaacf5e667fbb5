using System.Text;
using Npgsql;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Testing;

namespace ProposalLedger.EventStore.Tests;

/// <summary>A ledger in a database of its own, with the connections that its roles have.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    private readonly List<LedgerStore> nodes = [];

    private readonly LedgerDatabase database;

    private TestLedger(LedgerDatabase database)
    {
        this.database = database;
        App = StoreConnections.Create(ConnectionString, "test");
        Owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        Admin = NpgsqlDataSource.Create(database.AdminConnectionString);
        Store = Node();
        Views = new ViewStore(App);
    }

    public string ConnectionString => database.ConnectionString;

    public NpgsqlDataSource App { get; }

    public NpgsqlDataSource Owner { get; }

    public NpgsqlDataSource Admin { get; }

    public LedgerStore Store { get; }

    public ViewStore Views { get; }

    public static async Task<TestLedger> CreateAsync(bool installed = true) =>
        new(installed ? await LedgerDatabase.CreateAsync() : await LedgerDatabase.CreateEmptyAsync());

    /// <summary>Another node's store: with its own pump, so that its appends race with the other nodes'.</summary>
    public LedgerStore Node(Upcasters? upcasters = null)
    {
        var node = new LedgerStore(App, upcasters);
        nodes.Add(node);
        return node;
    }

    public static NewEvent Event(string type = "thing-happened.v1", string data = """{"a": 1}""") => new(
        Guid.CreateVersion7(), type, Encoding.UTF8.GetBytes(data), new EventMetadata { Actor = "ann" });

    public static Append Append(string stream, long? expected = null, int events = 1, string? key = null, string body = "body") => new()
    {
        Stream = stream,
        Scope = "n",
        ExpectedVersion = expected,
        Events = [.. Enumerable.Range(0, events).Select(_ => Event())],
        Command = key is null ? null : new CommandId("ann", key, Encoding.UTF8.GetBytes(body)),
    };

    public async Task<T> AskAsync<T>(string sql, NpgsqlDataSource? source = null)
    {
        await using var query = (source ?? Admin).CreateCommand(sql);
        return (T)(await query.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql, NpgsqlDataSource? source = null)
    {
        await using var command = (source ?? Admin).CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Positions 1 to n, times rising with them, versions 1 to m in each stream, the counter and Marten's sequence at n.</summary>
    public async Task AssertInOrderAsync(long events)
    {
        Assert.Equal($"{events}|{events}|{events}|true|true", await AskAsync<string>("""
            select concat_ws('|', (select count(*) from mt_events), (select coalesce(max(seq_id), 0) from mt_events), (select last_position from pl_counter),
                (select coalesce(bool_and(timestamp > before), true)::text from (select timestamp, lag(timestamp) over (order by seq_id) as before from mt_events) t),
                (select coalesce(bool_and(s.version = e.n and e.top = e.n), true)::text from mt_streams s
                 join (select stream_id, count(*) as n, max(version) as top from mt_events group by 1) e on e.stream_id = s.id))
            """));
        if (events > 0) Assert.Equal(events, await AskAsync<long>("select last_value from mt_events_sequence"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        await Admin.DisposeAsync();
        await database.DisposeAsync();
    }
}
