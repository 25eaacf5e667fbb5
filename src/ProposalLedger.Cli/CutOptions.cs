using System.CommandLine;

namespace ProposalLedger.Cli;

/// <summary>The three clocks, the same for every command that reads a state. What cannot be read of them the server says.</summary>
internal sealed class CutOptions
{
    private readonly Option<string?> asOf = new("--as-of") { Description = "What happened up to the end of this date (EDTF: 2025-11-24, 2025-11).", HelpName = "date" };
    private readonly Option<string?> knownBy = new("--known-by") { Description = "What was published up to the end of this date.", HelpName = "date" };
    private readonly Option<string?> at = new("--at") { Description = "What was recorded up to this ledger position; such an answer never changes.", HelpName = "position" };

    public void AddTo(Command command)
    {
        command.Add(asOf);
        command.Add(knownBy);
        command.Add(at);
    }

    /// <summary>Those that were given, by the names that they have in addresses.</summary>
    public IEnumerable<(string Name, string Value)> Given(ParseResult parsed)
    {
        foreach (var (name, option) in new[] { ("asOf", asOf), ("knownBy", knownBy), ("at", at) })
            if (parsed.GetValue(option) is { } value) yield return (name, value);
    }

    /// <summary>As parameters of an address, each with its ampersand in front.</summary>
    public string Query(ParseResult parsed) => string.Concat(Given(parsed).Select(p => $"&{p.Name}={Uri.EscapeDataString(p.Value)}"));
}
