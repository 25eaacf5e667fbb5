using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using ProposalLedger.Testing;

namespace ProposalLedger.Faults;

/// <summary>Debian's nginx with the configuration that is shipped; names and ports alone are others.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Asked = "X-Asked";
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-nginx-").FullName;
    private readonly int port = LedgerNode.FreePort();
    private readonly Process process;
    private readonly Task<string> errors;

    private Nginx(string program, IEnumerable<int> nodes)
    {
        // As root, nginx serves as another user, who must find the directory's contents.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("755", 8));
        Configure(nodes);
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "-p", directory, "-c", ConfigurationFile, "-e", "stderr" }) start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    public EndPoint EndPoint => new IPEndPoint(IPAddress.Loopback, port);

    /// <summary>Without a slash at its end.</summary>
    public string Url => $"http://127.0.0.1:{port}";

    private string ConfigurationFile => Path.Combine(directory, "nginx.conf");

    public static async Task<Nginx> StartAsync(IEnumerable<int> nodes, CancellationToken ct)
    {
        var program = new[] { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no nginx here: apt-get install nginx.");
        var nginx = new Nginx(program!, nodes);
        using var http = new HttpClient();
        while (!await AnswersAsync(http, nginx.Url + "/health/live", ct))
        {
            if (nginx.process.HasExited) throw new InvalidOperationException("nginx ended: " + await nginx.errors);
            await Task.Delay(50, ct);
        }
        return nginx;
    }

    /// <summary>Other nodes from now on, without a request that fails: as an operator does it.</summary>
    public void Reload(IEnumerable<int> nodes)
    {
        Configure(nodes);
        Signal.Send(process.Id, Signal.Hangup);
    }

    /// <summary>Until a request is sent to the node again: one that failed is passed over for the shipped <c>fail_timeout</c>, ready or not.</summary>
    public async Task UsesAsync(LedgerNode node, CancellationToken ct)
    {
        var address = new Uri(node.Url).Authority.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        using var http = new HttpClient();
        while (true)
        {
            using var answer = await http.GetAsync(Url + "/health/live", ct);
            if (answer.IsSuccessStatusCode && answer.Headers.GetValues(Asked).Single().Split(", ")[^1] == address) return;
            await Task.Delay(50, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) Signal.Send(process.Id, Signal.Terminate);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private void Configure(IEnumerable<int> nodes)
    {
        var shipped = File.ReadAllLines(Path.Combine(NodeProgram.RepositoryRoot, "src", "ProposalLedger.Server", "Deploy", "nginx.conf"));
        var lines = shipped
            .Where(line => !line.Contains("node-2:8080", StringComparison.Ordinal))
            .SelectMany(line => line.Contains("node-1:8080", StringComparison.Ordinal)
                ? nodes.Select(node => line.Replace("node-1:8080", $"127.0.0.1:{node}", StringComparison.Ordinal)) : [line])
            .Select(line => line.Replace("listen 8080;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal));
        var own = new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"  {kind}_temp_path {directory}/{kind};");
        // Which nodes a request was sent to, for the tests.
        var text = string.Join('\n', lines).Replace("http {", $"http {{\n{string.Join('\n', own)}\n  add_header {Asked} $upstream_addr always;", StringComparison.Ordinal);
        File.WriteAllText(ConfigurationFile, $"daemon off;\npid {directory}/nginx.pid;\n{text}\n");
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string address, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(address, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>What .NET does not send itself.</summary>
internal static class Signal
{
    public const int Hangup = 1, Terminate = 15, Continue = 18, Stop = 19;

    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0) throw new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
