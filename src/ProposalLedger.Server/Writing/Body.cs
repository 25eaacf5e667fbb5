using System.Buffers;
using Microsoft.Net.Http.Headers;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Writing;

internal static class Body
{
    public const int MaxBytes = 256 * 1024;

    /// <summary>The whole body as it came.</summary>
    /// <exception cref="ProblemException">413 beyond the limit, whether or not the request says its length.</exception>
    /// <exception cref="BadHttpRequestException">It is not as HTTP has it.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        if (request.ContentLength > limit) throw TooLarge(limit);
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        try
        {
            while (await request.Body.ReadAsync(body.GetMemory(4096), ct) is > 0 and var read)
            {
                body.Advance(read);
                if (body.WrittenCount > limit) throw TooLarge(limit);
            }
        }
        catch (IOException e) when (IsUnreadable(e))
        {
            throw new BadHttpRequestException(e.Message, e);
        }

        return body.WrittenMemory;
    }

    /// <summary>A body that is not as HTTP has it. Kestrel says so with the one exception or the other: of a chunk that is longer than any number, with the other.</summary>
    public static bool IsUnreadable(IOException e) => e is not BadHttpRequestException && e.InnerException is OverflowException;

    /// <exception cref="ProblemException">415.</exception>
    public static void RequireJson(HttpRequest request)
    {
        var type = request.GetTypedHeaders().ContentType;
        if (type is null || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new ProblemException(new Problem("wrong-content-type", $"Send {HeaderNames.ContentType}: application/json, in UTF-8."));
    }

    private static ProblemException TooLarge(int limit) =>
        new(new Problem("body-too-large", $"The body has more than {limit / 1024} KiB."));
}
