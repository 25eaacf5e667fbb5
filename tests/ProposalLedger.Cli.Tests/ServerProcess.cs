using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

/// <summary>A server that can be stopped and started again at its address.</summary>
public sealed class ServerProcess(LedgerDatabase database) : IAsyncDisposable
{
    private Running? running;

    public string Url { get; } = $"http://127.0.0.1:{LedgerNode.FreePort()}";

    public async Task StartAsync()
    {
        await FirstToken.PutAsync(database.OwnerConnectionString, LedgerServer.Token);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ProposalLedger.Server.dll")]);
        (start.Environment["ASPNETCORE_URLS"], start.Environment["ConnectionStrings__Ledger"]) = (Url, database.ConnectionString);
        (start.Environment["Ledger__InitialToken"], start.Environment["Ledger__Seed"]) = (LedgerServer.Token, "false");
        running = Running.Of(start);
        await running.LinesAsync(1);
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        while (!await IsReadyAsync(http)) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    public async Task KillAsync()
    {
        if (running is not null) await running.DisposeAsync();
        running = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
