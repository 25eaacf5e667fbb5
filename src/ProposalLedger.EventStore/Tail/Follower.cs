using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore.Tail;

/// <summary>
/// Follows the log for a whole node, over one connection that listens, looks, and holds the projector's lease. A notification is only a
/// hint: without one it looks after <see cref="FollowerOptions.Poll"/>. Looking is what finds a dead connection, too.
/// </summary>
public sealed class Follower : IAsyncDisposable
{
    private const long Lease = 0x70_6C_6C_65_61_73_65; // "pllease"
    private const string Look =
        "select c.last_position, coalesce((select min(checkpoint) from pl_view_states where live and stopped_position is null "
        + "and ($1::varchar[] is null or view = any($1))), c.last_position), ";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(4);

    // A node that was lost in the middle of a batch leaves a session that waits for the rest of it and holds its locks: the views', or the
    // ledger's. Where the line between still answers for the node, PostgreSQL cannot know; but nobody is so slow as to hold others up for seconds.
    private const string EndHalfSaid =
        "select count(pg_terminate_backend(half.pid)) from pg_stat_activity waiting cross join unnest(pg_blocking_pids(waiting.pid)) blocking (pid) "
        + "join pg_stat_activity half on half.pid = blocking.pid where waiting.datname = current_database() and waiting.wait_event_type = 'Lock' "
        + "and half.usename = current_user and half.wait_event = 'ClientRead' and half.state_change < clock_timestamp() - interval '3 seconds'";

    private static readonly TimeSpan BetweenEnds = TimeSpan.FromSeconds(1);

    private readonly FollowerOptions options;
    private readonly string connectionString;
    private readonly Watched watched;
    private readonly CancellationTokenSource stopping = new();
    private Task? loop;
    private bool isOver;

    /// <summary>A follower that does nothing yet: <see cref="Start"/> it.</summary>
    public Follower(FollowerOptions options)
    {
        this.options = options;
        watched = new Watched(new Progress(0, 0, options.Time.GetUtcNow(), HoldsLease: false, Connected: false));
        var settings = StoreConnections.Settings(options.ConnectionString, "proposal-ledger follower");
        settings.Pooling = false;
        settings.CommandTimeout = 3;
        settings.KeepAlive = 0; // it asks four times a second itself
        // The lease goes with the session. A node that stands still, or a line that takes packets and delivers none, answers keepalives all
        // the same, so PostgreSQL ends a session that has not asked for as long as it lets a dead machine hold it.
        settings.Options += $" -c idle_session_timeout={(long)(options.Poll + LongestSilence).TotalMilliseconds}";
        connectionString = settings.ConnectionString;
    }

    /// <summary>The latest that is known.</summary>
    public Progress Progress => watched.Now;

    /// <summary>Begins to follow, until it is disposed. Returns at once; a database that is down is tried again for ever.</summary>
    public void Start() => loop ??= Task.Run(RunAsync);

    /// <summary>Waits until head, projected, lease or connection differ from a progress that was seen, and returns the new one.</summary>
    public Task<Progress> WaitForChangeAsync(Progress seen, CancellationToken ct = default) => watched.WaitAsync(now => !now.SameAs(seen), ct);

    /// <summary>Waits until every view that is looked at and not stopped has the position; false when the time ran out before.</summary>
    public async Task<bool> WaitForProjectedAsync(long position, TimeSpan timeout, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            await watched.WaitAsync(now => now.Projected >= position, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Stops following and gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isOver) return;
        isOver = true;
        await stopping.CancelAsync();
        if (loop is not null) await loop;
        stopping.Dispose();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "Nothing may end the loop: it would freeze every view of the node.")]
    private async Task RunAsync()
    {
        var pause = TimeSpan.FromMilliseconds(50);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(stopping.Token);
                await ExecuteAsync(connection, "listen " + Wakening.Channel);
                await FollowAsync(connection, () => pause = TimeSpan.FromMilliseconds(50));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                watched.Set(Progress with { HoldsLease = false, Connected = false });
                options.OnFault?.Invoke(e);
            }

            await Task.Delay(pause, options.Time, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // It looks while it projects, too: a step that the network has swallowed would otherwise hide for a minute that the database is gone,
    // and the session would fall silent.
    private async Task FollowAsync(NpgsqlConnection connection, Action looked)
    {
        var lease = false;
        var ends = options.Time.GetTimestamp();
        Task<bool>? step = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        try
        {
            while (true)
            {
                var now = await LookAsync(connection, lease);
                looked();
                lease = now.HoldsLease;
                watched.Set(now);
                if (lease && options.Time.GetElapsedTime(ends) > BetweenEnds)
                {
                    await ExecuteAsync(connection, EndHalfSaid);
                    ends = options.Time.GetTimestamp();
                }

                if (lease && now.Projected < now.Head) step ??= ProjectAsync(now, over.Token);
                if (step is not null && !await EndsAsync(step)) continue;
                var moved = step is not null && await step;
                step = null;
                if (moved) await ExecuteAsync(connection, "notify " + Wakening.Channel); // other nodes wait for the views, not for the events
                else await connection.WaitAsync(options.Poll, stopping.Token);
            }
        }
        finally
        {
            await over.CancelAsync();
            if (step is not null) await step.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>False where it is time to look again first.</summary>
    private async Task<bool> EndsAsync(Task step)
    {
        try
        {
            await step.WaitAsync(options.Poll, stopping.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<Progress> LookAsync(NpgsqlConnection connection, bool lease)
    {
        var take = lease || options.Project is null ? (lease ? "true" : "false") : $"pg_try_advisory_lock({Lease})";
        await using var look = new NpgsqlCommand(Look + take + " from pl_counter c", connection);
        look.Parameters.Add(new() { Value = (object?)options.Views?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        await look.PrepareAsync(stopping.Token); // planned once for each connection
        await using var row = await look.ExecuteReaderAsync(stopping.Token);
        await row.ReadAsync(stopping.Token);
        return new Progress(row.GetInt64(0), row.GetInt64(1), options.Time.GetUtcNow(), row.GetBoolean(2), Connected: true);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "A projector's fault is told and tried again; the log is followed all the same.")]
    private async Task<bool> ProjectAsync(Progress now, CancellationToken ct)
    {
        try
        {
            return await options.Project!(now, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            options.OnFault?.Invoke(e);
            return false;
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stopping.Token);
    }
}
