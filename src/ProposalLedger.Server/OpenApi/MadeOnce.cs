using ProposalLedger.Server.Access;

namespace ProposalLedger.Server.OpenApi;

/// <summary>The API's description takes a second of work and never changes while the process runs: it is made for the first who asks, and all others get the same bytes.</summary>
internal sealed class MadeOnce(RequestDelegate make, IServiceProvider services)
{
    private readonly Lock door = new();
    private Task<(byte[] Bytes, string? MediaType)>? made;

    public static void MapApiDescription(WebApplication app) =>
        app.MapOpenApi("/openapi/v1.json").ForAnybody().Finally(endpoint => endpoint.RequestDelegate = new MadeOnce(endpoint.RequestDelegate!, app.Services).AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        Task<(byte[] Bytes, string? MediaType)> making;
        lock (door)
        {
            // What failed is tried again by the next one.
            if (made is null or { IsFaulted: true } or { IsCanceled: true }) made = Task.Run(MakeAsync);
            making = made;
        }

        var (bytes, mediaType) = await making.WaitAsync(http.RequestAborted);
        http.Response.ContentType = mediaType;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <summary>For nobody in particular: who asked first may hang up, and his address is in no part of it.</summary>
    private async Task<(byte[] Bytes, string? MediaType)> MakeAsync()
    {
        await using var scope = services.CreateAsyncScope();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (http.Request.Method, http.Request.Scheme, http.Request.Host, http.Response.Body) = (HttpMethods.Get, Uri.UriSchemeHttp, new HostString("localhost"), body);
        await make(http);
        await http.Response.CompleteAsync();
        return (body.ToArray(), http.Response.ContentType);
    }
}
