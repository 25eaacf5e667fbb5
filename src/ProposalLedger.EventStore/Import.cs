using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>Appends many or none: staged in pieces, then moved by one call.</summary>
internal sealed class Import(NpgsqlDataSource dataSource, GroupCommit commits, TimeSpan longestMove)
{
    private const int PieceEvents = 2000;
    private static readonly TimeSpan Staging = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2); // for the answer to a cancellation

    private readonly Guid id = Guid.CreateVersion7();

    public async Task<AppendAllOutcome> RunAsync(IReadOnlyList<Append> appends, CommandId? command, IProgress<int>? progress, CancellationToken ct)
    {
        if (appends.Any(a => a.Command is not null)) throw new ArgumentException("An import has one command for all of it.", nameof(appends));
        var reachable = true;
        try
        {
            for (var from = 0; from < appends.Count;)
            {
                var to = from;
                for (var events = 0; to < appends.Count && events < PieceEvents && to - from < PieceEvents; to++) events += appends[to].Events.Count;
                var piece = new Piece(id, appends, from, to);
                await Fault.Guard(() => piece.SendAsync(dataSource, ct), ct, Staging);
                from = to;
                progress?.Report(to);
            }

            ct.ThrowIfCancellationRequested(); // from here on it is done or not done, whoever still waits
            var outcome = await Fault.Guard(() => MoveAsync(appends.Count, command), CancellationToken.None, longestMove + Grace);
            if (outcome is AppendAllOutcome.Appended { LastPosition: > 0 }) commits.Announce();
            return outcome;
        }
        catch (PostgresException e) when (e.SqlState is "MT001" or "MT003" or "PL004")
        {
            return Refused(e.SqlState, e.Detail!);
        }
        catch (PostgresException e)
        {
            throw new AppendRefusedException(e.SqlState, $"The import cannot be stored: {e.MessageText}", e);
        }
        catch (StoreUnavailableException)
        {
            reachable = false;
            throw;
        }
        finally
        {
            if (reachable) await ForgetAsync();
        }
    }

    private async Task<AppendAllOutcome> MoveAsync(int count, CommandId? command)
    {
        await using var move = dataSource.CreateCommand("select result, first, last from pl_append_staged($1, $2, $3, $4, $5)");
        move.CommandTimeout = (int)longestMove.TotalSeconds; // the driver then cancels it, and PostgreSQL undoes it
        move.Parameters.Add(new() { Value = id });
        move.Parameters.Add(new() { Value = count });
        move.Parameters.Add(new() { Value = (object?)command?.Actor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        move.Parameters.Add(new() { Value = (object?)command?.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        move.Parameters.Add(new() { Value = command is null ? DBNull.Value : Batch.Bytes(command.BodyHash), NpgsqlDbType = NpgsqlDbType.Bytea });
        await using var row = await move.ExecuteReaderAsync();
        await row.ReadAsync();
        var (result, first, last) = (row.GetString(0), row.IsDBNull(1) ? 0 : row.GetInt64(1), row.IsDBNull(2) ? 0 : row.GetInt64(2));
        while (await row.NextResultAsync()) { } // only at the end is it committed
        return result switch
        {
            "appended" => new AppendAllOutcome.Appended(first, last),
            "reused" => new AppendAllOutcome.CommandReused(),
            _ => new AppendAllOutcome.Replayed(last, result == "replayed"),
        };
    }

    private static AppendAllOutcome.Refused Refused(string state, string detail)
    {
        using var json = JsonDocument.Parse(detail);
        var why = json.RootElement;
        return new AppendAllOutcome.Refused(why.GetProperty("n").GetInt32(), state switch
        {
            "MT001" => new AppendOutcome.Archived(),
            "MT003" => new AppendOutcome.VersionConflict(why.GetProperty("version").GetInt64()),
            _ => new AppendOutcome.IdTaken(why.GetProperty("id").GetString()!, why.GetProperty("stream").GetString()!),
        });
    }

    private async Task ForgetAsync()
    {
        try
        {
            await Fault.Guard(async () =>
            {
                await using var forget = dataSource.CreateCommand("select pl_unstage($1)");
                forget.Parameters.Add(new() { Value = id });
                return await forget.ExecuteNonQueryAsync();
            }, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The next import clears what is a day old.
        }
    }

    /// <summary>Some neighbouring appends of the import, as pl_stage takes them.</summary>
    private sealed class Piece(Guid import, IReadOnlyList<Append> appends, int from, int to)
    {
        public async Task<int> SendAsync(NpgsqlDataSource dataSource, CancellationToken ct)
        {
            await using var stage = dataSource.CreateCommand("select pl_stage($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)");
            stage.CommandTimeout = (int)Staging.TotalSeconds;
            var indexes = Enumerable.Range(from, to - from).ToArray();
            var all = Array.ConvertAll(indexes, i => appends[i]);
            var reserves = indexes.SelectMany(i => appends[i].Reserves.Distinct(StringComparer.Ordinal).Select(r => (Of: i, Id: r))).ToArray();
            var events = indexes.SelectMany(i => appends[i].Events.Select((e, k) => (Of: i, Nth: k + 1, Event: e))).ToArray();
            var p = stage.Parameters;
            p.Add(new() { Value = import });
            Batch.Add(p, NpgsqlDbType.Integer, indexes);
            Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(all, a => a.Stream));
            Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(all, a => a.Scope));
            Batch.Add(p, NpgsqlDbType.Bigint, Array.ConvertAll(all, a => a.ExpectedVersion));
            Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(all, a => a.Events.Count));
            Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(reserves, r => r.Of));
            Batch.Add(p, NpgsqlDbType.Varchar, Array.ConvertAll(reserves, r => r.Id));
            Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(events, e => e.Of));
            Batch.Add(p, NpgsqlDbType.Integer, Array.ConvertAll(events, e => e.Nth));
            Batch.AddEvents(p, Array.ConvertAll(events, e => e.Event));
            return await stage.ExecuteNonQueryAsync(ct);
        }
    }
}
