using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ProposalLedger.Server.Reading;

/// <summary>Bodies with a strong entity tag, and 304 for those who have them.</summary>
public static class Conditional
{
    /// <summary>The tag of a view's body: the SHA-256 of its canonical bytes.</summary>
    public static string TagOf(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";

    public static async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> body, string mediaType, string tag, long position, long head)
    {
        var headers = http.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "no-cache"; // keep it, and ask whether it still holds
        headers["Ledger-Position"] = position.ToString(CultureInfo.InvariantCulture);
        headers["Ledger-Head"] = head.ToString(CultureInfo.InvariantCulture);
        if (IsKnown(http.Request, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        http.Response.ContentType = mediaType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    // RFC 9110, 13.1.2: If-None-Match compares weakly.
    private static bool IsKnown(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch!, out var tags)
        && tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false));
}
