using System.Diagnostics;

namespace ProposalLedger.Faults.Ledger;

/// <summary>A file system of few bytes, in memory, that can be filled and freed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("ledger-disk-").FullName;

    private SmallDisk() { }

    public string Folder => Path.Combine(place, "ledger");

    private string Ballast => Path.Combine(place, "ballast");

    public static SmallDisk Mount(int megabytes)
    {
        var disk = new SmallDisk();
        var mounted = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0755", "none", disk.place);
        if (!mounted) Directory.Delete(disk.place);
        Assert.SkipUnless(mounted, "No file system can be mounted here: run this as root, where that is allowed.");
        return disk;
    }

    /// <summary>Takes all that is left but some bytes.</summary>
    public void Fill(int left)
    {
        var free = new DriveInfo(place).AvailableFreeSpace - left;
        var block = new byte[4 * 1024];
        try
        {
            using var file = new FileStream(Ballast, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Seek(0, SeekOrigin.End);
            for (; free > 0; free -= block.Length) file.Write(block, 0, (int)Math.Min(free, block.Length));
        }
        catch (IOException)
        {
            // PostgreSQL took the rest meanwhile: it is full.
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", place);
        Directory.Delete(place, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
