using System.Text;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Cli;

/// <summary>The checkpoint that a reader keeps from visit to visit. It goes forwards only.</summary>
internal static class KeptCheckpoint
{
    /// <summary>What was kept: the file that is named, and the one that is to be replaced, where it is there.</summary>
    public static async Task<IReadOnlyList<Note>> ReadAsync(FileInfo? kept, FileInfo? keep, CancellationToken ct)
    {
        var notes = new List<Note>();
        if (kept is not null) notes.Add(await ReadAsync(kept, ct));
        if (keep is { Exists: true } && keep.FullName != kept?.FullName) notes.Add(await ReadAsync(keep, ct));
        return notes;
    }

    /// <summary>Keeps it: the file is the old one or the new one, whatever happens.</summary>
    public static async Task WriteAsync(FileInfo keep, Note note, CancellationToken ct)
    {
        var part = $"{keep.FullName}.{Guid.NewGuid():N}.part";
        try
        {
            await File.WriteAllTextAsync(part, note.ToString(), ct);
            File.Move(part, keep.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // Mail and editors make other ends of lines, and a mark in front; what is signed has neither.
    private static async Task<Note> ReadAsync(FileInfo file, CancellationToken ct)
    {
        if (file is { Exists: true, Length: > Note.Longest }) throw new UsageException($"{file.Name} is no checkpoint: it has more than {Note.Longest} bytes.");
        try
        {
            var text = await File.ReadAllTextAsync(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true), ct);
            var note = Note.Parse(text.Replace("\r\n", "\n", StringComparison.Ordinal));
            _ = Checkpoint.Parse(note.Text);
            return note;
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw new UsageException($"{file.Name} is no checkpoint: {e.Message}");
        }
    }
}
