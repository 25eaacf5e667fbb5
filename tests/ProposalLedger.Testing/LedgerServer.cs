using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Tail;

namespace ProposalLedger.Testing;

/// <summary>The server as it runs, in the test's process, on a database of its own and on a free port of Kestrel's: browsers and hub clients reach it too.</summary>
public sealed class LedgerServer : IAsyncDisposable
{
    /// <summary>The first token's secret. Its name, and so the actor of what it writes, is <c>owner</c>.</summary>
    public const string Token = "ledger_test_token_0123456789abcdef";

    private readonly WebApplicationFactory<Program> factory;
    private readonly bool ownsDatabase;

    private LedgerServer(WebApplicationFactory<Program> factory, LedgerDatabase database, bool ownsDatabase)
    {
        (this.factory, Database, this.ownsDatabase) = (factory, database, ownsDatabase);
        factory.UseKestrel(port: 0);
        factory.StartServer();
        BaseAddress = factory.ClientOptions.BaseAddress;
        (Reader, Writer) = (ClientOf(null), ClientOf(Token));
    }

    /// <summary>Ends in a slash.</summary>
    public Uri BaseAddress { get; }
    public LedgerDatabase Database { get; }
    public IServiceProvider Services => factory.Services;

    /// <summary>Without a token. Redirects are not followed.</summary>
    public HttpClient Reader { get; }

    /// <summary>With <see cref="Token"/>. Redirects are not followed.</summary>
    public HttpClient Writer { get; }

    /// <summary>Waits for a checkpoint that covers a position.</summary>
    public Task SignedAsync(long position, CancellationToken ct) => Wait.ForAsync($"a checkpoint over position {position}", async () =>
    {
        using var answer = await Reader.GetAsync("/log/checkpoint", ct);
        return answer.IsSuccessStatusCode && long.Parse((await answer.Content.ReadAsStringAsync(ct)).Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture) >= position;
    }, ct);

    /// <summary>Waits until the views hold all that is recorded: an import's answer waits for them for a moment only.</summary>
    public async Task ProjectedAsync(CancellationToken ct) =>
        Assert.True(await Get<Follower>().WaitForProjectedAsync(await Get<LedgerStore>().GetHeadAsync(ct), TimeSpan.FromSeconds(60), ct));

    /// <param name="database">Shared with other servers; null: one of this server's own, dropped with it.</param>
    /// <param name="settings">Configuration, e.g. <c>Ledger:Seed</c>.</param>
    public static async Task<LedgerServer> StartAsync(LedgerDatabase? database = null, params (string Name, string Value)[] settings)
    {
        var own = database ?? await LedgerDatabase.CreateAsync();
        await FirstToken.PutAsync(own.OwnerConnectionString, Token);
        var host = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseSetting("ConnectionStrings:Ledger", own.ConnectionString);
            web.UseSetting("Ledger:InitialToken", Token);
            web.UseSetting("Ledger:Quiet", "true");
            web.UseSetting("Ledger:Seed", "false");
            web.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
            foreach (var (name, value) in settings) web.UseSetting(name, value);
        });
        try
        {
            return new LedgerServer(host, own, database is null);
        }
        catch
        {
            await host.DisposeAsync();
            if (database is null) await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client with another token, or none.</summary>
    public HttpClient ClientOf(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public T Get<T>() where T : notnull => factory.Services.GetRequiredService<T>();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        Writer.Dispose();
        await factory.DisposeAsync();
        if (ownsDatabase) await Database.DisposeAsync();
    }
}
