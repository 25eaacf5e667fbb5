using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace ProposalLedger.Server.Problems;

/// <summary>One place in a request, or in a file, and what is wrong with it.</summary>
public sealed record ProblemError
{
    public required string Code { get; init; }

    /// <summary>JSON Pointer (RFC 6901) into the body; for a parameter or header its name after a slash.</summary>
    public required string Pointer { get; init; }

    /// <summary>From 1, where the body is text that people write.</summary>
    public long? Line { get; init; }

    /// <summary>From 1.</summary>
    public long? Column { get; init; }
    public required string Detail { get; init; }
}

/// <summary>An answer of RFC 9457 that says what is wrong and where. Its <c>type</c> resolves at this server.</summary>
public sealed record Problem : IResult, IStatusCodeHttpResult
{
    public const string MediaType = "application/problem+json";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ProblemType kind;

    public Problem(string code, string? detail = null)
    {
        // A code that the table lacks is still said, rather than turned into a failure of the server.
        kind = ProblemTypes.Find(code) ?? new ProblemType(code, StatusCodes.Status422UnprocessableEntity, code.Replace('-', ' '), "");
        Detail = detail ?? kind.Remedy;
        Status = kind.Status;
    }

    public string Type => $"/problems/{kind.Code}";
    public string Title => kind.Title;

    /// <summary>That of its kind, unless the same lack is met elsewhere: an unknown draft is 422 in a body, 404 in an address.</summary>
    public int Status { get; init; }
    public string Detail { get; init; }
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>The version that the stream has, where another was expected.</summary>
    public long? CurrentVersion { get; init; }

    /// <summary>The ledger's last position, where a later one was asked for.</summary>
    public long? Head { get; init; }

    /// <summary>In how many seconds, where there was too much.</summary>
    [JsonIgnore]
    public int RetryAfter { get; init; } = 10;

    [JsonIgnore]
    public string Code => kind.Code;

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <summary>Several faults of one request: the first one names the problem.</summary>
    public static Problem Of(IReadOnlyList<ProblemError> errors) => new(errors[0].Code, errors[0].Detail) { Errors = errors };

    public static Problem At(string code, string pointer, string detail) =>
        Of([new ProblemError { Code = code, Pointer = pointer, Detail = detail }]);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer realm=\"ledger\"";
        if (Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = "1";
        if (Status == StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Code == "not-yet-signed") response.Headers.RetryAfter = "1";
        if (CurrentVersion is { } version) response.Headers.ETag = $"\"{version}\"";
        if (Head is { } head) response.Headers["Ledger-Head"] = head.ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "no-store";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        response.ContentType = MediaType;
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, Json), httpContext.RequestAborted);
    }
}

/// <summary>Ends a request at its edge, where its headers, parameters and body are read.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
