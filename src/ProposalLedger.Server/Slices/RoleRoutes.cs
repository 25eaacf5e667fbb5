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

/// <summary>Roles of those whom an outside issuer vouches for. A token's roles are its own.</summary>
internal static class RoleRoutes
{
    /// <summary>What the names of outside issuers' subjects begin with; no token has such a name.</summary>
    public const string Outside = "jwt:";

    internal sealed record RoleWish
    {
        /// <summary>Whose it is: <c>jwt:</c> and the subject of the issuer's tokens.</summary>
        public required string Actor { get; init; }

        /// <summary>What he may do.</summary>
        public required Role Role { get; init; }

        /// <summary>Id of the negotiation where, which need not be there yet; absent: in the whole ledger.</summary>
        public string? Negotiation { get; init; }

        /// <summary>Why; kept with the event.</summary>
        public required string Reason { get; init; }
    }

    internal sealed record RoleList(IReadOnlyList<GrantedRole> Items);

    public static void MapRoles(this IEndpointRouteBuilder api)
    {
        var roles = api.MapGroup("/roles");
        roles.MapPost("", GrantAsync).RequiresSomewhere(Role.Administrator).Describe(new Description("Grant a role", "To an actor whom the configured issuer vouches for, in a negotiation or in the whole ledger, which the caller administers. It is an event, which whoever may read there can read. Who has the role already keeps it: 200.")
        {
            Body = typeof(RoleWish),
            Example = """{"actor":"jwt:ana@example.org","role":"editor","negotiation":"island-talks","reason":"She edits these talks from today."}""",
        }).Produces<GrantedRole>(StatusCodes.Status201Created).Produces<GrantedRole>().Fails(400, 401, 403, 413, 415, 503);
        roles.MapGet("", async (HttpContext http, GrantedRoles all, CancellationToken ct) =>
            {
                var (caller, items) = (Caller.Of(http), await all.ListAsync(ct));
                return Results.Json(new RoleList([.. items.Where(role => AccessRules.MayAudit(caller, role.Negotiation))]), LedgerJson.Options);
            }).RequiresSomewhere(Role.Auditor).Describe(new Description("List roles", "Every one that was granted where the caller audits, the revoked ones too.")).Produces<RoleList>().Fails(401, 403, 503);
        roles.MapDelete("/{id}", RevokeAsync).RequiresSomewhere(Role.Administrator).Describe(new Description("Revoke a role", "It allows no more writing at once, on every node; reading ends within seconds, open streams within a minute. It is an event, which whoever may read there can read.")
        { Parameters = [new("reason", "Why; kept with the event.") { Required = true }] }).Produces(StatusCodes.Status204NoContent).Fails(400, 401, 403, 404, 503);
    }

    private static async Task<IResult> GrantAsync(HttpContext http, GrantedRoles roles, CancellationToken ct)
    {
        Body.RequireJson(http.Request);
        var json = JsonBody.Read(await Body.ReadAsync(http.Request, Body.MaxBytes, ct));
        JsonBody.Reason(json);
        var wish = JsonBody.As<RoleWish>(json);
        if (Actors.Check(wish.Actor) is not null || wish.Actor.Trim() != wish.Actor || !wish.Actor.StartsWith(Outside, StringComparison.Ordinal) || wish.Actor.Length == Outside.Length)
            throw new ProblemException(Problem.At("wrong-type", "/actor", $"An actor is {Outside} and the subject by which the issuer names him, in one line of at most {Actors.MaxLength} characters, all of which can be seen. A token has roles of its own."));
        if (!Enum.IsDefined(wish.Role)) throw new ProblemException(Problem.At("wrong-type", "/role", "Name a role."));
        if (wish.Negotiation is { } negotiation && !NegotiationId.CouldBe(negotiation)) throw new ProblemException(Problem.At("wrong-type", "/negotiation", "Name a negotiation by its id, or leave it out: then the role is for the whole ledger."));
        AccessGate.Require(Caller.Of(http), Role.Administrator, wish.Negotiation);
        var act = Acts.Of(http, wish.Reason, required: true);
        var (id, position) = await roles.GrantAsync(Guid.CreateVersion7().ToString("n"), wish.Actor, new Grant(wish.Role, wish.Negotiation), act, ct);
        CommandLog.AccessChanged(http, act.Trace, position);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(await roles.GetAsync(id, ct), LedgerJson.Options, statusCode: position > 0 ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, string id, GrantedRoles roles, CancellationToken ct)
    {
        var act = Acts.Of(http, Query.Of(http.Request, "reason").GetValueOrDefault("reason"), required: true);
        if (await roles.GetAsync(id, ct) is not { } granted || !AccessRules.MayAdminister(Caller.Of(http), granted.Negotiation)) return new Problem("unknown-role", $"No role was granted under the id '{id}'.");
        CommandLog.AccessChanged(http, act.Trace, await roles.RevokeAsync(id, act, ct));
        return Results.NoContent();
    }
}
