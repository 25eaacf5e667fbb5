return await ProposalLedger.Benchmarks.Commands.RunAsync(args);
