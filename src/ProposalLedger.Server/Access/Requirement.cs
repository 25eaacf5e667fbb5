namespace ProposalLedger.Server.Access;

/// <summary>What a route asks of its caller. Every route says one, and one that says none serves nobody (<see cref="AccessGate"/>).</summary>
/// <param name="Kind">What is looked at.</param>
/// <param name="Role">The role, for the kinds that ask for one.</param>
public sealed record Requirement(RequirementKind Kind, Role Role = Role.Reader)
{
    /// <summary>What a route asks of who comes with a method; null where it does not say. That what is there may be read is no word on who may change it.</summary>
    public static Requirement? Of(RouteEndpoint route, string method) =>
        route.Metadata.GetMetadata<Requirement>() is { } said && (said.Kind != RequirementKind.Reading || HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) ? said : null;

    /// <summary>In docs/access.md.</summary>
    public override string ToString() => Kind switch
    {
        RequirementKind.Nothing => "anybody",
        RequirementKind.Reading => "who may read it",
        RequirementKind.Credential => "any credential",
        RequirementKind.Somewhere => $"{Role.Word()} somewhere",
        _ => Role.Word(),
    };
}

public enum RequirementKind
{
    /// <summary>Anybody: it tells nothing of any negotiation, or looks for itself.</summary>
    Nothing,

    /// <summary>The negotiation of the address may be read; where that names none, the answer is made for the caller. Only for reading.</summary>
    Reading,

    /// <summary>A credential, whatever it is good for.</summary>
    Credential,

    /// <summary>The role in some negotiation or the ledger; the route itself looks in which.</summary>
    Somewhere,

    /// <summary>The role in the negotiation of the address; where that names none, in the ledger.</summary>
    There,
}

/// <summary>Of a route whose answer is the same whoever asks: caches need not keep it apart.</summary>
internal sealed record SameForEverybody;

internal static class Requirements
{
    /// <inheritdoc cref="RequirementKind.Nothing"/>
    public static T ForAnybody<T>(this T routes) where T : IEndpointConventionBuilder => routes.WithMetadata(new Requirement(RequirementKind.Nothing));

    /// <inheritdoc cref="RequirementKind.Reading"/>
    public static T ForReaders<T>(this T routes) where T : IEndpointConventionBuilder => routes.WithMetadata(new Requirement(RequirementKind.Reading));

    /// <inheritdoc cref="RequirementKind.Credential"/>
    public static T RequiresCredential<T>(this T routes) where T : IEndpointConventionBuilder => routes.RequireAuthorization().WithMetadata(new Requirement(RequirementKind.Credential));

    /// <inheritdoc cref="RequirementKind.Somewhere"/>
    public static T RequiresSomewhere<T>(this T routes, Role role) where T : IEndpointConventionBuilder => routes.RequireAuthorization().WithMetadata(new Requirement(RequirementKind.Somewhere, role));

    /// <inheritdoc cref="RequirementKind.There"/>
    public static T Requires<T>(this T routes, Role role) where T : IEndpointConventionBuilder => routes.RequireAuthorization().WithMetadata(new Requirement(RequirementKind.There, role));
}
