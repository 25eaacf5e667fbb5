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

    /// <summary>Others that the answer may have, by its parameters or by what is asked for.</summary>
    public IReadOnlyList<string> OtherMediaTypes { get; init; } = [];

    /// <summary>What was renamed or merged is answered with its present address.</summary>
    public bool Redirects { get; init; }

    /// <summary>Of a view at a cut: the answer tells what was corrected since.</summary>
    public bool OfCut { get; init; }

    /// <summary>A citation may name it.</summary>
    public bool Citable { get; init; } = true;

    /// <summary>An example of the request's body, as JSON.</summary>
    public string? Example { get; init; }
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>With the parameters that every view takes.</summary>
    public Description Cut() => this with
    {
        OfCut = true,
        Parameters =
        [
            .. Parameters, new Parameter("asOf", "EDTF: what happened up to the end of this date."),
            new Parameter("knownBy", "EDTF: what was published up to the end of this date."), new Parameter("at", "What was recorded up to this ledger position."),
            new Parameter("v", Citable ? "Format of the body; 1 is the only one there is. A citation names it, and later releases keep writing it." : "Format of the body; 1 is the only one there is. It promises nothing of what is found.") { Values = [.. Views.ViewFormat.All.Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture))] },
        ],
    };
}

/// <summary>A query parameter.</summary>
internal sealed record Parameter(string Name, string Text)
{
    /// <summary>Without it there is no answer.</summary>
    public bool Required { get; init; }

    /// <summary>All that it may be; null where that is not fixed.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Several of these, with commas between them.</summary>
    public bool Several { get; init; }

    public static Parameter AnyOf<T>(string name, string text) where T : struct, Enum => OneOf<T>(name, text) with { Several = true };

    public static Parameter OneOf<T>(string name, string text) where T : struct, Enum => new(name, text) { Values = [.. Enum.GetValues<T>().Select(Pages.Words.Say.Slug)] };
}

internal static class Described
{
    private static readonly int[] OfWrites = [400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503];
    private static readonly int[] OfReads = [400, 404, 503];

    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, Description says)
    {
        route.WithSummary(says.Summary).WithDescription(says.Text).WithMetadata(says);
        if (says.Body is { } body) route.Accepts(body, "application/json");
        if (says.Answers is { } answers) route.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, answers, [says.MediaType, .. says.OtherMediaTypes]));
        if (says.Redirects) route.Produces(StatusCodes.Status302Found);
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
