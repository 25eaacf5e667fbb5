using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using ProposalLedger.EventStore.Tail;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Edge;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Pages;

/// <summary>Signing in with a token, and out; who one is. The only forms that a session's cookie counts for.</summary>
internal static class AccountRoutes
{
    public const string SignIn = SessionCookie.Account + "/sign-in", SignOut = SessionCookie.Account + "/sign-out", From = "from", Token = "token";

    /// <summary>A token, and where to go back to.</summary>
    internal const int MaxBytes = 16 * 1024;

    public static void MapAccount(this WebApplication app)
    {
        app.MapGet(SessionCookie.Account, (HttpContext http) => Caller.Of(http).HasCredential ? Show(http) : Results.Redirect(SignIn)).ForAnybody().ExcludeFromDescription();
        app.MapGet(SignIn, (HttpContext http) => Ask(http, http.Request.Query[From])).ForAnybody().ExcludeFromDescription();
        app.MapPost(SignIn, SignInAsync).ForAnybody().ExcludeFromDescription();
        app.MapPost(SignOut, SignOutAsync).ForAnybody().ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext http, Tokens tokens, Sessions sessions, RequestLimits limits)
    {
        // Not counted: any page can send a form that is not this server's own, and would use up the attempts of who reads it.
        if (await FormAsync(http) is not { } form) return Ask(http, null, "The form was not this server's own, or was open for too long. Try again.", StatusCodes.Status400BadRequest);
        if (await tokens.FindAsync(form[Token].ToString().Trim(), http.InTime()) is not { } token)
        {
            limits.CountFailedSignIn(http);
            return Ask(http, form[From], "The token is unknown, expired or revoked.", StatusCodes.Status401Unauthorized);
        }

        if (Caller.Of(http).Session is { } old) await sessions.EndAsync(old, http.InTime());
        var (secret, session) = await sessions.BeginAsync(token, http.InTime());
        SessionCookie.Set(http, secret, session);
        return BackTo(http, Local(form[From]));
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, Sessions sessions)
    {
        if (await FormAsync(http) is null) return PageRoutes.Failure(http, StatusCodes.Status400BadRequest, "The form was not this server's own, or was open for too long.");
        if (Caller.Of(http).Session is { } session) await sessions.EndAsync(session, http.InTime());
        SessionCookie.Delete(http);
        return BackTo(http, "/");
    }

    /// <summary>The form, if it is one that this server made for this browser; null if not.</summary>
    private static async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBytes;
        if (!http.Request.HasFormContentType || (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !http.RequestServices.GetRequiredService<OwnOrigin>().Is(http.Request, origin))) return null;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { BufferBodyLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes, ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = MaxBytes }));
        try
        {
            var form = await http.Request.ReadFormAsync(http.InTime());
            return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http) ? form : null;
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException broken && Body.IsUnreadable(broken)))
        {
            return null; // no form that this page sends
        }
    }

    private static RazorComponentResult<Document> Ask(HttpContext http, string? from, string? wrong = null, int status = StatusCodes.Status200OK) =>
        Page(http, new("Sign in", typeof(SignInPage), new() { ["Form"] = NewForm(http), ["From"] = Local(from), ["Wrong"] = wrong }), status);

    private static RazorComponentResult<Document> Show(HttpContext http) => Page(http, new("Account", typeof(AccountPage), new() { ["Form"] = NewForm(http), ["Caller"] = Caller.Of(http) }), StatusCodes.Status200OK);

    private static RazorComponentResult<Document> Page(HttpContext http, Content content, int status)
    {
        var head = http.RequestServices.GetRequiredService<Follower>().Progress.Head;
        var page = PageRoutes.Page(http, content, new Frame { Title = content.Title, Made = PageRoutes.Now(http), Position = head, Head = head }, status);
        http.Response.Headers.CacheControl = "no-store";
        return page;
    }

    private static AntiforgeryTokenSet NewForm(HttpContext http) => http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);

    // 303: what follows is read.
    private static IResult BackTo(HttpContext http, string address)
    {
        http.Response.Headers[HeaderNames.Location] = address;
        http.Response.Headers.CacheControl = "no-store";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>An address of this server's own, by its path alone; whatever else is asked for is the list of negotiations.</summary>
    internal static string Local(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && address.All(c => c is > ' ' and <= '~' and not '\\') && !address.StartsWith(SessionCookie.Account, StringComparison.OrdinalIgnoreCase) ? address : "/";
}
