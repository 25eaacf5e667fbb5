using Npgsql;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>Where a cluster listens, and the passwords if it asks for any.</summary>
internal sealed record Endpoint(string Host, int Port, Passwords? Passwords)
{
    public const string Superuser = "postgres";
    public const string Owner = "ledger_migrator";
    public const string App = "ledger_app";
    public const string Database = "ledger";

    public string ConnectionString(string login, string database = Database) => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Database = database,
        Username = login,
        Password = Passwords?.Of(login),
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Timeout = 5,
        ApplicationName = "proposal-ledger",
    }.ConnectionString;
}
