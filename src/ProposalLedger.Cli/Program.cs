using System.CommandLine;
using ProposalLedger.Cli;

var root = new RootCommand("ledger: works on a ProposalLedger server from the command line.")
{
    Connection.Server,
    Connection.TokenFile,
    ImportCommands.Import(),
    TailCommands.Tail(),
    RebuildCommands.Rebuild(),
    TokenCommands.Token(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ContinueWith(ExitCodes.Of, TaskScheduler.Default);
