global using ProposalLedger.Domain;
global using ProposalLedger.Domain.Clocks;
global using ProposalLedger.Domain.Entries;
global using ProposalLedger.Domain.Json;
global using ProposalLedger.Views.Histories;
global using ProposalLedger.Views.Json;
