using System.Net.Mime;
using System.Text;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
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
    private const string Text = "text/plain; charset=utf-8";

    // So often a bundle is made again where something was redacted while it was made.
    private const int MostBundles = 5;

    // A tile of a size once signed never changes; what it holds is no secret.
    private const string Forever = "public, max-age=31536000, immutable";

    public static void MapLog(this IEndpointRouteBuilder app)
    {
        var log = app.MapGroup("/log").WithTags("Log").ForReaders();
        var open = log.MapGroup("").WithMetadata(new SameForEverybody());
        open.MapRead("/checkpoint", Says("The signed checkpoint", "How many events are in the log, and the root over them (C2SP tlog-checkpoint)."), async (http, ct) =>
            await WriteAsync(http, (await CheckpointAsync(Tables(http), ct)).ToString()), tagged: false);
        open.MapRead("/key", Says("The public key", "What checkpoints are verified with (C2SP signed-note). Take it from somewhere else than the server that you check."), async (http, ct) =>
            await WriteAsync(http, (await Tables(http).GetKeyAsync(ct) ?? throw NotBegun()) + "\n"), tagged: false);
        open.MapRead("/proof/{position}", Says("Proof that an event is in the log", "Inclusion of the event at a ledger position in the last checkpoint, with that checkpoint (C2SP tlog-proof). The index is the position less one."), async (http, ct) =>
            await WriteAsync(http, (await ProveAsync(Tables(http), Query.Position((string)http.Request.RouteValues["position"]!, "position"), ct)).ToString()), tagged: false);
        open.MapRead("/tile/{**path}", Says("Hashes or entries", "256 hashes of a level, or the entries themselves; fewer at the log's edge (C2SP tlog-tiles).") with { Answers = typeof(byte[]), MediaType = MediaTypeNames.Application.Octet }, TileAsync, tagged: false);
        log.MapRead("/bundle", Says("All of it in one file", "Every event with its salts, the log's entries and hashes, every checkpoint, and the hashes of all views: to be verified offline (`ledger verify`). Of what the caller may not read, the entries alone. One is made at a time: who comes meanwhile waits for up to 30 seconds, or is told with 503 `bundle-busy` to come again.")
            with { Answers = typeof(byte[]), MediaType = MediaTypeNames.Application.Zip }, BundleAsync, tagged: false);
    }

    private static Description Says(string summary, string text) => new(summary, text) { Answers = typeof(string), MediaType = MediaTypeNames.Text.Plain };

    private static LogTables Tables(HttpContext http) => http.RequestServices.GetRequiredService<LogTables>();

    private static Task WriteAsync(HttpContext http, string text) => WriteAsync(http, Encoding.UTF8.GetBytes(text), Text, "no-cache");

    private static async Task WriteAsync(HttpContext http, byte[] bytes, string mediaType, string caching)
    {
        _ = Query.Of(http.Request, []);
        http.Response.Headers.CacheControl = caching;
        http.Response.ContentType = mediaType;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static async Task TileAsync(HttpContext http, CancellationToken ct)
    {
        var path = (string?)http.Request.RouteValues["path"] ?? "";
        if (!TileAddress.TryParse(path, out var tile)) throw new ProblemException(new Problem("unknown-tile", $"'{path}' is no tile's address; they look like 0/000, 1/x001/234.p/17 or entries/000."));
        var size = Checkpoint.Parse((await CheckpointAsync(Tables(http), ct)).Text).Size;
        if (!tile.IsIn(size)) throw new ProblemException(new Problem("unknown-tile", $"The log of {size} entries has no tile {path}."));
        await WriteAsync(http, await Tables(http).ReadTileAsync(tile, ct), MediaTypeNames.Application.Octet, Forever);
    }

    private static async Task BundleAsync(HttpContext http, CancellationToken ct)
    {
        _ = Query.Of(http.Request, []);
        // Whole before the first byte is sent: what fails is then an answer of its own, not half a file.
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var made = 0;
        for (long before = -1; await Tables(http).GetLastRedactionAsync(ct) is var last && last != before; before = last)
        {
            // Again where something was redacted meanwhile: half of it would be as it was, and look tampered with.
            if (++made > MostBundles) throw new ProblemException(new Problem("bundle-busy", "Something was redacted each time that the bundle was made."));
            file.SetLength(0);
            await http.RequestServices.GetRequiredService<LogBundle>().WriteAsync(file, Caller.Of(http), ct);
        }

        file.Position = 0;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = "attachment; filename=ledger-bundle.zip";
        http.Response.ContentType = MediaTypeNames.Application.Zip;
        http.Response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await file.CopyToAsync(http.Response.Body, ct);
    }

    /// <summary>Proves that a position is in the last checkpoint.</summary>
    /// <exception cref="ProblemException">It is in none yet.</exception>
    public static async Task<LogProof> ProveAsync(LogTables tables, long position, CancellationToken ct)
    {
        var note = await CheckpointAsync(tables, ct);
        var size = Checkpoint.Parse(note.Text).Size;
        if (position < 1) throw new ProblemException(new Problem("unknown-event", "Positions begin with 1."));
        if (position > size) throw new ProblemException(new Problem("not-yet-signed", $"Position {position} is in no checkpoint yet; the last one covers {size}."));
        var tree = await tables.ReadTreeAsync(size, position - 1, ct);
        return new LogProof(position - 1, Tree.Inclusion(position - 1, size, tree.Subtree), note);
    }

    private static async Task<Note> CheckpointAsync(LogTables tables, CancellationToken ct) => await tables.GetCheckpointAsync(ct) ?? throw NotBegun();

    private static ProblemException NotBegun() => new(new Problem("log-not-begun", "No checkpoint has been signed yet: the ledger is empty, or no node of it is set up to sign (Ledger__Log__Directory)."));
}
