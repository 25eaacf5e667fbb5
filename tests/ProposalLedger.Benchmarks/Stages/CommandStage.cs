namespace ProposalLedger.Benchmarks.Stages;

/// <summary>Commands over HTTP, with a token and an idempotency key, each client in a stream of its own; beside an endpoint that inserts the same body as one row.</summary>
internal sealed class CommandStage : IStage
{
    private readonly Extent extent;
    private readonly Served served;
    private readonly string claims;
    private readonly Database database;
    private readonly Bare bare;

    private CommandStage(Extent extent, Served served, string claims, Database database, Bare bare) => (this.extent, this.served, this.claims, this.database, this.bare) = (extent, served, claims, database, bare);

    public static async Task<IStage> StartAsync(Extent extent, CancellationToken ct)
    {
        var own = await Served.StartAsync(ct);
        var address = await SmallTalks.OpenAsync(own.Http, ct);
        var other = await Database.CreateAsync("bare");
        await other.ExecuteAsync("create table rows (position bigserial primary key, data jsonb not null)");
        return new CommandStage(extent, own, address, other, await Bare.StartAsync(other.ConnectionString, ct));
    }

    public async Task<(Result Ours, Result Beside)> MeasureAsync(Comparison row, int round, CancellationToken ct) => (
        await SmallTalks.ClaimAsync(served.Http, claims, row.Workers, $"{row.Workers}-{round}", extent, ct),
        await SmallTalks.ClaimAsync(bare.Http, "/rows", row.Workers, $"{row.Workers}-{round}", extent, ct));

    public async ValueTask DisposeAsync()
    {
        await bare.DisposeAsync();
        await database.DisposeAsync();
        await served.DisposeAsync();
    }
}
