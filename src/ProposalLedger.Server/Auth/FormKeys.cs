using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace ProposalLedger.Server.Auth;

/// <summary>
/// The keys behind the tokens against forgery, in the ledger's database: a form that one node made may be sent to another. ASP.NET reads them at the
/// start and once a day, and makes a new one before the last one ends.
/// </summary>
internal sealed class FormKeys(NpgsqlDataSource database) : IXmlRepository
{
    private const string Cookie = "ledger-form";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<FormKeys>().AddDataProtection().SetApplicationName("ProposalLedger").SetDefaultKeyLifetime(Lifetime);
        services.AddOptions<KeyManagementOptions>().Configure<FormKeys>((options, keys) => options.XmlRepository = keys);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = Cookie;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form";
            options.HeaderName = null;
            options.SuppressXFrameOptionsHeader = true; // the policy of every answer says it
        });
    }

    /// <summary>Of nodes that start together on a new ledger one makes the first key: two would know each other's forms only after a day.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken ct)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('pl_form_keys'))", connection, transaction)) await alone.ExecuteNonQueryAsync(ct);
        var keys = services.GetRequiredService<IKeyManager>();
        if (keys.GetAllKeys().Count == 0) keys.CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow + Lifetime);
        await transaction.CommitAsync(ct);
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var query = database.CreateCommand("select xml from pl_form_keys order by made_at, name");
        using var rows = query.ExecuteReader();
        var all = new List<XElement>();
        while (rows.Read()) all.Add(XElement.Parse(rows.GetString(0)));
        return all;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var call = database.CreateCommand("select pl_keep_form_key($1, $2)");
        call.Parameters.Add(new() { Value = friendlyName });
        call.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        call.ExecuteNonQuery();
    }
}
