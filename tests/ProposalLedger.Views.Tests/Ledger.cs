using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Testing;
using ProposalLedger.Views.Projections;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Views.Tests;

/// <summary>A ledger of one test's own, on a real PostgreSQL.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly NpgsqlDataSource connections;

    private Ledger(LedgerDatabase database)
    {
        Database = database;
        connections = StoreConnections.Create(database.ConnectionString);
        Store = new LedgerStore(connections);
        Views = new ViewStore(connections);
        Projector = new Projector(Store, Views);
        Dossiers = new Dossiers(Views);
        Texts = new TextSearch(connections);
        Searches = new Searches(Texts);
    }

    public LedgerDatabase Database { get; }
    public LedgerStore Store { get; }
    public ViewStore Views { get; }
    public Projector Projector { get; }
    public Dossiers Dossiers { get; }
    public TextSearch Texts { get; }

    public Searches Searches { get; }

    public static async Task<Ledger> CreateAsync()
    {
        var ledger = new Ledger(await LedgerDatabase.CreateAsync());
        await ledger.Projector.RegisterAsync();
        return ledger;
    }

    public async Task<long> AppendAsync(IEnumerable<StoredEvent> events)
    {
        var appended = Assert.IsType<AppendAllOutcome.Appended>(await Store.AppendAllAsync([.. events.Select(Append)]));
        return appended.LastPosition;
    }

    public Task<long> AppendAsync(string type, string data) =>
        AppendAsync([new StoredEvent(0, Guid.NewGuid(), "negotiation:talks", 0, Story.N, type, System.Text.Encoding.UTF8.GetBytes(data), default, new EventMetadata { Actor = "editor" })]);

    public async Task RedactAsync(long position)
    {
        var e = (await Store.GetEventAsync(position))!;
        var left = System.Text.Json.JsonElement.Parse(EventJson.Write(Domain.Redactions.Tombstone.Of(EventJson.Read(e.Type, e.Data.Span))!));
        var redacted = new LedgerEvent.Redacted(position, e.Stream, e.Version, e.Type, left, null);
        Assert.IsType<AppendOutcome.Appended>(await Store.RedactAsync(new RedactionAppend
        {
            Position = position, DataCommitment = "d", MetadataCommitment = "m", Stream = "negotiation:talks", Scope = Story.N,
            Event = new NewEvent(Guid.CreateVersion7(), EventNames.Redacted, EventJson.Write(redacted), new EventMetadata { Actor = "clerk", Reason = "A court ordered it." }),
        }));
    }

    public async Task ProjectAsync(int eventsPerStep = 2_000)
    {
        while (await Projector.StepAsync(eventsPerStep)) { }
    }

    public async Task<ViewState> StateAsync(string view) => (await Views.GetStatesAsync()).Single(s => s.View == view && s.Live);

    /// <summary>Every row of a live view, as text.</summary>
    public async Task<string> RowsAsync(string view) => string.Join('\n', (await Views.ReadCopyAsync(view, (await StateAsync(view)).Generation))
        .Select(r => $"{r.Scope} {r.Key} {r.Position} {System.Text.Encoding.UTF8.GetString(r.Body!.Value.Span)}"));

    public async Task<string> TextAsync(string sql)
    {
        await using var query = connections.CreateCommand(sql);
        return (string)(await query.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await connections.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static Append Append(StoredEvent e) => new()
    {
        Stream = e.Stream, Scope = e.Scope, Events = [new NewEvent(Guid.CreateVersion7(), e.Type, e.Data, e.Metadata)],
    };
}
