using System.Text.RegularExpressions;

namespace ProposalLedger.Server.Pages.Words;

/// <summary>English says "the United States", but "Ukraine": a name that ends in a common noun, or stands for one, takes the article in running text.</summary>
internal static partial class Articles
{
    public static string With(string name) => NeedsOne().IsMatch(name) ? "the " + name : name;

    // "NATO" and "France" need none, nor does a name that brings its own. What stands in brackets after a name is no part of it.
    [GeneratedRegex(@"^(?![Tt]he )(?:.* )?(?:States|Kingdom|Federation|Union|Republic|Emirates|Netherlands|Nations|Assembly|Council|Commission|Agency|Secretariat|Government|US|UK|UN|EU|UAE|E3|IAEA)(?: \(.*\))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NeedsOne();
}
