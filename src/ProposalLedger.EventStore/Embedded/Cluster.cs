namespace ProposalLedger.EventStore.Embedded;

/// <summary>Makes, starts and stops the cluster through PostgreSQL's own programs.</summary>
internal sealed class Cluster(Layout layout, Programs programs, OsUser user)
{
    /// <summary>Makes the cluster aside and moves it in place, so that a start that was cut off leaves none that is half made.</summary>
    public async Task CreateAsync(Passwords? passwords, CancellationToken ct)
    {
        if (layout.ClusterExists && Directory.EnumerateFileSystemEntries(layout.Cluster).Any())
        {
            throw new EmbeddedPostgresException(
                "The directory for the cluster has files and no PG_VERSION", layout.Cluster, "Restore the cluster, or choose another Ledger__DataDirectory.");
        }

        if (layout.ClusterExists) Directory.Delete(layout.Cluster);
        if (Directory.Exists(layout.Unfinished)) Directory.Delete(layout.Unfinished, recursive: true);
        await user.OwnAsync(layout.Unfinished, ct);
        // Byte order sorts the same on every system; a new major version's or libc's rules would break the indexes.
        List<string> arguments = ["-D", layout.Unfinished, "-U", Endpoint.Superuser, "-E", "UTF8", "--locale=C", "--data-checksums"];
        var passwordFile = Path.Combine(layout.Unfinished + ".password");
        try
        {
            if (passwords is null)
            {
                File.Delete(layout.Passwords); // of an attempt that was cut off
                arguments.AddRange(["--auth-local=peer", "--auth-host=scram-sha-256"]);
            }
            else
            {
                await user.WriteAsync(passwordFile, passwords.Of(Endpoint.Superuser), ct);
                arguments.AddRange(["--auth=scram-sha-256", "--pwfile=" + passwordFile]);
            }

            (await RunAsync("initdb", arguments, ct)).OrThrow("initdb failed", layout.Root);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Configuration.Include(layout.Unfinished, layout);
        Directory.Move(layout.Unfinished, layout.Cluster);
    }

    /// <summary>
    /// Starts the cluster and returns when it takes connections; a crashed one recovers first. <c>pg_ctl</c> puts it in a session of
    /// its own, so that Ctrl-C in the server's terminal does not reach it.
    /// </summary>
    public async Task StartAsync(CancellationToken ct)
    {
        var crashed = File.Exists(Postmaster.FileIn(layout));
        await Postmaster.RemoveStaleAsync(layout, ct);
        var result = await PgCtlAsync(["start", "-w", "-t", "600", "-l", layout.StartLog], ct);
        // After a kill of the postmaster alone its children take a moment to notice, and PostgreSQL waits for none of them.
        for (var tries = 0; crashed && !result.Succeeded && tries < 20; tries++)
        {
            await Task.Delay(250, ct);
            result = await PgCtlAsync(["start", "-w", "-t", "600", "-l", layout.StartLog], ct);
        }

        result.OrThrow("PostgreSQL does not start", layout.Cluster, $"Its log says: {LastLines()}");
    }

    /// <summary>Stops at once and cleanly: open transactions are rolled back, everything acknowledged is on disk.</summary>
    public async Task StopAsync(CancellationToken ct) =>
        (await PgCtlAsync(["stop", "-m", "fast", "-w", "-t", "120"], ct)).OrThrow("PostgreSQL does not stop", layout.Cluster);

    private Task<ToolResult> PgCtlAsync(IEnumerable<string> arguments, CancellationToken ct) => RunAsync("pg_ctl", ["-D", layout.Cluster, "-s", .. arguments], ct);

    private Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        Tool.RunAsync(user.Switch, layout.Root, programs.Path(program), arguments, ct);

    private string LastLines()
    {
        var logs = Directory.Exists(layout.Log) ? Directory.EnumerateFiles(layout.Log).OrderBy(File.GetLastWriteTimeUtc).TakeLast(1) : [];
        return string.Join(" | ", logs.Append(layout.StartLog).Where(File.Exists).SelectMany(log => File.ReadLines(log).TakeLast(5)));
    }
}
