using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.TransparencyLog.Bundles;

/// <summary>
/// A ledger in one file, to be verified offline: a zip of <c>events.jsonl</c>, <c>views.json</c> (the hash of each view as the server serves it),
/// <c>checkpoints.json</c> (every one that was signed, oldest first), and the log as C2SP tlog-tiles lays it out: <c>checkpoint</c> and <c>tile/...</c>, so that
/// other people's programs read it once it is unpacked. The public key is not in it: it comes from elsewhere.
/// </summary>
public sealed class Bundle : IDisposable
{
    private const string EventsName = "events.jsonl", CheckpointName = "checkpoint", CheckpointsName = "checkpoints.json", ViewsName = "views.json";

    // What is read whole is no larger, however little of the file it takes: a zip packs a thousand bytes into one.
    private const int LongestLine = 4 * 1024 * 1024, LargestTile = TileAddress.FullWidth * (2 + ushort.MaxValue), LargestJson = 256 * 1024 * 1024;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };
    private readonly ZipArchive archive;

    private Bundle(ZipArchive archive)
    {
        this.archive = archive;
        // Of two files of one name other programs read the other one, and what has another name they read beside them.
        if (archive.Entries.CountBy(entry => entry.FullName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(name => name.Value > 1).Key is { } twice) throw new FormatException($"The bundle holds {twice} more than once.");
        if (archive.Entries.FirstOrDefault(entry => !IsKnown(entry)) is { } unknown) throw new FormatException($"The bundle holds {unknown.FullName}, which is no part of one.");
        Checkpoints = [.. Json<string?[]>(CheckpointsName).Select(note => Note.Parse(note ?? throw new FormatException("A checkpoint of the bundle is null.")))];
        Current = archive.GetEntry(CheckpointName) is { } current ? Encoding.UTF8.GetString(Bytes(current, Note.Longest)) : null;
        Views = Json<BundledViews>(ViewsName);
        if (Views.Position < 0 || Views.Position > Views.Head) throw new FormatException($"{ViewsName} says that the views stand at position {Views.Position} of a ledger that stands at {Views.Head}.");
        if (Views.Hashes is null || Views.Hashes.Values.Contains(null)) throw new FormatException($"{ViewsName} lacks hashes.");
    }

    /// <summary>Every checkpoint that the log has published, oldest first.</summary>
    public IReadOnlyList<Note> Checkpoints { get; }

    /// <summary>The file <c>checkpoint</c>, which other people's programs read; it should be the newest of <see cref="Checkpoints"/>.</summary>
    public string? Current { get; }

    /// <summary>What the server served.</summary>
    public BundledViews Views { get; }

    /// <summary>Opens one, and verifies nothing.</summary>
    /// <param name="file">Can be read at any place; stays open.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Bundle Open(Stream file)
    {
        return Reading(() => new Bundle(new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true)));
    }

    /// <summary>Writes one.</summary>
    /// <param name="output">Need not be readable.</param>
    /// <param name="checkpoints">Every published one, oldest first.</param>
    /// <param name="size">Of the newest.</param>
    /// <param name="tile">A tile's bytes.</param>
    /// <param name="events">All that the reader may know of.</param>
    /// <param name="views">As they are served.</param>
    /// <param name="ct">Cancels; what was written is then no bundle.</param>
    public static async Task WriteAsync(
        Stream output, IReadOnlyList<Note> checkpoints, long size, Func<TileAddress, Task<byte[]>> tile, IAsyncEnumerable<BundledEvent> events, BundledViews views, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        await PutAsync(CheckpointsName, JsonSerializer.SerializeToUtf8Bytes(checkpoints.Select(note => note.ToString())));
        if (checkpoints.Count > 0) await PutAsync(CheckpointName, Encoding.UTF8.GetBytes(checkpoints[^1].ToString()));
        foreach (var address in TileAddress.Of(size)) await PutAsync($"tile/{address}", await tile(address));
        await PutAsync(ViewsName, JsonSerializer.SerializeToUtf8Bytes(views, JsonSerializerOptions.Web));
        await using var lines = new StreamWriter(await zip.CreateEntry(EventsName).OpenAsync(ct), new UTF8Encoding(false));
        await foreach (var happened in events.WithCancellation(ct)) await lines.WriteAsync($"{happened}\n".AsMemory(), ct);

        async Task PutAsync(string name, byte[] bytes)
        {
            await using var entry = await zip.CreateEntry(name).OpenAsync(ct);
            await entry.WriteAsync(bytes, ct);
        }
    }

    /// <summary>The events, in the order of the file.</summary>
    /// <param name="unreadable">Told of each line that cannot be read, by its number, and why; it is passed over.</param>
    /// <exception cref="FormatException">A line cannot be read, and nobody wants to be told.</exception>
    public IEnumerable<BundledEvent> Events(Action<long, string>? unreadable = null)
    {
        var number = 0L;
        foreach (var line in Lines())
        {
            number++;
            if (Parsed(line, number, unreadable) is { } happened) yield return happened;
        }
    }

    private static BundledEvent? Parsed(string? line, long number, Action<long, string>? unreadable)
    {
        try
        {
            return BundledEvent.Parse(line ?? throw new FormatException("It is longer than any event."));
        }
        catch (FormatException e) when (unreadable is not null)
        {
            unreadable(number, e.Message);
            return null;
        }
    }

    // One that is too long to be an event is null, and is not kept.
    private IEnumerable<string?> Lines()
    {
        using var lines = new StreamReader(Reading(Entry(EventsName).Open), Encoding.UTF8);
        var (buffer, line) = (new char[16 * 1024], new StringBuilder());
        while (Reading(() => lines.Read(buffer)) is > 0 and var read)
        {
            for (var rest = buffer.AsMemory(0, read); !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf('\n');
                if (line.Length <= LongestLine) line.Append(end < 0 ? rest : rest[..end]);
                if (end < 0) break;
                yield return line.Length > LongestLine ? null : line.ToString();
                line.Clear();
                rest = rest[(end + 1)..];
            }
        }

        if (line.Length > 0) yield return line.Length > LongestLine ? null : line.ToString();
    }

    /// <summary>A tile's bytes; empty where the bundle lacks it.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public byte[] Tile(TileAddress address) => archive.GetEntry($"tile/{address}") is { } entry ? Bytes(entry, LargestTile) : [];

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();

    private ZipArchiveEntry Entry(string name) => archive.GetEntry(name) ?? throw new FormatException($"The bundle lacks {name}.");

    private T Json<T>(string name) => Reading(() => JsonSerializer.Deserialize<T>(Bytes(Entry(name), LargestJson), Options)) ?? throw new FormatException($"{name} is null.");

    private static byte[] Bytes(ZipArchiveEntry entry, int most) => Reading(() =>
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most) throw new FormatException($"{entry.FullName} has more than {most} bytes.");
        }

        return bytes.ToArray();
    });

    // A folder may have an entry of its own, where a bundle was unpacked and packed again.
    private static bool IsKnown(ZipArchiveEntry entry) => entry.FullName is EventsName or CheckpointName or CheckpointsName or ViewsName
        || (entry.FullName.StartsWith("tile/", StringComparison.Ordinal) && (TileAddress.TryParse(entry.FullName["tile/".Length..], out _) || (entry.FullName.EndsWith('/') && entry.Length == 0)));

    /// <summary>What is wrong with a zip, and with what is in it, comes in many kinds.</summary>
    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or NotSupportedException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new FormatException($"This is no bundle of a ledger: {(e is JsonException json ? Place.Of(json) : e.Message)}", e);
        }
    }
}

/// <summary>The views as the server served them.</summary>
/// <param name="Head">The ledger's last position.</param>
/// <param name="Position">The one that the views stand at.</param>
/// <param name="Hashes">By address below <c>/api/negotiations/</c>: the SHA-256 of the body's canonical bytes, as the header ETag has it.</param>
public sealed record BundledViews(long Head, long Position, IReadOnlyDictionary<string, string> Hashes);
