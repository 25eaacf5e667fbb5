using System.Net;
using System.Text.RegularExpressions;
using ProposalLedger.Server.Tests.Api;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>A browser as far as cookies and forms go: it keeps what it is given, and sends it with everything.</summary>
internal sealed partial class Visitor(HttpClient anybody, params (string Name, string Value)[] always)
{
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>As they were set, with what they say of themselves.</summary>
    public List<string> Set { get; } = [];

    public string Header => string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}"));

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var reply = await anybody.SendAsync(method, path, content, [.. always, .. Cookies.Count > 0 ? new[] { ("Cookie", Header) } : [], .. headers]);
        if (!reply.Headers.TryGetValues("Set-Cookie", out var given)) return reply;
        foreach (var cookie in given)
        {
            Set.Add(cookie);
            var (name, value) = (cookie.Split('=')[0], cookie.Split(';')[0].Split('=', 2)[1]);
            if (value.Length == 0) Cookies.Remove(name);
            else Cookies[name] = value;
        }
        return reply;
    }

    /// <summary>Opens the page with a form, and sends that.</summary>
    public async Task<Reply> SendFormAsync(string page, string action, Dictionary<string, string>? fields = null, params (string Name, string Value)[] headers)
    {
        var form = await FormAsync(page);
        foreach (var (name, value) in fields ?? []) form[name] = value;
        return await SendAsync(HttpMethod.Post, action, new FormUrlEncodedContent(form), headers);
    }

    public Task<Reply> SignInAsync(string token, string from = "/") => SendFormAsync("/account/sign-in?from=" + Uri.EscapeDataString(from), "/account/sign-in", new() { ["token"] = token });

    /// <summary>What a page's form sends by itself.</summary>
    public async Task<Dictionary<string, string>> FormAsync(string page)
    {
        var shown = (await GetAsync(page)).Must(HttpStatusCode.OK).Body;
        return Hidden().Matches(shown).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
