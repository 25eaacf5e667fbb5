using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Server.Log;

/// <summary>
/// What the signer keeps outside PostgreSQL: its key, and the last checkpoint that it signed. One process at a time has it, and nothing is published
/// that is not kept here first.
/// </summary>
internal sealed class LogDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    // What is said of a file that another process has: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, EWOULDBLOCK.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private readonly string path;
    private readonly FileStream held;

    private LogDirectory(string path, FileStream held, SigningKey key, Note? last)
    {
        (this.path, this.held, Key, Note) = (path, held, key, last);
        Last = last is null ? new Checkpoint(key.Verifier.Name, 0, Hash.Empty) : Checkpoint.Open(last, [key.Verifier]);
    }

    public SigningKey Key { get; }

    /// <summary>The last one signed; null before the first.</summary>
    public Note? Note { get; private set; }

    /// <summary>What it says.</summary>
    public Checkpoint Last { get; private set; }

    /// <summary>Opens it, and holds it; null where another process has it.</summary>
    /// <param name="path">Made where it is not there.</param>
    /// <param name="origin">The log's name, if a key has to be made; null: one of the key's own.</param>
    /// <param name="mayBegin">No log has been begun in this ledger, so that a key may be made.</param>
    /// <exception cref="LogRefusedException">The files are not as a signer leaves them.</exception>
    public static LogDirectory? Open(string path, string? origin, bool mayBegin)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        if (Hold(Path.Combine(path, "signer.lock")) is not { } held) return null;
        try
        {
            var key = ReadKey(path, origin, mayBegin);
            var checkpoint = Path.Combine(path, "checkpoint");
            return new LogDirectory(path, held, key, File.Exists(checkpoint) ? TransparencyLog.Notes.Note.Parse(File.ReadAllBytes(checkpoint)) : null);
        }
        catch (Exception e) when (e is FormatException or UnverifiedNoteException)
        {
            held.Dispose();
            throw new LogRefusedException($"The signer's files cannot be read ({e.Message}). Restore them from a copy; without them nothing is signed.");
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a checkpoint for good. Only then may it be published.</summary>
    public void Keep(Checkpoint checkpoint, Note note)
    {
        Write("checkpoint", note.ToString());
        (Last, Note) = (checkpoint, note);
    }

    public void Dispose() => held.Dispose();

    private static SigningKey ReadKey(string path, string? origin, bool mayBegin)
    {
        var file = Path.Combine(path, "signing.key");
        if (File.Exists(file))
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) is not UnixFileMode.None and var mode)
                throw new LogRefusedException($"The file signing.key is open to others than its owner ({mode}): who can read it can sign another history. Close it (chmod 600), and ask who may have read it.");
            return SigningKey.Parse(File.ReadAllText(file));
        }

        if (!mayBegin) throw new LogRefusedException("The log of this ledger was begun with a key that is not in this node's directory for it. Point Ledger__Log__Directory to the signer's directory, or restore it from a copy.");
        var key = SigningKey.Generate(origin ?? $"proposal-ledger/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        WriteFile(path, "signing.key", key.ToSecretText() + "\n");
        return key;
    }

    private static FileStream? Hold(string file)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            return new FileStream(file, options);
        }
        // Any other is told: a disk that is full or read-only is nobody who signs.
        catch (IOException e) when (e.HResult is SharingViolation or LockViolation or WouldBlockOnLinux or WouldBlockOnMac)
        {
            return null;
        }
    }

    private void Write(string name, string text) => WriteFile(path, name, text);

    // Whole or not at all, also after a loss of power.
    private static void WriteFile(string directory, string name, string text)
    {
        var (file, draft) = (Path.Combine(directory, name), Path.Combine(directory, name + ".new"));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
        // Until the directory is on disk, too, a loss of power may bring back the file from before.
        if (!OperatingSystem.IsWindows()) Flush(directory);
    }

    // .NET opens no directory.
    private static void Flush(string directory)
    {
        if (Libc.open(directory, 0) is not (>= 0 and var entries)) throw Failed();
        try
        {
            if (Libc.fsync(entries) != 0) throw Failed();
        }
        finally
        {
            _ = Libc.close(entries);
        }

        IOException Failed() => new($"The directory of the log's signer cannot be written to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    private static class Libc
    {
        [DllImport("libc", SetLastError = true)]
        public static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", SetLastError = true)]
        public static extern int fsync(int file);

        [DllImport("libc")]
        public static extern int close(int file);
    }
}

/// <summary>The signer does not sign, and says why: signing would contradict what it has signed before, or there is nothing to sign with. The words are for everybody: no path is in them.</summary>
internal sealed class LogRefusedException(string message) : Exception(message);
