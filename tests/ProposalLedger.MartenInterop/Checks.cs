using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using ProposalLedger.Domain.Entries;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Doctor;
using ProposalLedger.Testing;

namespace ProposalLedger.MartenInterop;

/// <summary>A ledger of the real case, made by the server; what Marten reads of it is compared with what the server serves. Any difference ends the program.</summary>
internal sealed class Checks(LedgerDatabase database, LedgerNode node, IReadOnlyList<StoredEvent> log)
{
    public static async Task RunAsync()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var node = await LedgerNode.StartAsync(database, CancellationToken.None, ("Ledger__Seed", "true"));
        await using var connections = StoreConnections.Create(database.ConnectionString);
        await using var ours = new LedgerStore(connections);
        var log = await ours.ReadLogAsync(0, 10_000);
        Say($"Marten {typeof(DocumentStore).Assembly.GetName().Version!.ToString(3)}, Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version!.ToString(3)}; a ledger of {log.Count} events of {log.Select(e => e.Stream).Distinct().Count()} streams, made by the server.");
        var checks = new Checks(database, node, log);
        var before = await checks.SchemaAsync();
        await using (var store = Opened.Store(database.ConnectionString)) // as a server connects
        await using (var session = store.QuerySession())
        {
            await checks.StreamsAsync(session);
            await checks.AggregatesAsync(session);
            await RefusedAsync(store, events => events.Append(log[0].Stream, new Recorded<Proposal>(new Proposal { Id = "marten", Title = "Not to be", By = ["us"] })));
            await RefusedAsync(store, events => events.ArchiveStream(log[0].Stream));
        }

