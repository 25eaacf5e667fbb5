using ProposalLedger.Server.Startup;

namespace ProposalLedger.Server.Pages;

/// <summary>What every answer tells a browser that it must not do.</summary>
public static class Security
{
    /// <summary>
    /// Nothing inline and nothing from elsewhere: scripts, styles and connections are this server's own files and addresses.
    /// A text that gets through as markup would still run nothing.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ledger-page";

    /// <summary>Nothing that these pages need: what got into one could not ask for it either.</summary>
    private const string NoFeatures =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    /// <summary>Once a browser has come by TLS, it comes by TLS alone for a year. For this name alone: others are not this server's to speak for.</summary>
    private const string OnlyByTls = "max-age=31536000";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = NoFeatures;
            // What serves this machine by TLS today may be another program's plain port tomorrow.
            if (http.Request.IsHttps && !Addresses.IsThisMachine(http.Request.Host.Host)) headers.StrictTransportSecurity = OnlyByTls;
            headers.Remove("blazor-enhanced-nav"); // for a script that these pages do not have
            return Task.CompletedTask;
        });
        return next(http);
    });
}
