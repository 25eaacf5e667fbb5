using ProposalLedger.Domain;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
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

        /// <summary>Ids of the negotiations that it is for, which need not be there yet; absent: the whole ledger.</summary>
        public IReadOnlyList<string>? Negotiations { get; init; }
    }

    /// <param name="Id">To revoke it by.</param>
    /// <param name="Name">The actor.</param>
    /// <param name="Token">The secret, shown this once.</param>
    /// <param name="Expires">When it ends.</param>
    /// <param name="Negotiations">What it is for; absent: the whole ledger.</param>
    internal sealed record IssuedToken(string Id, string Name, string Token, DateTimeOffset? Expires, IReadOnlyList<string>? Negotiations);

    internal sealed record TokenList(IReadOnlyList<Token> Items);

    private const int LongestName = 100;
    private const int MostNegotiations = 100;

    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/tokens").RequiresSomewhere(Role.Administrator);
        tokens.MapPost("", IssueAsync).Describe(new Description("Issue a token", "Its name is the actor of what is written with it: no two live tokens have the same. The answer shows the secret, once. One that is for some negotiations alone "
            + "writes to those, reads those and the public ones, and issues no tokens.")
        {
            Body = typeof(TokenWish),
            Example = """{"name":"ana","expires":"2027-01-01T00:00:00Z"}""",
        }).Produces<IssuedToken>(StatusCodes.Status201Created).Fails(400, 401, 403, 409, 413, 415, 503);
        tokens.MapGet("", async (Tokens all, CancellationToken ct) => Results.Json(new TokenList(await all.ListAsync(ct)), LedgerJson.Options))
            .Describe(new Description("List tokens", "Without their secrets.")).Produces<TokenList>().Fails(401, 403, 503);
        tokens.MapDelete("/{id}", async (string id, Tokens all, CancellationToken ct) => await all.RevokeAsync(id, ct)
                ? Results.NoContent() : new Problem("unknown-token", $"No token has the id '{id}'."))
            .Describe(new Description("Revoke a token", "It writes no more at once, on every node; reads with it end within seconds, open streams within a minute.")).Produces(StatusCodes.Status204NoContent).Fails(401, 403, 404, 503);
    }

    private static async Task<IResult> IssueAsync(HttpContext http, Tokens tokens, TimeProvider time, CancellationToken ct)
    {
        Body.RequireJson(http.Request);
        var json = JsonBody.Read(await Body.ReadAsync(http.Request, Body.MaxBytes, ct));
        var wish = JsonBody.As<TokenWish>(json);
        if (Actors.Check(wish.Name) is not null || wish.Name.Trim() != wish.Name || wish.Name.Length > LongestName)
            throw new ProblemException(Problem.At("wrong-type", "/name", $"A name is one line of 1 to {LongestName} characters, all of which can be seen, without spaces at its ends."));
        if (wish.Expires <= time.GetUtcNow()) throw new ProblemException(Problem.At("wrong-type", "/expires", "The end lies in the future."));
        if (wish.Negotiations is { } scope && (scope.Count is 0 or > MostNegotiations || !scope.All(n => n is not null && NegotiationId.CouldBe(n))))
            throw new ProblemException(Problem.At("wrong-type", "/negotiations", $"Name 1 to {MostNegotiations} negotiations by their ids, or leave it out: then the token is for the whole ledger."));
        var (id, secret) = (Guid.CreateVersion7().ToString("n"), Tokens.NewSecret());
        await tokens.IssueAsync(id, wish.Name, secret, wish.Expires, wish.Negotiations, ct);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new IssuedToken(id, wish.Name, secret, wish.Expires, wish.Negotiations), LedgerJson.Options, statusCode: StatusCodes.Status201Created);
    }
}
