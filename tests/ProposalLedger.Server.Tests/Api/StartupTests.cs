using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>The program itself, in a process of its own: what it says, how it ends.</summary>
public class StartupTests
{
    [Theory]
    [InlineData("select pg_advisory_lock(hashtext('pl_form_keys'))")]
    [InlineData("begin; lock table pl_log_key")] // asked for last: what is said once it serves is known before
    public async Task P14_A_database_that_stops_answering_while_the_server_starts_is_told_of_in_words(string holding)
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var held = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand(holding, held)) await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => LedgerNode.StartAsync(database, TestContext.Current.CancellationToken));
        Assert.Contains("The server ended with 4: ", ended.Message, StringComparison.Ordinal);
        Assert.Contains("Start the server again once the database answers.", ended.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", ended.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ProposalLedger is at", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_is_made_seeded_once_and_stopped_with_its_PostgreSQL()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"ledger-start-{Guid.NewGuid():N}"[..24]);
        try
        {
            await using var first = Run(("Ledger__DataDirectory", directory), ("ASPNETCORE_URLS", "http://127.0.0.1:0"));
            using var client = new HttpClient { BaseAddress = await first.AddressAsync() };
            var head = (await client.ReadAsync("/api/events?limit=1")).Header("Ledger-Head");
            Assert.NotEqual("0", head);
            Assert.NotEmpty((await client.ReadAsync("/api/negotiations")).Must(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());
            var signed = await SignedAsync(client);
            await first.StopAsync();
            Assert.Equal(0, await first.ExitAsync());
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(directory, "log")));
                foreach (var file in Directory.EnumerateFiles(Path.Combine(directory, "log"))) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            foreach (var step in new[] { "Creating a PostgreSQL", "Starting PostgreSQL", "Preparing the ledger's tables", "Loading seeds/", "Computing the views", "Token for writing, shown this once: ledger_", $"The history is signed with the key in {Path.Combine(directory, "log")}", "Stopping PostgreSQL" })
                Assert.Contains(step, first.Said, StringComparison.Ordinal);
            Assert.Equal(0, Postmaster(directory));

            await using var second = Run(("Ledger__DataDirectory", directory), ("ASPNETCORE_URLS", "http://127.0.0.1:0"));
            using var again = new HttpClient { BaseAddress = await second.AddressAsync() };
            Assert.Equal(head, (await again.ReadAsync("/api/events?limit=1")).Header("Ledger-Head"));
            Assert.Equal(signed, await SignedAsync(again));
            await second.StopAsync();
            Assert.Equal(0, await second.ExitAsync());
            foreach (var step in new[] { "Creating", "Preparing", "Loading", "Token" }) Assert.DoesNotContain(step, second.Said, StringComparison.Ordinal);
        }
        finally
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task P1_An_embedded_PostgreSQL_that_ends_by_itself_is_started_again_with_what_was_acknowledged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "PostgreSQL's processes are found and hindered as on Unix.");
        var directory = Path.Combine(Path.GetTempPath(), $"ledger-again-{Guid.NewGuid():N}"[..24]);
        var ct = TestContext.Current.CancellationToken;
        try
        {
            await using var server = Run(("Ledger__DataDirectory", directory), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Ledger__Seed", "false"), ("Ledger__InitialToken", LedgerServer.Token));
            using var client = new HttpClient { BaseAddress = await server.AddressAsync() };
            client.DefaultRequestHeaders.Authorization = new("Bearer", LedgerServer.Token);
            (await PostAsync("n0")).Must(HttpStatusCode.Created);

            // Alone; and with what it needs taken away, so that it does not start before that is there again.
            foreach (var (hindered, n) in new[] { (false, "n1"), (true, "n2") })
            {
                var (before, needed) = (Postmaster(directory), Path.Combine(directory, "postgresql", "global", "pg_control"));
                if (hindered) File.Move(needed, needed + ".away");
                using (var postmaster = Process.GetProcessById(before))
                {
                    postmaster.Kill();
                    await postmaster.WaitForExitAsync(ct);
                }

                if (hindered)
                {
                    await Wait.ForAsync("word of it", () => server.Said.Contains("PostgreSQL cannot be started again yet", StringComparison.Ordinal), ct);
                    (await PostAsync(n)).Must(HttpStatusCode.ServiceUnavailable);
                    File.Move(needed + ".away", needed);
                }

                await Wait.ForAsync("another PostgreSQL", () => Postmaster(directory) is var now and not 0 && now != before, ct);
                await Wait.ForAsync("word that it runs again", () => Regex.Count(server.Said, "PostgreSQL runs again", RegexOptions.None, TimeSpan.FromSeconds(1)) == (hindered ? 2 : 1), ct);
                await Wait.ForAsync("a write that is acknowledged", async () => (await PostAsync(n)).Status is HttpStatusCode.Created or HttpStatusCode.OK, ct);
            }

            foreach (var n in new[] { "n0", "n1", "n2" })
                await Wait.ForAsync("what was acknowledged", async () => (await client.ReadAsync($"/api/negotiations/{n}")).Status == HttpStatusCode.OK, ct);
            Assert.Equal(2, Regex.Count(server.Said, "PostgreSQL has ended by itself; why, its own log says.", RegexOptions.None, TimeSpan.FromSeconds(1)));
            await server.StopAsync();
            Assert.Equal(0, await server.ExitAsync());
            Assert.Equal(0, Postmaster(directory));

            Task<Reply> PostAsync(string n) => client.PostAsync("/api/negotiations", $$"""{"id":"{{n}}","title":"N"}""", ("Idempotency-Key", n));
        }
        finally
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Two_nodes_that_start_together_on_an_empty_database_make_one_ledger()
    {
        await using var database = await LedgerDatabase.CreateEmptyAsync();
        (string, string)[] settings =
        [
            ("ConnectionStrings__Ledger", database.ConnectionString), ("ConnectionStrings__LedgerOwner", database.OwnerConnectionString),
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Ledger__InitialToken", LedgerServer.Token),
        ];
        await using var one = Run(settings);
        await using var other = Run(settings);
        using var writer = new HttpClient { BaseAddress = await one.AddressAsync() };
        writer.DefaultRequestHeaders.Authorization = new("Bearer", LedgerServer.Token);
        using var reader = new HttpClient { BaseAddress = await other.AddressAsync() };
        (await writer.PostAsync("/api/negotiations", """{"id":"n","title":"N"}""")).Must(HttpStatusCode.Created);
        // The writer's answer has waited for the views, and both nodes read the same ones.
        (await reader.ReadAsync("/api/negotiations/n")).Must(HttpStatusCode.OK);
        Assert.DoesNotContain(LedgerServer.Token, one.Said + other.Said, StringComparison.Ordinal);
        Assert.Contains("Nothing of the history is signed", one.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_way_is_said_in_a_sentence_and_by_the_exit_code()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var empty = await LedgerDatabase.CreateEmptyAsync();
        await using var prepared = await LedgerDatabase.CreateAsync();
        var file = Path.GetTempFileName();
        (int Exit, string Says, (string, string)[] Settings)[] cases =
        [
            (3, $"Port {((IPEndPoint)taken.LocalEndpoint).Port} is in use", [("ASPNETCORE_URLS", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}")]),
            (2, "is no address to listen on", [("ASPNETCORE_URLS", "nonsense")]),
            (2, "Ledger__Following__PageSize may be from 1 to 1000.", [("Ledger__Following__PageSize", "0"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "Ledger__Following__Heartbeat may be from 00:00:00.1000000 to 00:00:15", [("Ledger__Following__Heartbeat", "0"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "Ledger__Following__Recheck may be from 00:00:00.1000000 to 00:00:30", [("Ledger__Following__Recheck", "00:00:31"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "Failed to convert configuration value 'many' at 'Ledger:Following:RecentEvents'", [("Ledger__Following__RecentEvents", "many"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "ConnectionStrings__Ledger cannot be read", [("ConnectionStrings__Ledger", "Host=localhost;Pasword=geheim")]),
            (2, "http://0.0.0.0:0 can be reached from other machines in plain HTTP", [("ASPNETCORE_URLS", "http://127.0.0.1:0;http://0.0.0.0:0")]),
            (2, "http://*:0 can be reached from other machines in plain HTTP", [("ASPNETCORE_URLS", ""), ("ASPNETCORE_HTTP_PORTS", "0")]),
            (2, "http://[::]:0 can be reached from other machines in plain HTTP", [("Kestrel__Endpoints__Public__Url", "http://[::]:0")]),
            (2, "http://0.0.0.0:0 can be reached from other machines in plain HTTP", [("ASPNETCORE_PREFERHOSTINGURLS", "true"), ("Kestrel__Endpoints__Private__Url", "http://127.0.0.1:0"), ("ASPNETCORE_URLS", "http://0.0.0.0:0"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "'nonsense' is neither an address nor a network", [("Ledger__TrustedProxies__0", "nonsense"), ("Ledger__DataDirectory", Path.Combine(file, "below"))]), // before a database is made for nothing
            (2, "Ledger__AllowPlainHttp is true or false.", [("Ledger__AllowPlainHttp", "yes")]),
            (2, "Ledger__InitialToken has less than 32 characters", [("Ledger__InitialToken", "geheim")]),
            (2, "Ledger__Jwt__Audience is missing", [("Ledger__Jwt__Issuer", "https://login.example"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "Set one of Ledger__Jwt__Authority", [("Ledger__Jwt__Issuer", "https://login.example"), ("Ledger__Jwt__Audience", "a"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "Ledger__Jwt__Authority is an address that begins with https://", [("Ledger__Jwt__Authority", "http://login.example"), ("Ledger__Jwt__Audience", "a"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "cannot be read as a JSON Web Key Set", [("Ledger__Jwt__Issuer", "https://login.example"), ("Ledger__Jwt__Audience", "a"), ("Ledger__Jwt__Keys", "/nowhere"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (2, "Ledger__Limits__ActorAtOnce may be from 1 to 1000000.", [("Ledger__Limits__ActorAtOnce", "0"), ("ConnectionStrings__Ledger", prepared.ConnectionString)]),
            (4, "Set Ledger__DataDirectory to a directory that this user can write", [("Ledger__DataDirectory", Path.Combine(file, "below"))]),
            (5, "start once with ConnectionStrings__LedgerOwner set", [("ConnectionStrings__Ledger", empty.ConnectionString)]),
        ];
        foreach (var (exit, says, settings) in cases)
        {
            await using var server = Run([("ASPNETCORE_URLS", "http://127.0.0.1:0"), .. settings]);
            Assert.True(exit == await server.ExitAsync(), server.Said);
            Assert.Contains(says, server.Said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", server.Said, StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", server.Said, StringComparison.Ordinal);
        }
        File.Delete(file);
    }

    // P11: without a word of configuration.
    private static async Task<string> SignedAsync(HttpClient client)
    {
        await Wait.ForAsync("a checkpoint over everything recorded", async () =>
        {
            var log = (await client.ReadAsync("/health/ready")).Must(HttpStatusCode.OK).Json.GetProperty("log");
            return (log.GetProperty("state").GetString(), log.GetProperty("behind").GetInt64()) is ("signing", 0);
        }, TestContext.Current.CancellationToken);
        return (await client.ReadAsync("/log/checkpoint")).Must(HttpStatusCode.OK).Body;
    }

    /// <summary>The process that runs the embedded PostgreSQL; 0 where none does.</summary>
    private static int Postmaster(string directory)
    {
        try
        {
            return int.TryParse(File.ReadLines(Path.Combine(directory, "postgresql", "postmaster.pid")).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static Server Run(params (string Name, string Value)[] settings) => new(settings);

    private sealed class Server : IAsyncDisposable
    {
        private readonly Process process;
        private readonly StringBuilder said = new();
        private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Server((string Name, string Value)[] settings)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ProposalLedger.Server.dll"));
            foreach (var (name, value) in settings) start.Environment[name] = value;
            start.Environment["Ledger__SeedDirectory"] = Path.Combine(Repository.Root, "seeds");
            process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Hear(line.Data);
            process.ErrorDataReceived += (_, line) => Hear(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public string Said
        {
            get
            {
                lock (said) return said.ToString();
            }
        }

        public async Task<Uri> AddressAsync()
        {
            var ended = process.WaitForExitAsync();
            if (await Task.WhenAny(address.Task, ended) == ended) Assert.Fail(Said);
            return await address.Task;
        }

        public async Task<int> ExitAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode;
        }

        /// <summary>As Ctrl-C does.</summary>
        public async Task StopAsync()
        {
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                await StopAsync();
                await ExitAsync();
            }
            process.Dispose();
        }

        private void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.AppendLine(line);
            const string at = "ProposalLedger is at ";
            if (line.StartsWith(at, StringComparison.Ordinal)) address.TrySetResult(new Uri(line[at.Length..].Split(' ')[0]));
        }
    }
}
