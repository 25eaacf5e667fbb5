using System.Security.Cryptography;
using System.Text;
using ProposalLedger.Domain.Wellformed;

namespace ProposalLedger.Domain.Proposals;

/// <summary>
/// The id of a status that was sent without one: <c>first-1-agreed-2025-01-12</c>. The same report gets the same id, so that sending it
/// again records nothing. Two that differ in their sources alone need ids of their own.
/// </summary>
internal static class StatusIds
{
    private const int Longest = 64;

    public static string Of(StatusReport status)
    {
        var draft = status.Draft[(status.Draft.LastIndexOf('/') + 1)..];
        var said = $"{draft}-{status.Point}-{EnumNames.Of(typeof(PointStatus)).ElementAt((int)status.Status)}-{status.Occurred}";
        if (Texts.IsSlug(said)) return said;
        // What no id may hold becomes a hyphen; the hash tells apart what then reads the same.
        var hash = "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))[..8];
        var slug = string.Concat(said.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return slug[..Math.Min(slug.Length, Longest - hash.Length)] + hash;
    }
}
