using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ProposalLedger.Testing;

/// <summary>
/// The first token as a release before roles left it: live, of the whole ledger, and without an event. So what a test records begins at position 1. That
/// a first start records its token is tested where it is the matter.
/// </summary>
public static class FirstToken
{
    /// <summary>Puts it into a ledger that has none; one whose tables are not there yet is left to the server.</summary>
    public static async Task PutAsync(string ownerConnectionString, string secret)
    {
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false });
        await using var put = owner.CreateCommand("""
            set role ledger_owner;
            do $$ begin
                if to_regclass('pl_tokens') is not null then
                    insert into pl_tokens (id, name, hash) select 'first', 'owner', decode('HASH', 'hex') where not exists (select from pl_tokens) on conflict do nothing;
                end if;
            end $$
            """.Replace("HASH", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret))), StringComparison.Ordinal));
        await put.ExecuteNonQueryAsync();
    }
}
