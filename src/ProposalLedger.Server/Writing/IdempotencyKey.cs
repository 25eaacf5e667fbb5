using System.Security.Cryptography;
using System.Text;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Writing;

/// <summary>The caller's name for a command, so that a retry is not a second one (P3).</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    internal const int MaxLength = 200;

    /// <summary>Null where none was given. The same key stands for the same method, address and bytes.</summary>
    /// <exception cref="ProblemException">400: empty, too long, or not of printable ASCII.</exception>
    public static CommandId? From(HttpRequest request, string actor, ReadOnlyMemory<byte> body)
    {
        if (!request.Headers.TryGetValue(Header, out var values)) return null;
        var key = values.Count == 1 ? values[0] ?? "" : "";
        if (key.Length is 0 or > MaxLength || key.Any(c => c is < ' ' or > '~'))
            throw new ProblemException(Problem.At("bad-header", "/" + Header, $"An {Header} is one value of 1 to {MaxLength} printable ASCII characters, spaces among them."));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body.Span);
        return new CommandId(actor, key, hash.GetHashAndReset());
    }
}
