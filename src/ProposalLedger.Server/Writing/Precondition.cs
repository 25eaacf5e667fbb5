using System.Globalization;
using Microsoft.Net.Http.Headers;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Writing;

/// <summary>What <c>If-Match</c> asks of the stream that a command writes to.</summary>
/// <param name="Versions">The versions that will do; null is any.</param>
internal sealed record Precondition(IReadOnlyList<long>? Versions)
{
    public static Precondition None { get; } = new((IReadOnlyList<long>?)null);

    /// <param name="request">Carries the header, or not.</param>
    /// <param name="required">Whether the command replaces something: then silence is 428.</param>
    /// <exception cref="ProblemException">428, or 400 where the header is no list of entity tags.</exception>
    public static Precondition From(HttpRequest request, bool required)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0) return required ? throw new ProblemException(new Problem("if-match-required")) : None;
        if (!EntityTagHeaderValue.TryParseStrictList(header!, out var tags))
            throw new ProblemException(Problem.At("bad-header", "/If-Match", "If-Match is the stream's version in quotes, as in \"3\", or *."));
        // Anything that is no version of ours, a weak tag too, matches no version.
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any)) ? None
            : new([.. tags.Where(tag => !tag.IsWeak).Select(tag => Version(tag.Tag.AsSpan().Trim('"'))).OfType<long>()]);
    }

    public bool Allows(long version) => Versions is null || Versions.Contains(version);

    // The tag of a stream with redacted events has the last redaction behind the version.
    private static long? Version(ReadOnlySpan<char> text) =>
        long.TryParse(text.IndexOf('.') is > 0 and var dot ? text[..dot] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
