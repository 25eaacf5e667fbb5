using System.Text.RegularExpressions;
using Npgsql;

namespace ProposalLedger.Faults.Ledger;

/// <summary>Other functions in the place of the database's own, until it is disposed: so that a fault is shown to be found. Nothing of it ships.</summary>
internal sealed class Broken : IAsyncDisposable
{
    // What holds each promise, and what is put in its place.
    public static readonly (string Of, string By)[] NoVersionCheck = [(@"i\.expected <> coalesce\(s\.version, 0\)", "false")];
    public static readonly (string Of, string By)[] NoMemory = [(@"from pl_commands k where", "from pl_commands k where false and"), (@"where ([ip])\.key is not null and [ip]\.result in", "where false and $1.result in")];
    public static readonly (string Of, string By)[] NoReservations = [(@"if cardinality\(p_reserves\) > 0 then", "if false then")];
    public static readonly (string Of, string By)[] BareClock = [(@"greatest\(clock_timestamp\(\), v_time \+ tick\)", "clock_timestamp()")];

    private readonly string admin;
    private readonly List<string> originals;

    private Broken(string admin, List<string> originals) => (this.admin, this.originals) = (admin, originals);

    public static async Task<Broken> FunctionsAsync(string admin, params (string Of, string By)[] replacements)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Pooling = false });
        await using var query = database.CreateCommand("select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f' order by oid");
        var functions = new List<string>();
        await using (var rows = await query.ExecuteReaderAsync())
            while (await rows.ReadAsync()) functions.Add(rows.GetString(0));
        // Where the product's function has come to look otherwise, this says so, and is to follow it.
        foreach (var (of, _) in replacements) Assert.Contains(functions, function => Regex.IsMatch(function, of, RegexOptions.None, TimeSpan.FromSeconds(5)));

        var broken = new Broken(admin, []);
        foreach (var function in functions)
        {
            var other = replacements.Aggregate(function, (text, r) => Regex.Replace(text, r.Of, r.By, RegexOptions.None, TimeSpan.FromSeconds(5)));
            if (other == function) continue;
            broken.originals.Add(function);
            await Log.RunAsync(admin, other);
        }
        return broken;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var function in originals) await Log.RunAsync(admin, function);
    }
}
