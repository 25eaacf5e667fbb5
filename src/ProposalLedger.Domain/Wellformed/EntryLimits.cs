using ProposalLedger.Domain.Json;

namespace ProposalLedger.Domain.Wellformed;

/// <summary>How much an entry may hold, for those who tell of it.</summary>
public static class EntryLimits
{
    public const int TextBytes = Texts.MaxBytes, ListItems = Form.MaxItems, Depth = LedgerJson.MaxDepth;
}
