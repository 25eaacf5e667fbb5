using Microsoft.Extensions.Options;
using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Log;

/// <summary>The log's parts and their configuration.</summary>
internal static class LogServices
{
    private const string Section = "Ledger:Log";

    /// <exception cref="StartupException">The configuration cannot be read.</exception>
    public static void AddLog(this WebApplicationBuilder builder, Startup.Ledger ledger)
    {
        try
        {
            builder.Configuration.GetSection(Section).Get<LogOptions>();
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"{e.Message.TrimEnd('.')}. Write a time as 00:00:10.", StartupException.Configuration, e);
        }

        builder.Services.AddSingleton<IValidateOptions<LogOptions>, Check>();
        builder.Services.AddOptions<LogOptions>().BindConfiguration(Section)
            .PostConfigure(options => options.Directory = options.Directory is { Length: > 0 } given ? given : ledger.LogDirectory)
            .ValidateOnStart();
        builder.Services.AddSingleton<LogTables>().AddSingleton<LogBundle>().AddSingleton<Coverage>()
            .AddSingleton<Signer>().AddHostedService(provider => provider.GetRequiredService<Signer>()).AddHostedService<Cosigning>();
    }

    private sealed class Check : IValidateOptions<LogOptions>
    {
        public ValidateOptionsResult Validate(string? name, LogOptions options) => options.Fault() is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }
}
