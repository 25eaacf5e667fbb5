using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);
    public long Position => Json.GetProperty("position").GetInt64();
    public long Version => Json.GetProperty("version").GetInt64();
    public string ETag => Headers.ETag!.ToString();

    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    /// <summary>The code at the end of the problem's type.</summary>
    public string Problem
    {
        get
        {
            Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
            Assert.Equal((int)Status, Json.GetProperty("status").GetInt32());
            return Json.GetProperty("type").GetString()!["/problems/".Length..];
        }
    }

    public IReadOnlyList<(string Code, string Pointer)> Errors =>
        [.. Json.GetProperty("errors").EnumerateArray().Select(e => (e.GetProperty("code").GetString()!, e.GetProperty("pointer").GetString()!))];

    public Reply Must(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Body}");
        return this;
    }
}

internal static class Exchange
{
    public static Task<Reply> PostAsync(this HttpClient client, string path, string json, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Post, path, new StringContent(json, new UTF8Encoding(false), "application/json"), headers);

    public static Task<Reply> ReadAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Get, path, null, headers);

    public static async Task<Reply> SendAsync(this HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        using var response = await client.SendAsync(request);
        return new Reply(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
    }
}
