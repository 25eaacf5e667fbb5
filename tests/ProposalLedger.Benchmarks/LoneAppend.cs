using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace ProposalLedger.Benchmarks;

/// <summary>The append's function called for one event of a new stream, without the store around it.</summary>
internal static class LoneAppend
{
    /// <summary>Of the stream's name, which is its command's key, too, and the event's id.</summary>
    public static readonly string Sql = $$"""
        select results from pl_append(
            array[$1]::varchar[], array['benchmark']::varchar[], array[0]::bigint[], array[1], array[1], array[1], array['benchmark']::varchar[], array[$1]::varchar[], array['\x00']::bytea[], array[null]::bigint[],
            '{}', '{}', '{}', '{}', array[$2]::uuid[], array['said.v1']::varchar[], array['{{Encoding.UTF8.GetString(Said.Json)}}']::jsonb[],
            array['{"actor": "benchmark", "occurred": "2025-11-21", "sources": ["first-source"]}']::jsonb[], array[null]::varchar[], array[null]::varchar[])
        """;

    /// <summary>The pages that PostgreSQL looks at for one, the least and the most of a hundred.</summary>
    public static async Task<string> PagesAsync(NpgsqlDataSource source, string run, CancellationToken ct)
    {
        var pages = new List<long>();
        await using var connection = await source.OpenConnectionAsync(ct);
        for (var n = 0; n < 110; n++)
        {
            await using var explained = new NpgsqlCommand("explain (analyze, buffers, format json) " + Sql.Replace("$1", $"'pages-{run}-{n}'", StringComparison.Ordinal).Replace("$2", $"'{Guid.CreateVersion7()}'", StringComparison.Ordinal), connection);
            var plan = JsonElement.Parse((string)(await explained.ExecuteScalarAsync(ct))!)[0].GetProperty("Plan");
            // The first ones read the catalogue, too.
            if (n >= 10) pages.Add(plan.GetProperty("Shared Hit Blocks").GetInt64() + plan.GetProperty("Shared Read Blocks").GetInt64());
        }

        return string.Create(CultureInfo.InvariantCulture, $"{pages.Min()} to {pages.Max()}");
    }
}
