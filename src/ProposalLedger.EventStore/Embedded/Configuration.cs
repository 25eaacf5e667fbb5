namespace ProposalLedger.EventStore.Embedded;

/// <summary>Writes what the cluster is started with: its settings, who may connect, and as whom.</summary>
internal static class Configuration
{
    private const string Logins = $"{Endpoint.Superuser},{Endpoint.Owner},{Endpoint.App}";

    /// <summary>Overwrites the three files in the data directory. They take effect when the cluster starts.</summary>
    public static void Write(Layout layout, Endpoint endpoint, OsUser user, IReadOnlyDictionary<string, string> further)
    {
        var socket = endpoint.Passwords is null;
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = socket ? "" : endpoint.Host,
            ["port"] = $"{endpoint.Port}",
            ["unix_socket_directories"] = socket ? endpoint.Host : "",
            ["unix_socket_permissions"] = "0700",
            ["hba_file"] = layout.AccessRules,
            ["ident_file"] = layout.UserMap,
            ["password_encryption"] = "scram-sha-256",
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            ["cluster_name"] = "proposal-ledger",
            ["max_connections"] = "200",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            // One file a weekday, each overwritten a week later.
            ["logging_collector"] = "on",
            ["log_directory"] = "log",
            ["log_filename"] = "postgresql-%a.log",
            ["log_truncate_on_rotation"] = "on",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
        };
        foreach (var (name, value) in further) settings[name] = value;
        Replace(layout.Settings, settings.Select(setting => $"{setting.Key} = {Quoted(setting.Value)}"));
        Replace(layout.AccessRules, [socket ? $"local all {Logins} peer map=ledger" : $"host all {Logins} 127.0.0.1/32 scram-sha-256"]);
        Replace(layout.UserMap, socket
            ? from person in new[] { Environment.UserName, user.Name }.Distinct()
              from login in Logins.Split(',')
              select $"ledger \"{person.Replace("\"", "\"\"", StringComparison.Ordinal)}\" {login}"
            : []);
    }

    /// <summary>Makes a new cluster read our settings after its own defaults. The path is relative: a data directory may be moved.</summary>
    public static void Include(string cluster, Layout layout) =>
        File.AppendAllText(Path.Combine(cluster, "postgresql.conf"), $"\ninclude = '../{Path.GetFileName(layout.Settings)}'\n");

    private static string Quoted(string value) => $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    private static void Replace(string path, IEnumerable<string> lines)
    {
        File.WriteAllLines(path, lines.Prepend("# Written at each start of the cluster: changes here are lost."));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }
}
