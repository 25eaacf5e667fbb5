using System.Text;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>A large case: its import, and its largest view made anew.</summary>
internal sealed class ImportStage : IStage
{
    private readonly Extent extent;
    private readonly Served served;

    private ImportStage(Extent extent, Served served) => (this.extent, this.served) = (extent, served);

    public static async Task<IStage> StartAsync(Extent extent, CancellationToken ct)
    {
        var stage = new ImportStage(extent, await Served.StartAsync(ct));
        await stage.served.ImportAsync(LargeCase.Yaml("warm-up", 200), ct);
        return stage;
    }

    public Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct) => row == Comparison.Import ? ImportAsync(ct) : RebuildAsync(ct);

    public ValueTask DisposeAsync() => served.DisposeAsync();

    private async Task<(Result, Result)> ImportAsync(CancellationToken ct)
    {
        await using var admin = Admin();
        var yaml = LargeCase.Yaml(LargeCase.Id, extent.Imported);
        var ours = await Meter.OnceAsync(async () =>
        {
            await served.ImportAsync(yaml, ct);
            return extent.Imported;
        });
        await ExecuteAsync(admin, "create table copied (stream text not null, version bigint not null, data jsonb not null, headers jsonb not null, position bigserial primary key)", ct);
        await using var connection = await admin.OpenConnectionAsync(ct);
        string rows;
        using (var export = await connection.BeginTextExportAsync($"copy (select stream_id, version, data, headers from mt_events where pl_scope = '{LargeCase.Id}' order by seq_id) to stdout", ct)) rows = await export.ReadToEndAsync(ct);
        var copy = await Meter.OnceAsync(async () =>
        {
            await using var import = await connection.BeginTextImportAsync("copy copied (stream, version, data, headers) from stdin", ct);
            await import.WriteAsync(rows.AsMemory(), ct);
            return extent.Imported;
        });
        return (ours, copy);
    }

    private async Task<(Result, Result)> RebuildAsync(CancellationToken ct)
    {
        await using var connections = StoreConnections.Create(served.Database.ConnectionString);
        await using var store = new LedgerStore(connections);
        var ours = await Meter.OnceAsync(async () =>
        {
            await new Rebuild(store, new ViewStore(connections)).RunAsync("claims", ct: ct);
            return await store.GetHeadAsync(ct);
        });
        await using var admin = Admin();
        await ExecuteAsync(admin, "create table made_rows (like pl_view_rows including all); create table made_texts (like pl_view_texts including all)", ct);
        var plain = await Meter.OnceAsync(async () =>
        {
            await ExecuteAsync(admin, "insert into made_rows select 'claims', 1, pl_scope, stream_id || '/' || seq_id, seq_id, data || headers from mt_events where type = 'claim-recorded.v1' order by seq_id", ct);
            await ExecuteAsync(admin, "insert into made_texts select 'claims', 1, pl_scope, stream_id || '/' || seq_id, '', seq_id, pl_words(lower(data ->> 'text'), 'A') || pl_words(lower(data -> 'speaker' ->> 'name'), 'B') from mt_events where type = 'claim-recorded.v1' order by seq_id", ct);
            return await store.GetHeadAsync(ct);
        });
        return (ours, plain);
    }

    private NpgsqlDataSource Admin() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(served.Database.AdminConnectionString) { Pooling = false, CommandTimeout = 300 });

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A case of many claims, as a file.</summary>
internal static class LargeCase
{
    public const string Id = "well";

    public static byte[] Yaml(string id, int claims)
    {
        var yaml = new StringBuilder($$"""
            negotiation: {id: {{id}}, title: The well}
            parties:
              - {id: upper, name: Upper Village, kind: party}
              - {id: lower, name: Lower Village, kind: party}
            issues: [{id: water, title: Water}]
            propositions: [{id: equal, issue: water, text: Both draw equal shares.}]
            sources:
              - {id: gazette, publisher: The Gazette, title: A draft, published: "2025-05-12", kind: news}
            claims:
            """);
        for (var i = 0; i < claims; i++)
        {
            yaml.Append(null, $"\n  - {{id: c-{i}, kind: occurrence, holder: {(i % 3 == 0 ? "upper" : "lower")}, speaker: {{name: The mayor}}, about: {{proposition: equal}}, "
                + $"basis: attributed, occurred: \"2025-05-{1 + (i % 28):00}\", text: 'Bucket {i} was drawn before the others came to the well in the morning.', sources: [gazette]}}");
        }

        return Encoding.UTF8.GetBytes(yaml.ToString());
    }
}
