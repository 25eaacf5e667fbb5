using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>Where the cluster's socket lies (on Windows it listens on loopback): in the data directory, or in a short path when that one is too deep.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SocketDirectory
{
    // A socket's address has 108 bytes on Linux and 104 on macOS, its closing zero included; the file is "/.s.PGSQL.5432".
    private const int LongestPath = 103;
    private static readonly int FileName = "/.s.PGSQL.5432".Length;

    /// <summary>Made if absent, closed to all but the user that PostgreSQL runs as.</summary>
    public static async Task<string> PrepareAsync(Layout layout, OsUser user, CancellationToken ct)
    {
        var near = Path.Combine(layout.Root, "run");
        if (!Fits(near)) MakeFarParent();
        var directory = Fits(near) ? near : Far(layout.Root);
        await user.OwnAsync(directory, ct);
        return directory;
    }

    /// <summary>Leaves nothing outside of the data directory once the cluster has stopped.</summary>
    public static void Remove(Layout layout)
    {
        var far = Far(layout.Root);
        if (Directory.Exists(far)) Directory.Delete(far);
    }

    private static bool Fits(string directory) => Encoding.UTF8.GetByteCount(directory) + FileName <= LongestPath;

    // Named after the data directory, so that each has its own and finds it again. In a directory that only we can write:
    // in /tmp itself somebody else could be there first.
    private static string FarParent => OsUser.IsRoot && Directory.Exists("/run") ? "/run/proposal-ledger" : $"/tmp/proposal-ledger-{Environment.UserName}";

    private static string Far(string root) => Path.Combine(FarParent, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16]);

    private static void MakeFarParent()
    {
        try
        {
            Directory.CreateDirectory(FarParent);
            File.SetUnixFileMode(FarParent, OsUser.IsRoot ? Modes.Shared : Modes.Private);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                "The data directory's path is too long for a socket, and the short directory for it belongs to somebody else", FarParent,
                $"Choose a Ledger__DataDirectory of at most {LongestPath - FileName - "/run".Length} bytes.", error);
        }
    }
}
