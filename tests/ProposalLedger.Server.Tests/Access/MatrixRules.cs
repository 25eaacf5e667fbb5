using System.Text.RegularExpressions;
using ProposalLedger.Server.Access;
using static ProposalLedger.Server.Tests.Access.MatrixStage;

namespace ProposalLedger.Server.Tests.Access;

/// <summary>Who may do what at every address, said once more by hand: what <see cref="AccessMatrixTests"/> compares with.</summary>
internal static partial class MatrixRules
{
    public const string Allowed = "yes";
    private const string Below = "/api/negotiations/{n}";

    /// <summary>What is asked for, and of whom: the words of the table.</summary>
    /// <param name="Asks">anybody; reading; credential; a role there; or, with <c>somewhere</c>, anywhere.</param>
    /// <param name="Address">With {n}, or an event, token, role of it.</param>
    /// <param name="Body">Sent with a POST.</param>
    /// <param name="Hidden">The code by which what may not be read is not there.</param>
    internal sealed record Said(string Asks, string? Address = null, string Body = "{}", string Hidden = "unknown-negotiation");

    // By hand, and not from the routes' own word for it.
    private static readonly Dictionary<string, Said> Others = new(StringComparer.Ordinal)
    {
        ["GET /api/negotiations"] = new("anybody"),
        ["GET /api/events"] = new("reading", "/api/events?limit=1&negotiation={n}"),
        ["GET /api/events/{position}"] = new("reading", "/api/events/{position}", Hidden: "unknown-event"),
        ["GET /api/events/{position}/receipt"] = new("reading", "/api/events/{position}/receipt", Hidden: "unknown-event"),
        ["POST /api/events/{position}/redaction"] = new("somewhere administrator", "/api/events/{position}/redaction", Hidden: "unknown-event"), // without a reason: nothing is taken away
        ["GET /api/streams/{**key}"] = new("reading", "/api/streams/negotiation:{n}", Hidden: "unknown-stream"),
        ["POST /api/negotiations"] = new("somewhere recorder", "/api/negotiations", """{"id":"{n}","title":""}"""),
        ["POST /api/imports"] = new("somewhere recorder", "/api/imports", "negotiation: {id: {n}, title: \"\"}\n"),
        ["POST /api/tokens"] = new("somewhere administrator", "/api/tokens", """{"name":"owner","negotiations":["{n}"]}"""),
        ["GET /api/tokens"] = new("auditor anywhere"),
        ["DELETE /api/tokens/{id}"] = new("somewhere administrator", "/api/tokens/{token}", Hidden: "unknown-token"),
        ["POST /api/roles"] = new("somewhere administrator", "/api/roles", """{"actor":"jwt:anybody","role":"reader","negotiation":"{n}","reason":"So."}"""),
        ["GET /api/roles"] = new("auditor anywhere"),
        ["DELETE /api/roles/{id}"] = new("somewhere administrator", "/api/roles/{role}?reason=So.", Hidden: "unknown-role"),
        ["POST /api/views/{view}/rebuild"] = new("ledger", "/api/views/none/rebuild"),
        ["POST /api/tickets"] = new("credential"),
        ["GET /api/views"] = new("anybody"), ["GET /health/live"] = new("anybody"), ["GET /health/ready"] = new("anybody"),
        ["GET /problems"] = new("anybody"), ["GET /problems/{code}"] = new("anybody", "/problems/not-allowed"), ["GET /schemas/case-file.json"] = new("anybody"),
        ["GET /openapi/v1.json"] = new("anybody"), ["GET /openapi/asyncapi.json"] = new("anybody"),
        ["GET /log/checkpoint"] = new("anybody"), ["GET /log/key"] = new("anybody"), ["GET /log/bundle"] = new("anybody"),
        ["GET /log/tile/{**path}"] = new("anybody", "/log/tile/entries/000"), ["GET /log/proof/{position}"] = new("anybody", "/log/proof/1"),
        // Forms, with a token against forgery: signing in asks for the secret itself.
        ["GET /account"] = new("anybody"), ["GET /account/sign-in"] = new("anybody"), ["POST /account/sign-in"] = new("anybody"), ["POST /account/sign-out"] = new("anybody"),
        // Whatever a method sends is asked for itself, below.
        ["* /hubs/ledger"] = new("anybody"), ["* /hubs/ledger/negotiate"] = new("anybody"),
    };

