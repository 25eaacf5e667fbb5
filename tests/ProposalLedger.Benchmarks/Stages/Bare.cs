using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using ProposalLedger.Testing;

namespace ProposalLedger.Benchmarks.Stages;

/// <summary>The least that ASP.NET can be asked for: an endpoint that inserts a row, and a hub that knows nothing. This program again, in a process of its own.</summary>
internal sealed class Bare : IAsyncDisposable
{
    public const string Command = "bare";
    private readonly Process process;

    private Bare(Process process, string url) => (this.process, Url, Http) = (process, url, new HttpClient { BaseAddress = new Uri(url) });

    public string Url { get; }

    public HttpClient Http { get; }

    public int ProcessId => process.Id;

    public static async Task<Bare> StartAsync(string connectionString, CancellationToken ct, params (string Name, string Value)[] settings)
    {
        var url = $"http://127.0.0.1:{LedgerNode.FreePort()}";
        var start = new ProcessStartInfo("dotnet", [typeof(Bare).Assembly.Location, Command, url, connectionString]) { UseShellExecute = false };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var bare = new Bare(Process.Start(start)!, url);
        await Ready.WaitAsync(bare.Http, "/", bare.process, ct);
        return bare;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>What the process does.</summary>
    public static async Task ServeAsync(string url, string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSignalR();
        await using var connections = NpgsqlDataSource.Create(connectionString);
        await using var app = builder.Build();
        app.MapGet("/", () => "ready");
        app.MapPost("/rows", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            await using var connection = await connections.OpenConnectionAsync(http.RequestAborted);
            await using var insert = new NpgsqlCommand("insert into rows (data) values ($1) returning position", connection);
            insert.Parameters.Add(new NpgsqlParameter { Value = body.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb });
            await insert.PrepareAsync(http.RequestAborted);
            return Results.Json(new { position = (long)(await insert.ExecuteScalarAsync(http.RequestAborted))! }, statusCode: StatusCodes.Status201Created);
        });
        app.MapHub<BareHub>("/hubs/ledger");
        await app.RunAsync();
    }
}

/// <summary>Greets whoever comes, and says nothing more.</summary>
internal sealed class BareHub : Hub
{
    public async IAsyncEnumerable<object> Tail(JsonElement request, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = request.GetProperty("after").GetInt64();
        yield return new { kind = "heartbeat", position = after, previous = after };
        await Task.Delay(Timeout.Infinite, ct);
    }
}

internal static class Ready
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a process to answer with 200; how long it took.</summary>
    public static async Task<TimeSpan> WaitAsync(HttpClient http, string path, Process process, CancellationToken ct)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Longest; await Task.Delay(5, ct))
        {
            try
            {
                using var answer = await http.GetAsync(path, ct);
                if (answer.IsSuccessStatusCode) return clock.Elapsed;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // It does not listen yet.
            }
        }

        throw new TimeoutException($"{path} was not answered.");
    }
}
