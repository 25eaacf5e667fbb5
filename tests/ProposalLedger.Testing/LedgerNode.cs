using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace ProposalLedger.Testing;

/// <summary>A server in a process of its own, so that it can be stopped, killed and started again at its address.</summary>
public sealed class LedgerNode : IAsyncDisposable
{
    public const string Token = "following-test-token-0123456789abcdef";
    private readonly string serving;
    private readonly string owning;
    private readonly System.Text.StringBuilder said = new();
    private Process? process;

    private LedgerNode(string serving, string owning, int port)
    {
        (this.serving, this.owning) = (serving, owning);
        Url = $"http://127.0.0.1:{port}";
        Http = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>Without a slash at its end.</summary>
    public string Url { get; }

    /// <summary>What is started: the server of this build, unless another is named.</summary>
    public string Program { get; set; } = OfThisBuild;

    /// <summary>What starts it in the place of <c>dotnet</c>, with its own arguments; it gets the program's path as the last.</summary>
    public IReadOnlyList<string> Starter { get; private init; } = ["dotnet"];

    /// <summary>The server that was built with the tests.</summary>
    public static string OfThisBuild => Path.Combine(AppContext.BaseDirectory, "ProposalLedger.Server.dll");

    /// <summary>With a token for writing.</summary>
    public HttpClient Http { get; }

    /// <summary>The process, to be stopped or measured; 0 while it does not run.</summary>
    public int ProcessId => process?.Id ?? 0;

    public bool IsRunning => process?.HasExited == false;

    /// <summary>All that it has printed, its log among it.</summary>
    public string Said
    {
        get
        {
            lock (said) return said.ToString();
        }
    }

    /// <summary>Starts a node; any number of them may share a database.</summary>
    public static Task<LedgerNode> StartAsync(LedgerDatabase database, CancellationToken ct, params (string Name, string Value)[] settings) =>
        StartAsync(database.ConnectionString, database.OwnerConnectionString, ct, settings);

    /// <summary>Starts a node of another build.</summary>
    public static async Task<LedgerNode> StartOfAsync(string program, LedgerDatabase database, CancellationToken ct)
    {
        var node = new LedgerNode(database.ConnectionString, database.OwnerConnectionString, FreePort()) { Program = program };
        await node.StartAgainAsync(ct);
        return node;
    }

    /// <summary>Starts a node by another program, which is to start <c>dotnet</c>.</summary>
    public static async Task<LedgerNode> StartByAsync(IReadOnlyList<string> starter, string serving, string owning, CancellationToken ct)
    {
        await FirstToken.PutAsync(owning, Token);
        var node = new LedgerNode(serving, owning, FreePort()) { Starter = starter };
        await node.StartAgainAsync(ct);
        return node;
    }

    /// <summary>Starts a node that reaches its database in its own way, e.g. through a proxy.</summary>
    public static async Task<LedgerNode> StartAsync(string serving, string owning, CancellationToken ct, params (string Name, string Value)[] settings)
    {
        await FirstToken.PutAsync(owning, Token);
        var node = new LedgerNode(serving, owning, FreePort());
        await node.StartAgainAsync(ct, settings);
        return node;
    }

    /// <summary>Starts it at its old address.</summary>
    public async Task StartAgainAsync(CancellationToken ct, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Starter[0], Starter.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        (string Name, string Value)[] own =
        [
            ("ASPNETCORE_URLS", Url), ("ConnectionStrings__Ledger", serving), ("ConnectionStrings__LedgerOwner", owning),
            ("Ledger__InitialToken", Token), ("Ledger__Seed", "false"), ("Ledger__Following__Heartbeat", "00:00:00.500"),
        ];
        foreach (var (name, value) in own.Concat(settings)) start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await IsReadyAsync(ct))
        {
            if (process.HasExited)
            {
                await process.WaitForExitAsync(ct); // with all that it has printed
                throw new InvalidOperationException($"The server ended with {process.ExitCode}: {Said}");
            }
            await Task.Delay(50, ct);
        }
    }

    /// <summary>As a machine that loses its power.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>As a supervisor ends it, by SIGTERM.</summary>
    /// <returns>Its exit code, once it has ended.</returns>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        Terminate();
        await process!.WaitForExitAsync(ct);
        var code = process.ExitCode;
        process.Dispose();
        process = null;
        return code;
    }

    /// <summary>Sends SIGTERM and does not wait.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Writes, as the API takes it; the answer's position.</summary>
    public async Task<long> PostAsync(string path, object body, CancellationToken ct)
    {
        using var answer = await Http.PostAsJsonAsync($"/api/negotiations{path}", body, JsonSerializerOptions.Web, ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"POST {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("position").GetInt64();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
    }

    /// <summary>One that no outgoing connection is given, so that it is still free when what listened there comes back.</summary>
    public static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }

    private void Say(string? line)
    {
        lock (said) said.AppendLine(line);
    }

    private async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await Http.GetAsync("/health/ready", ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
