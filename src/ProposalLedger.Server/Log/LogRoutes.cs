using System.Globalization;
using System.Net.Mime;
using System.Text;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.Server.Log;

/// <summary>The transparency log at <c>/log</c>, in C2SP's formats: other people's clients read it.</summary>
internal static class LogRoutes
{
    private const string Forever = "public, max-age=31536000, immutable";

    public static void MapLog(this IEndpointRouteBuilder app)
    {
        var log = app.MapGroup("/log").WithTags("Log");
        log.MapGet("/checkpoint", async (HttpContext http, LogTables tables, CancellationToken ct) =>
        {
            var note = await CheckpointAsync(tables, ct);
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Text(note.ToString(), "text/plain", Encoding.UTF8);
        }).Describe(new Description("The signed checkpoint", "How many events are in the log, and the root over them (C2SP tlog-checkpoint).") { Answers = typeof(string), MediaType = "text/plain" }).Reads();

        log.MapGet("/key", async (HttpContext http, LogTables tables, CancellationToken ct) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Text((await tables.GetKeyAsync(ct) ?? throw NotBegun()) + "\n", "text/plain", Encoding.UTF8);
        }).Describe(new Description("The public key", "The key that checkpoints are verified with (C2SP signed-note). Take it from somewhere else than the server that you check.") { Answers = typeof(string), MediaType = "text/plain" }).Reads();

        log.MapGet("/tile/{**path}", async (HttpContext http, string path, LogTables tables, CancellationToken ct) =>
        {
            if (!TileAddress.TryParse(path, out var tile)) throw new ProblemException(Problem.At("unknown-tile", "/path", $"'{path}' is no tile's address; they look like 0/000, 1/x001/234.p/17 or entries/000."));
            var size = Checkpoint.Parse((await CheckpointAsync(tables, ct)).Text).Size;
            if (!tile.IsIn(size)) throw new ProblemException(new Problem("unknown-tile", $"The log of {size} entries has no tile {path}."));
            http.Response.Headers.CacheControl = Forever;
            return Results.Bytes(await tables.ReadTileAsync(tile, ct), MediaTypeNames.Application.Octet);
        }).Describe(new Description("Hashes or entries", "256 hashes of a level, or the entries themselves; fewer at the log's edge (C2SP tlog-tiles).") { Answers = typeof(byte[]), MediaType = MediaTypeNames.Application.Octet }).Reads();

        log.MapGet("/proof/{position}", async (HttpContext http, string position, LogTables tables, CancellationToken ct) =>
        {
            var proof = await ProveAsync(tables, Query.Position(position, "position"), ct);
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Text(proof.ToString(), "text/plain", Encoding.UTF8);
        }).Describe(new Description("Proof that an event is in the log", "Inclusion of the event at a ledger position in the last checkpoint, with that checkpoint (C2SP tlog-proof). The index is the position less one.") { Answers = typeof(string), MediaType = "text/plain" }).Reads();
    }

    private static async Task<LogProof> ProveAsync(LogTables tables, long position, CancellationToken ct)
    {
        var note = await CheckpointAsync(tables, ct);
        var size = Checkpoint.Parse(note.Text).Size;
        if (position < 1) throw new ProblemException(Problem.At("unknown-event", "/position", "Positions begin with 1."));
        if (position > size) throw new ProblemException(new Problem("not-yet-signed", $"Position {position.ToString(CultureInfo.InvariantCulture)} is in no checkpoint yet; the last one covers {size}."));
        var tree = await tables.ReadTreeAsync(size, position - 1, ct);
        return new LogProof(position - 1, Tree.Inclusion(position - 1, size, tree.Subtree), note);
    }

    private static async Task<Note> CheckpointAsync(LogTables tables, CancellationToken ct) => await tables.GetCheckpointAsync(ct) ?? throw NotBegun();

    private static ProblemException NotBegun() => new(new Problem("log-not-begun", "No checkpoint has been signed yet: the ledger is empty, or no node of it is configured to sign (Ledger__Log__Directory)."));
}
