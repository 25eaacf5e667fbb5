using ProposalLedger.Domain;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Telemetry;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>Tokens, for the command line.</summary>
internal static class TokenRoutes
{
    internal sealed record TokenWish
    {
        /// <summary>Who will write with it; the actor of every event.</summary>
        public required string Name { get; init; }

        /// <summary>RFC 3339; absent: it does not end by itself.</summary>
        public DateTimeOffset? Expires { get; init; }

        /// <summary>What it may do: reader, recorder, editor, auditor, administrator; absent: recorder.</summary>
        public IReadOnlyList<Role>? Roles { get; init; }

        /// <summary>Ids of the negotiations that it is for, which need not be there yet; absent: the whole ledger.</summary>
        public IReadOnlyList<string>? Negotiations { get; init; }

        /// <summary>Why; kept with the event.</summary>
        public string? Reason { get; init; }
    }

    /// <param name="Id">To revoke it by.</param>
    /// <param name="Name">The actor.</param>
    /// <param name="Token">The secret, shown this once.</param>
    /// <param name="Expires">When it ends.</param>
    /// <param name="Roles">What it may do.</param>
    /// <param name="Negotiations">What it is for; absent: the whole ledger.</param>
    internal sealed record IssuedToken(string Id, string Name, string Token, DateTimeOffset? Expires, IReadOnlyList<Role> Roles, IReadOnlyList<string>? Negotiations);

    internal sealed record TokenList(IReadOnlyList<Token> Items);

    private const int LongestName = 100;
    private const int MostNegotiations = 100;

    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens");
        tokens.MapPost("", IssueAsync).RequiresSomewhere(Role.Administrator).Describe(new Description("Issue a token", "Its name is the actor of what is written with it: no two live tokens have the same. The answer shows the secret, once. It has "
            + "roles, in some negotiations or in the whole ledger; who issues it administers all of these. That it was issued is an event, with its name and the reason, which whoever may read there can read.")
        {
            Body = typeof(TokenWish),
            Example = """{"name":"ana","roles":["recorder"],"expires":"2027-01-01T00:00:00Z"}""",
        }).Produces<IssuedToken>(StatusCodes.Status201Created).Fails(400, 401, 403, 409, 413, 415, 503);
        tokens.MapGet("", async (HttpContext http, Tokens all, CancellationToken ct) =>
            {
                var (caller, items) = (Caller.Of(http), await all.ListAsync(ct));
                return Results.Json(new TokenList([.. items.Where(token => token.Places.All(place => AccessRules.MayAudit(caller, place)))]), LedgerJson.Options);
            }).RequiresSomewhere(Role.Auditor).Describe(new Description("List tokens", "Without their secrets: those that are for nothing but what the caller audits.")).Produces<TokenList>().Fails(401, 403, 503);
        tokens.MapDelete("/{id}", RevokeAsync).RequiresSomewhere(Role.Administrator)
            .Describe(new Description("Revoke a token", "It writes no more at once, on every node; reads with it end within seconds, open streams within a minute. It is an event, which whoever may read there can read.")
            { Parameters = [new("reason", "Why; it stays on record, for whoever may read there.")] }).Produces(StatusCodes.Status204NoContent).Fails(400, 401, 403, 404, 503);
    }

    private static async Task<IResult> IssueAsync(HttpContext http, Tokens tokens, TimeProvider time, CancellationToken ct)
    {
        Body.RequireJson(http.Request);
        var json = JsonBody.Read(await Body.ReadAsync(http.Request, Body.MaxBytes, ct));
        var wish = JsonBody.As<TokenWish>(json);
        if (Actors.Check(wish.Name) is not null || wish.Name.Trim() != wish.Name || wish.Name.Length > LongestName)
            throw new ProblemException(Problem.At("wrong-type", "/name", $"A name is one line of 1 to {LongestName} characters, all of which can be seen, without spaces at its ends."));
        if (Actors.MixesAlphabets(wish.Name))
            throw new ProblemException(Problem.At("wrong-type", "/name", "A word of a name is written in one alphabet: with Latin, Greek or Cyrillic letters side by side it may read as another's."));
        if (wish.Expires <= time.GetUtcNow()) throw new ProblemException(Problem.At("wrong-type", "/expires", "The end lies in the future."));
        if (wish.Negotiations is { } scope && (scope.Count is 0 or > MostNegotiations || !scope.All(n => n is not null && NegotiationId.CouldBe(n))))
            throw new ProblemException(Problem.At("wrong-type", "/negotiations", $"Name 1 to {MostNegotiations} negotiations by their ids, or leave it out: then the token is for the whole ledger."));
        if (wish.Roles is { } named && (named.Count == 0 || named.Distinct().Count() < named.Count || !named.All(Enum.IsDefined)))
            throw new ProblemException(Problem.At("wrong-type", "/roles", "Name each of its roles once, or leave it out: then the token is a recorder's."));
        var token = new NewToken(Guid.CreateVersion7().ToString("n"), wish.Name, wish.Roles ?? [Role.Recorder], wish.Negotiations?.Distinct(StringComparer.Ordinal).ToList(), wish.Expires);
        foreach (var place in token.Negotiations ?? (IEnumerable<string?>)[null]) AccessGate.Require(Caller.Of(http), Role.Administrator, place);
        var secret = Tokens.NewSecret();
        var act = Acts.Of(http, wish.Reason, required: false);
        CommandLog.AccessChanged(http, act.Trace, await tokens.IssueAsync(token, secret, act, ct));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new IssuedToken(token.Id, token.Name, secret, token.Expires, token.Roles, token.Negotiations), LedgerJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, string id, Tokens tokens, CancellationToken ct)
    {
        var act = Acts.Of(http, Query.Of(http.Request, "reason").GetValueOrDefault("reason"), required: false);
        // Of those of others nothing is said, not even that they are there.
        if (await tokens.GetAsync(id, ct) is not { } token || !token.Places.All(place => AccessRules.MayAdminister(Caller.Of(http), place))) return new Problem("unknown-token", $"No token has the id '{id}'.");
        CommandLog.AccessChanged(http, act.Trace, await tokens.RevokeAsync(id, act, ct));
        return Results.NoContent();
    }
}
