global using ProposalLedger.Domain.Clocks;
global using ProposalLedger.Domain.Entries;
global using ProposalLedger.Domain.Json;
global using static ProposalLedger.Domain.Tests.SmallCase;
