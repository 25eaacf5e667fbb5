using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Npgsql;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Imports;

/// <summary>What the tests of imports say to a server.</summary>
internal static class Importing
{
    public static string RealCase => File.ReadAllText(Path.Combine(Root, "seeds", "ukraine-2025.yaml"));

    private static string Root { get; } = Above(AppContext.BaseDirectory);

    public static HttpRequestMessage Request(byte[] body, string? key = null, string? type = "application/yaml")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/imports") { Content = new ByteArrayContent(body) };
        if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    public static Task<HttpResponseMessage> ImportAsync(this HttpClient client, string yaml, string? key = null) =>
        client.SendAsync(Request(Encoding.UTF8.GetBytes(yaml), key), TestContext.Current.CancellationToken);

    /// <summary>Status, and the counts in the order recorded, corrected, retracted, unchanged, still retracted.</summary>
    public static async Task<(int Status, int[] Counts, long Position)> ToldAsync(this Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return ((int)answer.StatusCode, [.. Names.Select(name => json.GetProperty(name).GetInt32())], json.GetProperty("position").GetInt64());
    }

    public static async Task<long> HeadAsync(this LedgerServer server) => await server.ScalarAsync("select last_position from pl_counter");

    /// <summary>Rows that imports left behind on their way.</summary>
    public static async Task<long> StagedAsync(this LedgerServer server) => await server.ScalarAsync(
        "select (select count(*) from pl_staged_appends) + (select count(*) from pl_staged_events) + (select count(*) from pl_staged_reserves)");

    public static async Task<long> ScalarAsync(this LedgerServer server, string sql)
    {
        await using var database = NpgsqlDataSource.Create(server.Database.AdminConnectionString + ";Pooling=false");
        await using var query = database.CreateCommand(sql);
        return Convert.ToInt64(await query.ExecuteScalarAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A case of so many claims, as a file.</summary>
    public static string Claims(int count, string negotiation = "well", Func<int, string>? proposition = null)
    {
        var yaml = new StringBuilder(CaseFileTests.Well.Replace("{id: well,", $"{{id: {negotiation},", StringComparison.Ordinal));
        for (var i = 0; i < count; i++)
        {
            yaml.Append($"\n  - {{id: c-{i}, kind: occurrence, holder: {(i % 3 == 0 ? "upper" : "lower")}, speaker: {{name: The mayor}}, about: {{proposition: {proposition?.Invoke(i) ?? "equal"}}}, "
                + $"basis: attributed, occurred: \"2025-05-{1 + (i % 28):00}\", text: 'Bucket {i} was drawn.', sources: [{(i % 2 == 0 ? "gazette" : "herald")}]}}");
        }
        return yaml.ToString();
    }

    private static readonly string[] Names = ["recorded", "corrected", "retracted", "unchanged", "stillRetracted"];

    private static string Above(string at) =>
        File.Exists(Path.Combine(at, "ProposalLedger.sln")) ? at : Above(Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run inside of the repository."));
}
