using System.CommandLine;
using ProposalLedger.Cli;

var root = new RootCommand("ledger: works on a ProposalLedger server from the command line.")
{
    Connection.Server,
    Connection.TokenFile,
    ImportCommands.Import(),
    ExportCommands.Export(),
    ExportCommands.Cite(),
    TailCommands.Tail(),
    ReadCommands.Read(),
    RebuildCommands.Rebuild(),
    VerifyCommands.Verify(),
    DoctorCommands.Doctor(),
    RedactCommands.Redact(),
    TokenCommands.Token(),
    RoleCommands.Role(),
};
var parsed = root.Parse(args);
var misread = parsed.Errors.Count > 0;
// What was typed wrong is told, with the help, on standard error: a script's output stays empty.
var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = new SafeWriter(misread ? Console.Error : Console.Out), Error = new SafeWriter(Console.Error) })
    .ContinueWith(ExitCodes.Of, TaskScheduler.Default);
return misread ? ExitCodes.Usage : code;
