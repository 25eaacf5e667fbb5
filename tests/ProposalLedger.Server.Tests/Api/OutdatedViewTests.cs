using System.Net;
using Npgsql;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Testing;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>A ledger that another release served before.</summary>
public class OutdatedViewTests
{
    [Fact]
    public async Task P5_A_view_in_an_older_releases_form_is_rebuilt_by_itself_and_one_that_is_no_more_holds_nothing_up()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var older = await LedgerServer.StartAsync(database)) await Talks.OpenAsync(older.Writer);
        await RunAsync(database, "update pl_views set format_version = 0 where view = 'claims'");
        await RunAsync(database, "select pl_register_view('of-an-older-release', 1)");

        await using var server = await LedgerServer.StartAsync(database);
        (await server.Writer.PostAsync(Talks.N + "/claims", Talks.Claim.Replace("north-supports", "again", StringComparison.Ordinal))).Must(HttpStatusCode.Created);
        var follower = server.Get<Follower>();
        Assert.True(await follower.WaitForProjectedAsync(10, TimeSpan.FromSeconds(20)), await StatusAsync(server));
        (await server.Reader.ReadAsync(Talks.N + "/claims/again")).Must(HttpStatusCode.OK);
        Assert.Equal("ready", await StatusAsync(server));
        Assert.DoesNotContain("of-an-older-release", (await server.Reader.ReadAsync("/api/views")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_view_in_a_newer_releases_form_is_left_alone_and_told_of()
    {
        await using var database = await LedgerDatabase.CreateAsync();
        await using (var newer = await LedgerServer.StartAsync(database)) await Talks.OpenAsync(newer.Writer);
        await RunAsync(database, $"update pl_views set format_version = {ProjectedView.FormatVersion + 1} where view = 'claims'");
        await using var server = await LedgerServer.StartAsync(database);
        Assert.Equal("degraded", await StatusAsync(server));
        var claims = (await server.Reader.ReadAsync("/api/views")).Json.GetProperty("views").EnumerateArray().Single(v => v.GetProperty("view").GetString() == "claims");
        Assert.Equal((ProjectedView.FormatVersion + 1, 1), (claims.GetProperty("otherFormat").GetInt32(), claims.GetProperty("generation").GetInt32()));
    }

    private static async Task<string> StatusAsync(LedgerServer server) => (await server.Reader.ReadAsync("/health/ready")).Json.GetProperty("status").GetString()!;

    private static async Task RunAsync(LedgerDatabase database, string sql)
    {
        await using var admin = NpgsqlDataSource.Create(database.AdminConnectionString + ";Pooling=false");
        await using var command = admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
