namespace ProposalLedger.Faults;

/// <summary>A process's time of day, set forward or back (Debian's faketime). Its timers are left alone, as a machine that sleeps leaves them.</summary>
internal sealed class FakeClock : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly string library;

    private FakeClock(string library)
    {
        this.library = library;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32("644", 8)); // also for whom PostgreSQL runs as
        Set(TimeSpan.Zero);
    }

    public (string, string)[] Environment =>
        [("LD_PRELOAD", library), ("FAKETIME_TIMESTAMP_FILE", file), ("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")];

    public static FakeClock Create()
    {
        var down = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true };
        var found = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", down).FirstOrDefault() : null;
        Assert.SkipWhen(found is null, "There is no faketime here: apt-get install faketime.");
        return new FakeClock(found!);
    }

    public void Set(TimeSpan ahead) => File.WriteAllText(file, FormattableString.Invariant($"{ahead.TotalSeconds:+0;-0;+0}\n"));

    public void Dispose() => File.Delete(file);
}
