return await ProposalLedger.Load.Commands.RunAsync(args);
