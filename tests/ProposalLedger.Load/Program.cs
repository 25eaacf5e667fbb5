using System.CommandLine;
using ProposalLedger.Load;

var root = new RootCommand("Puts load on a node of this machine, and says what came of it as rows of a table.")
{
    Commands.Crowd("crowd", "Many clients of one negotiation.", clients: 5000, rate: 20),
    Commands.Crowd("few", "Few clients, many events.", clients: 50, rate: 100),
    Commands.Slow(),
};
return await root.Parse(args).InvokeAsync();