        Same(before, await checks.SchemaAsync(), "what the database consists of");
        Same(log.Count, await ours.GetHeadAsync(), "the head");
        Say("Append and ArchiveStream are refused by the database. Nothing was created: AutoCreate.None holds.");
        await checks.DaemonAsync();
        await foreach (var examined in Examination.RunAsync(connections)) Same(0, examined.Broken.Count, examined.Invariant);
        Say("The ledger's own examination (ledger doctor) finds all invariants kept after that.");
    }

    /// <summary>Every stream, event by event: all that Marten has a name for.</summary>
    private async Task StreamsAsync(IQuerySession session)
    {
        foreach (var stream in log.GroupBy(e => e.Stream))
        {
            var theirs = await session.Events.FetchStreamAsync(stream.Key);
            Same(stream.Count(), theirs.Count, stream.Key);
            foreach (var (a, b) in stream.Zip(theirs, (a, b) => (a, b)))
            {
                Same((a.Position, a.Id, a.Stream, a.Version, a.Type, a.Recorded), (b.Sequence, b.Id, b.StreamKey!, b.Version, b.EventTypeName, b.Timestamp), $"position {a.Position}");
                Same((a.Metadata.CorrelationId, a.Metadata.CausationId), (b.CorrelationId, b.CausationId), $"correlation of position {a.Position}");
                Same((a.Metadata.Actor, a.Metadata.Reason), ($"{b.GetHeader("actor")}", b.GetHeader("reason")?.ToString()), $"headers of position {a.Position}");
                var (held, read) = (JsonNode.Parse(a.Data.Span), JsonSerializer.SerializeToNode(b.Data, b.EventType, Opened.Json));
                if (!JsonNode.DeepEquals(held, read)) throw new InvalidOperationException($"Data of position {a.Position}: {held!.ToJsonString()} is {read!.ToJsonString()} in Marten.");
            }

            Same(stream.Count(), (int)(await session.Events.FetchStreamStateAsync(stream.Key))!.Version, $"state of {stream.Key}");
        }

        Say($"FetchStream: {log.Count} events are the same in Marten: position, id, stream, version, name, recorded time, correlation, causation, actor, reason and data.");
    }

    /// <summary>Every proposal, folded by Marten, beside what the API says of its drafts; and one as it was three versions before.</summary>
    private async Task AggregatesAsync(IQuerySession session)
    {
        var offers = 0;
        foreach (var stream in log.Where(e => e.Stream.StartsWith("proposal:", StringComparison.Ordinal)).GroupBy(e => e.Stream))
        {
            var offer = await session.Events.AggregateStreamAsync<Offer>(stream.Key) ?? throw new InvalidOperationException($"{stream.Key} is nothing to Marten.");
            var (negotiation, id) = (stream.Key["proposal:".Length..].Split('/')[0], stream.Key.Split('/')[1]);
            foreach (var (draft, points) in offer.Drafts)
            {
                var served = await node.Http.GetFromJsonAsync<JsonElement>($"/api/negotiations/{negotiation}/drafts/{id}/{draft}");
                Same(Points(served.GetProperty("points")), points, $"points of {id}/{draft}");
            }

            offers++;
        }

        var longest = log.Where(e => e.Stream.StartsWith("proposal:", StringComparison.Ordinal)).GroupBy(e => e.Stream).MaxBy(g => g.Count())!;
        var third = await session.Events.AggregateStreamAsync<Offer>(longest.Key, version: 3);
        Same(longest.Take(3).Count(e => e.Type == "draft-tabled.v1"), third!.Drafts.Count, $"{longest.Key} at version 3");
        Say($"AggregateStream: {offers} proposals folded by Marten have the drafts and points that the server serves; {longest.Key} at version 3 as it was then.");
    }

    /// <summary>Marten's daemon over the whole log.</summary>
    private async Task DaemonAsync()
    {
        await using (var owner = NpgsqlDataSource.Create(database.OwnerConnectionString))
        await using (var script = owner.CreateCommand(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "daemon.sql")))) await script.ExecuteNonQueryAsync();
        var points = new Points();
        await using var store = Opened.Store(database.OwnerConnectionString, options => options.Projections.Add(points, ProjectionLifecycle.Async, "points"));
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await daemon.WaitForNonStaleData(TimeSpan.FromSeconds(60));
        var late = await node.PostAsync("/ukraine-2025/parties", new { id = "marten-reader", name = "A party added while the daemon runs", kind = "observer" }, CancellationToken.None);
        await daemon.Tracker.WaitForShardState("points:All", late, TimeSpan.FromSeconds(60));
        await daemon.StopAllAsync();
        Same(late, points.Events, "events that the daemon saw");
        Same(0, points.OutOfOrder.Count, "events out of order");
        Same(log.Count(e => e.Type == "draft-tabled.v1"), points.OfDrafts.Count, "drafts that the daemon saw");
        Say($"Daemon: {points.Events} events up to the head, in the order of their positions, none left out, the last of them recorded while it ran.");
    }

    private static async Task RefusedAsync(DocumentStore store, Action<Marten.Events.IEventStoreOperations> write)
    {
        await using var session = store.LightweightSession();
        write(session.Events);
        try
        {
            await session.SaveChangesAsync();
        }
        catch (Exception e) when ((e as PostgresException ?? e.InnerException as PostgresException)?.SqlState is PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InsufficientPrivilege)
        {
            return;
        }

        throw new InvalidOperationException("Marten may write.");
    }

    private async Task<string> SchemaAsync()
    {
        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var command = owner.CreateCommand("""
            select string_agg(what, ', ' order by what) from (
                select c.relkind::text || ' ' || c.relname || ' ' || coalesce((select string_agg(a.attname, ' ' order by a.attnum) from pg_attribute a where a.attrelid = c.oid), '') as what
                from pg_class c where c.relnamespace = 'public'::regnamespace
                union all select 'f ' || p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace) all_of_it
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static int Points(JsonElement points) => points.EnumerateArray().Sum(point => 1 + (point.TryGetProperty("points", out var nested) ? Points(nested) : 0));

    private static void Same<T>(T ours, T theirs, string what)
    {
        if (!Equals(ours, theirs)) throw new InvalidOperationException($"{what}: {ours} is {theirs} in Marten.");
    }

    private static void Say(string words) => Console.WriteLine(words);
}