    public static readonly Said[] PagesToAsk =
    [
        .. new[] { "/{n}", "/{n}/live", "/{n}/audit", "/{n}/audit/{position}", "/{n}/export", "/{n}/positions", "/{n}?at={position}" }.Select(page => new Said("reading", page, Hidden: "404")),
        new("anybody", "/audit"), new("reading", "/audit/{position}", Hidden: "unknown-event"),
    ];

    /// <summary>Of those that are under no negotiation's address; of HEAD is said what is of GET.</summary>
    public static IEnumerable<string> Known => Others.Keys;

    public static Said? SaidOf(string route, string method)
    {
        var get = method == "HEAD" ? "GET" : method;
        if (Others.TryGetValue($"{get} {route}", out var said)) return said with { Address = said.Address ?? route };
        if (!route.StartsWith(Below, StringComparison.Ordinal)) return null;
        var address = route.Replace("{p}", "zone-plan", StringComparison.Ordinal).Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "north-supports", StringComparison.Ordinal).Replace("{id}", "none", StringComparison.Ordinal).Replace("{v}", "first.1", StringComparison.Ordinal);
        if (get == "GET") return new("reading", address);
        if (method != "POST") return null;
        var last = route[Below.Length..];
        if (last == "/visibility") return new("administrator", address);
        if (last.Contains("/status", StringComparison.Ordinal) || last.Contains("/resolutions", StringComparison.Ordinal)) return new("editor", address);
        return Recorded().IsMatch(last) || Changed().IsMatch(last) ? new("recorder", address) : null;
    }

    public static string Expected(string caller, string kind, Said said)
    {
        var role = caller == "ledger" ? Role.Administrator : RoleOf(caller);
        var there = said.Address!.Contains("{n}", StringComparison.Ordinal) || said.Hidden != "unknown-negotiation";
        var hasCredential = caller != "anybody";
        var words = said.Asks.Split(' ');
        switch (words)
        {
            case ["anybody"]: return Allowed;
            case ["credential"]: return hasCredential ? Allowed : "401";
            case ["ledger"]: return !hasCredential ? "401" : caller == "ledger" ? Allowed : "403";
            case [var needed, "anywhere"]:
                return !hasCredential ? "401" : caller == "elsewhere" || Is(role, needed) ? Allowed : "403";
            case ["somewhere", var needed]:
                if (!hasCredential) return "401";
                if (caller != "elsewhere" && !Is(role, needed)) return "403";
                if (said.Hidden == "unknown-event" && caller == "elsewhere" && kind == "public") return "403"; // who may read it is told why not
                return said.Hidden != "unknown-negotiation" ? caller == "elsewhere" || kind == "unknown" ? $"404 {said.Hidden}" : Allowed : caller == "elsewhere" ? "403" : Allowed;
            case ["reading"]:
                if (kind == "unknown") return $"404 {said.Hidden}";
                if (kind == "public" || role is not null) return Allowed;
                return kind == "listed" && said.Hidden is "unknown-negotiation" or "404" ? "403" : $"404 {said.Hidden}";
            case [var needed]:
                if (!hasCredential) return "401";
                if (kind == "unknown") return $"404 {said.Hidden}";
                if (kind == "private" && role is null) return $"404 {said.Hidden}";
                return there && Is(role, needed) ? Allowed : "403";
            default: throw new InvalidOperationException(said.Asks);
        }
    }

    private static bool Is(Role? held, string needed) => held is { } role && needed switch
    {
        "recorder" => role is Role.Recorder or Role.Editor or Role.Administrator,
        "editor" => role is Role.Editor or Role.Administrator,
        "auditor" => role is Role.Auditor or Role.Administrator,
        _ => role is Role.Administrator,
    };

    [GeneratedRegex(@"^/(parties|persons|mandates|issues|propositions|sources|sessions|actions|proposals|claims|conflicts|lineage|proposals/\{p\}/(drafts|amendments)|proposals/\{p\}/drafts/\{d\}/renderings)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Recorded();

    [GeneratedRegex(@"/(corrections|retractions)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Changed();
}
