using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using ProposalLedger.EventStore;
using ProposalLedger.EventStore.Doctor;
using ProposalLedger.EventStore.Embedded;

namespace ProposalLedger.Cli;

internal static class DoctorCommands
{
    // As a server's configuration has them. A connection string holds a password, and does not belong on the command line.
    private const string Database = "ConnectionStrings__Ledger";
    private const string DataDirectory = "Ledger__DataDirectory";

    public static Command Doctor()
    {
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("doctor", $"Check what holds in every ledger, in its database, and say what is wrong. Finds the database as the server does: {Database}, else the embedded one of {DataDirectory}. Changes nothing.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            var connection = Environment.GetEnvironmentVariable(Database);
            await using var postgres = connection is null ? await StartAsync(ct) : null;
            await using var database = StoreConnections.Create(connection ?? postgres!.ConnectionString, "ledger doctor");
            try
            {
                var examined = await ExamineAsync(database, parsed.GetValue(json), ct);
                return examined.TrueForAll(one => one.Broken.Count == 0) ? ExitCodes.Done : ExitCodes.Unverified;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn)
            {
                throw new UsageException($"This database holds no ledger of this release ({e.MessageText}). Start a server with it first.");
            }
            catch (NpgsqlException e)
            {
                throw new UnreachableException($"PostgreSQL cannot be asked: {e.Message}");
            }
        });
        return command;
    }

    private static async Task<EmbeddedPostgres> StartAsync(CancellationToken ct)
    {
        var directory = Environment.GetEnvironmentVariable(DataDirectory) ?? EmbeddedOptions.DefaultDataDirectory();
        if (!Directory.Exists(directory)) throw new UsageException($"There is no ledger in {directory}. Set {DataDirectory}, or {Database} for a database of your own.");
        try
        {
            return await EmbeddedPostgres.StartAsync(new EmbeddedOptions { DataDirectory = directory }, null, ct);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new UnreachableException(e.Message);
        }
    }

    private static async Task<List<Examined>> ExamineAsync(NpgsqlDataSource database, bool asJson, CancellationToken ct)
    {
        var all = new List<Examined>();
        await foreach (var one in Examination.RunAsync(database, ct))
        {
            all.Add(one);
            if (!asJson) Print(one);
        }

        var wrong = all.Count(one => one.Broken.Count > 0);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(new { healthy = wrong == 0, examined = all }, JsonSerializerOptions.Web));
        else Console.WriteLine(wrong == 0 ? $"All {all.Count} invariants hold." : string.Create(CultureInfo.InvariantCulture, $"{wrong} of {all.Count} invariants do not hold."));
        return all;
    }

    private static void Print(Examined one)
    {
        if (one.Broken.Count == 0)
        {
            Console.WriteLine($"ok     {one.Invariant}: {one.Holds}");
            return;
        }

        Console.WriteLine($"WRONG  {one.Invariant}: not so: {one.Holds}");
        foreach (var symptom in one.Broken) Console.WriteLine(Terminal.Safe(string.Create(CultureInfo.InvariantCulture, $"         {(symptom.Position is { } at ? $"position {at}: " : "")}{symptom.Detail}")));
        if (one.IsMore) Console.WriteLine("         and more");
        Console.WriteLine($"         {one.Remedy}");
    }
}
