using Npgsql;
using NpgsqlTypes;

namespace ProposalLedger.EventStore;

/// <summary>
/// The call of pl_append, over a connection that is kept from batch to batch, with the statement prepared and its lists filled anew for each. One batch at a time.
/// After a fault the connection is given up; the next batch opens another. In a silence it is let go: the pool knows which of its connections a restart has broken.
/// </summary>
internal sealed class AppendCall(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    private const string Sql =
        "select results, versions, firsts, lasts, details, others from pl_append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20)";

    private readonly AppendLists lists = new();
    private NpgsqlConnection? connection;
    private NpgsqlCommand? command;

    /// <summary>Appends; what became of each is durable when it returns.</summary>
    public async Task<Answers> SendAsync(Batch batch)
    {
        var done = false;
        try
        {
            lists.Fill(batch);
            if (connection is not { State: System.Data.ConnectionState.Open }) await OpenAsync().ConfigureAwait(false);
            var answers = await AskAsync().ConfigureAwait(false);
            done = true;
            return answers;
        }
        finally
        {
            lists.Clear();
            if (!done) await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives the connection back to the pool, where the statement stays prepared.</summary>
    public void LetGo()
    {
        var (ask, over) = (command, connection);
        (command, connection) = (null, null);
        ask?.Dispose();
        over?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (command is not null) await command.DisposeAsync().ConfigureAwait(false);
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
        (command, connection) = (null, null);
    }

    private async Task OpenAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        connection = await dataSource.OpenConnectionAsync().ConfigureAwait(false);
        command = new NpgsqlCommand(Sql, connection);
        lists.AddTo(command.Parameters);
        await command.PrepareAsync().ConfigureAwait(false);
    }

    private async Task<Answers> AskAsync()
    {
        await using var row = await command!.ExecuteReaderAsync().ConfigureAwait(false);
        await row.ReadAsync().ConfigureAwait(false);
        var answers = new Answers(
            row.GetFieldValue<string[]>(0), row.GetFieldValue<long?[]>(1), row.GetFieldValue<long[]>(2), row.GetFieldValue<long[]>(3),
            row.GetFieldValue<string?[]>(4), row.GetFieldValue<string?[]>(5));
        // Read to the end first: only then is it committed.
        while (await row.NextResultAsync().ConfigureAwait(false)) { }
        return answers;
    }
}

/// <summary>What pl_append takes, as lists that are used again for each batch.</summary>
internal sealed class AppendLists
{
    private readonly List<string> streams = [], scopes = [], reserves = [], types = [];
    private readonly List<string?> actors = [], keys = [], correlations = [], causations = [];
    private readonly List<long?> expected = [], answers = [];
    private readonly List<int> events = [], waves = [], waveEvents = [], reserveOf = [];
    private readonly List<byte[]?> hashes = [];
    private readonly List<Guid> ids = [];
    private readonly List<byte[]> data = [], headers = [];

    public void AddTo(NpgsqlParameterCollection to)
    {
        Add(to, NpgsqlDbType.Varchar, streams);
        Add(to, NpgsqlDbType.Varchar, scopes);
        Add(to, NpgsqlDbType.Bigint, expected);
        Add(to, NpgsqlDbType.Integer, events);
        Add(to, NpgsqlDbType.Integer, waves);
        Add(to, NpgsqlDbType.Integer, waveEvents);
        Add(to, NpgsqlDbType.Varchar, actors);
        Add(to, NpgsqlDbType.Varchar, keys);
        Add(to, NpgsqlDbType.Bytea, hashes);
        Add(to, NpgsqlDbType.Bigint, answers);
        Add(to, NpgsqlDbType.Integer, reserveOf);
        Add(to, NpgsqlDbType.Varchar, reserves);
        // Of which append and with which number in it an event is: known from the order since 050.
        Add<int>(to, NpgsqlDbType.Integer, []);
        Add<int>(to, NpgsqlDbType.Integer, []);
        Add(to, NpgsqlDbType.Uuid, ids);
        Add(to, NpgsqlDbType.Varchar, types);
        Add(to, NpgsqlDbType.Jsonb, data);
        Add(to, NpgsqlDbType.Jsonb, headers);
        Add(to, NpgsqlDbType.Varchar, correlations);
        Add(to, NpgsqlDbType.Varchar, causations);
    }

    public void Fill(Batch batch)
    {
        Clear();
        for (var i = 0; i < batch.Appends.Count; i++)
        {
            var append = batch.Appends[i].Append;
            streams.Add(append.Stream);
            scopes.Add(append.Scope);
            expected.Add(append.ExpectedVersion);
            events.Add(append.Events.Count);
            actors.Add(append.Command?.Actor);
            keys.Add(append.Command?.Key);
            hashes.Add(append.Command is { } command ? Batch.Bytes(command.BodyHash) : null);
            answers.Add(append.AnswerPosition);
            foreach (var id in append.Reserves.Count < 2 ? append.Reserves : append.Reserves.Distinct(StringComparer.Ordinal))
            {
                reserveOf.Add(i + 1);
                reserves.Add(id);
            }

            Fill(append.Events);
            if (!batch.EndsWave(i)) continue;
            waves.Add(i + 1);
            waveEvents.Add(ids.Count);
        }
    }

    /// <summary>Lets go of what others gave.</summary>
    public void Clear()
    {
        streams.Clear();
        scopes.Clear();
        expected.Clear();
        events.Clear();
        waves.Clear();
        waveEvents.Clear();
        actors.Clear();
        keys.Clear();
        hashes.Clear();
        answers.Clear();
        reserveOf.Clear();
        reserves.Clear();
        ids.Clear();
        types.Clear();
        data.Clear();
        headers.Clear();
        correlations.Clear();
        causations.Clear();
    }

    private void Fill(IReadOnlyList<NewEvent> of)
    {
        var (written, said) = ((byte[]?)null, (EventMetadata?)null);
        for (var k = 0; k < of.Count; k++)
        {
            var e = of[k];
            // The events of one command mostly share it.
            if (written is null || !ReferenceEquals(said, e.Metadata)) (written, said) = (Headers.Write(e.Metadata), e.Metadata);
            ids.Add(e.Id);
            types.Add(e.Type);
            data.Add(Batch.Bytes(e.Data));
            headers.Add(written);
            correlations.Add(e.Metadata.CorrelationId);
            causations.Add(e.Metadata.CausationId);
        }
    }

    private static void Add<T>(NpgsqlParameterCollection to, NpgsqlDbType type, List<T> values) =>
        to.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}

/// <summary>What pl_append answers, by append. An import of many streams that was done under a key has no version.</summary>
internal sealed record Answers(string[] Results, long?[] Versions, long[] Firsts, long[] Lasts, string?[] Details, string?[] Others);
