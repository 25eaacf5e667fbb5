using System.Text.Json;

namespace ProposalLedger.TransparencyLog.Bundles;

/// <summary>Where JSON is not as it should be, in words that are the reader's and not the parser's.</summary>
internal static class Place
{
    public static string Of(JsonException e) =>
        $"it is no JSON, holds a member twice, or has another form than it should, at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}{(e.Path is { Length: > 1 } path ? $" ({path})" : "")}.";
}
