namespace ProposalLedger.Server.OpenApi;

/// <summary>What the API's description says of a route.</summary>
/// <param name="Summary">A few words.</param>
/// <param name="Text">A sentence or two.</param>
internal sealed record Description(string Summary, string Text)
{
    /// <summary>The type of the request's body.</summary>
    public Type? Body { get; init; }

    /// <summary>The type of the answer's body.</summary>
    public Type? Answers { get; init; }

    /// <summary>The answer to a GET has an ETag, and who has it already gets 304.</summary>
    public bool Tagged { get; init; }
    public string MediaType { get; init; } = "application/json";

    /// <summary>An example of the request's body, as JSON.</summary>
    public string? Example { get; init; }
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>With the parameters that every view takes.</summary>
    public Description Cut() => this with
    {
        Parameters =
        [
            .. Parameters, new Parameter("asOf", "EDTF: what happened up to the end of this date."),
            new Parameter("knownBy", "EDTF: what was published up to the end of this date."), new Parameter("at", "What was recorded up to this ledger position."),
            new Parameter("v", "Format of the body; 1 is the only one there is. A citation names it, and later releases keep writing it."),
        ],
    };
}

/// <summary>A query parameter.</summary>
internal sealed record Parameter(string Name, string Text);

internal static class Described
{
    private static readonly int[] OfWrites = [400, 401, 404, 409, 412, 413, 415, 422, 428, 503];
    private static readonly int[] OfReads = [400, 404, 503];

    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, Description says)
    {
        route.WithSummary(says.Summary).WithDescription(says.Text).WithMetadata(says);
        if (says.Body is { } body) route.Accepts(body, "application/json");
        if (says.Answers is { } answers) route.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, answers, [says.MediaType]));
        return route;
    }

    /// <summary>Its answers are those of a command.</summary>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder route) => route
        .Produces<Writing.Receipt>(StatusCodes.Status201Created).Produces<Writing.Receipt>(StatusCodes.Status200OK).Fails(OfWrites);

    /// <summary>Its answers are those of a view.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route) => route.Fails(OfReads);

    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses) route.Produces<Problems.Problem>(status, Problems.Problem.MediaType);
        return route;
    }
}
