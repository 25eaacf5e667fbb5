namespace ProposalLedger.Views;

/// <summary>The beginning of a text of others, cut between two words; whole where it is not long.</summary>
public static class Brief
{
    private const int Limit = 80;

    public static string Of(string text)
    {
        if (text.Length <= Limit) return text;
        var end = text.LastIndexOf(' ', Limit - 2, Limit / 2);
        if (end < 0) end = char.IsHighSurrogate(text[Limit - 2]) ? Limit - 2 : Limit - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
