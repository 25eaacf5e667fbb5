namespace ProposalLedger.EventStore.Embedded;

/// <summary>
/// The rule for stopping: every server holds a shared lock on <c>servers.lock</c> for as long as it uses the cluster; the one that
/// can turn it into an exclusive lock is the last, and stops the cluster. Starting and stopping are one at a time, under
/// <c>starting.lock</c>. The locks are the kernel's (flock), so a killed server leaves none behind.
/// </summary>
internal static class ServerLocks
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    public static async Task<FileStream> StartingAsync(Layout layout, IProgress<string>? steps, CancellationToken ct)
    {
        for (var tries = 0; ; tries++)
        {
            if (TryExclusive(layout, layout.StartingLock) is { } held) return held;
            if (tries == 0) steps?.Report("Waiting for another server that starts or stops this ledger's PostgreSQL");
            await Task.Delay(20, ct);
        }
    }

    /// <summary>Says that a server uses the cluster, until disposed.</summary>
    public static FileStream Using(Layout layout) => Open(layout.ServersLock, FileAccess.Read, FileShare.Read);

    /// <summary>Null when another server uses the cluster.</summary>
    public static FileStream? TryLast(Layout layout) => TryExclusive(layout, layout.ServersLock);

    private static FileStream? TryExclusive(Layout layout, string path)
    {
        try
        {
            return Open(path, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw layout.NotWritable(error);
        }
    }

    // Only for the server's user: whoever can open a file can hold its lock for ever.
    private static FileStream Open(string path, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
