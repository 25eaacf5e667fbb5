using Microsoft.Extensions.Options;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Health;
using ProposalLedger.Server.Hub;
using ProposalLedger.Server.Log;
using ProposalLedger.Server.Imports;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Pages;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Slices;
using ProposalLedger.Server.Startup;
using ProposalLedger.Server.Telemetry;

using var interrupted = new Interruption();
var builder = WebApplication.CreateBuilder(args);
using var steps = new Steps(builder.Configuration.GetValue("Ledger:Quiet", false) ? TextWriter.Null : Console.Out, builder.Configuration.IsLogStructured());
try
{
    builder.ListenOnLoopbackByDefault();
    builder.RefuseOpenWriting();
    builder.RequireFreePorts();
    await using var ledger = await Ledger.OpenAsync(builder.Configuration, steps, interrupted.Token);
    builder.AddLedger(ledger);
    builder.AddFollowing();
    builder.AddRequestLimits();
    builder.AddAdmission();
    builder.AddTelemetry();
    builder.AddHealth();

    await using var app = builder.Build();
    app.UseTrustedProxies();
    app.UseSecurityHeaders();
    app.UseOwnNames();
    app.UseOrigins();
    app.UseConnectionLimit();
    app.UseRequestLimits();
    app.UseAdmission();
    TicketInAddress.Refuse(app);
    app.UsePages();
    app.UseProblems();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseAccess();
    app.MapApi();
    MadeOnce.MapApiDescription(app);
    app.MapHubDescription();
    app.MapFollowing();
    app.MapLog();
    app.MapAccount();
    app.MapHealth();
    app.MapProblems();
    app.MapCaseFileSchema();

    await app.ServeAsync(ledger, steps, interrupted.Token);
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.ExitCode;
}
catch (OptionsValidationException e)
{
    await Console.Error.WriteLineAsync(string.Join('\n', e.Failures));
    return StartupException.Configuration;
}
catch (OperationCanceledException) when (interrupted.Token.IsCancellationRequested)
{
    return 130;
}
