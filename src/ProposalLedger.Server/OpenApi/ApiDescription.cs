using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProposalLedger.Domain.Clocks;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Writing;
using ProposalLedger.Views.Json;

namespace ProposalLedger.Server.OpenApi;

/// <summary>The API's description at <c>/openapi/v1.json</c>: made from the routes, and what they say of themselves.</summary>
internal static class ApiDescription
{
    private const string Entries = "ProposalLedger.Domain.Entries";

    public static void AddApiDescription(this IServiceCollection services)
    {
        // The description's schemas must be those of the JSON that is really read and written.
        services.ConfigureHttpJsonOptions(options =>
        {
            var ours = LedgerJson.Options;
            options.SerializerOptions.PropertyNamingPolicy = ours.PropertyNamingPolicy;
            options.SerializerOptions.DefaultIgnoreCondition = ours.DefaultIgnoreCondition;
            options.SerializerOptions.Encoder = ours.Encoder;
            // Lists and maps of ours are JSON's own: described as such, a point that holds points too. What views write beside each other is one object.
            options.SerializerOptions.TypeInfoResolver = ViewJson.Options.TypeInfoResolver;
            foreach (var converter in ours.Converters.Where(c => c is JsonStringEnumConverter || c.Type == typeof(Edtf))) options.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "ProposalLedger";
                document.Info.Version = "1";
                document.Info.Description = "An event-sourced ledger of how a negotiation's proposals evolve. What is public is open to read; writing, and reading what is private, needs `Authorization: Bearer <token>`. What a caller may not read is not there (404). "
                    + "Every failure is a problem of RFC 9457 whose `type` resolves at this server; but what is no HTTP request, or has %00 in its path, is 400 without a body.";
                document.ExternalDocs = new OpenApiExternalDocs { Description = "The hub: AsyncAPI", Url = new Uri(HubDescription.Address, UriKind.Relative) };
                document.Servers?.Clear();
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Describe(operation, context);
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer(SchemaAsync);
        });
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var name in PathParameters(context.Description.RelativePath!).Where(name => operation.Parameters.All(p => p.Name != name)))
            operation.Parameters.Add(Parameter(name, ParameterLocation.Path, PathParameter(name)));
        if (metadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Any())
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", context.Document)] = [] }];
        if (metadata.OfType<Description>().FirstOrDefault() is not { } says) return;

        foreach (var parameter in says.Parameters) operation.Parameters.Add(InQuery(parameter));
        if (says.Example is { } example && operation.RequestBody?.Content is { } body)
            foreach (var media in body.Values) media.Example = JsonNode.Parse(example);
        if (context.Description.HttpMethod == HttpMethod.Post.Method && says.Body is not null) DescribeWrite(operation);
        if (context.Description.HttpMethod != HttpMethod.Get.Method) return;
        if (says.Tagged) DescribeRead(operation);
        foreach (var (status, answer) in operation.Responses ?? []) DescribeHeaders(says, status, (OpenApiResponse)answer, ofNegotiation: context.Description.RelativePath!.Contains("{n}", StringComparison.Ordinal));
    }

    private static void DescribeWrite(OpenApiOperation operation)
    {
        operation.Parameters!.Add(Parameter(IdempotencyKey.Header, ParameterLocation.Header, "Names the command, so that a retry has one effect and the same answer. Kept for ever."));
        operation.Parameters.Add(Parameter("If-Match", ParameterLocation.Header, "The stream's version in quotes, as last read; `*` is any. Required where the command replaces something."));
        operation.Parameters.Add(Parameter("Prefer", ParameterLocation.Header, "`respond-async`: do not wait until the views hold what was written."));
    }

    private static void DescribeRead(OpenApiOperation operation)
    {
        operation.Parameters!.Add(Parameter("If-None-Match", ParameterLocation.Header, "ETag of what the reader has: 304 where it still holds."));
        operation.Responses ??= [];
        operation.Responses.TryAdd("304", new OpenApiResponse { Description = "What the reader has still holds." });
        if (operation.Responses.TryGetValue("200", out var body))
            body.Description = "The body.";
    }

    private static void DescribeHeaders(Description says, string status, OpenApiResponse answer, bool ofNegotiation)
    {
        (string Name, string Text)[] headers = status switch
        {
            "302" => [("Location", "Where it is now, at the same cut.")],
            "200" or "304" =>
            [
                .. says.Tagged ? [("ETag", says.OfCut ? "Strong: the SHA-256 of the body's bytes, which are canonical JSON (RFC 8785), unless this is a file." : "Strong.")] : Array.Empty<(string, string)>(),
                ("Ledger-Position", "The ledger position that the answer was computed at."), ("Ledger-Head", "The ledger's last position."),
                .. says.OfCut ?
                [
                    (Reading.Stale.Header, "Where a view behind it has stopped at an event that it cannot apply: which, where and why, `claims; position=123; reason=\"...\"` (RFC 9651). Ledger-Position stays before it: what came later may be missing."),
                ] : Array.Empty<(string, string)>(),
                .. says.OfCut ? [(Citing.RedactedHeader.Name, "Where the text of events behind the entries in the body was taken away by law, whatever the position: `87; by=941`, the event and its redaction (RFC 9651).")] : Array.Empty<(string, string)>(),
                .. says.OfCut && ofNegotiation ?
                [
                    (Citing.CorrectedSinceHeader.Name, "With `at`: how many entries in the body were corrected or retracted since, at which positions (at most 50; `more` has the number of the others), and whether the same address without `at` has the same body now: "
                        + "`corrected=2, retracted=1, positions=(880 893 901), same=?0` (RFC 9651). What differs may be corrections, also of what is only counted, or later news."),
                ] : Array.Empty<(string, string)>(),
            ],
            _ => [],
        };
        if (headers.Length == 0) return;
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        foreach (var (name, text) in headers) answer.Headers[name] = new OpenApiHeader { Description = text, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static OpenApiParameter InQuery(Parameter says)
    {
        var parameter = Parameter(says.Name, ParameterLocation.Query, says.Text);
        parameter.Required = says.Required;
        if (says.Values is not { } values) return parameter;
        var one = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. values.Select(v => (JsonNode)v)] };
        parameter.Schema = says.Several ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one;
        // Written with commas: kind=a,b
        if (says.Several) (parameter.Style, parameter.Explode) = (ParameterStyle.Form, false);
        return parameter;
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation where, string text) => new()
    {
        Name = name,
        In = where,
        Required = where == ParameterLocation.Path,
        Description = text,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static IEnumerable<string> PathParameters(string path) =>
        path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}', '*'));

    private static string PathParameter(string name) => name switch
    {
        "n" => "Id of the negotiation.",
        "p" => "Id of the proposal.",
        "d" => "Id of the draft within its proposal.",
        "c" => "Id of the claim.",
        "v" => "Id of the provision.",
        "key" => "Key of the stream; its slashes stay as they are.",
        "position" => "Ledger position.",
        _ => "Id.",
    };

    // What our own converters write is said here; the rest is read off the types.
    private static Task SchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Edtf))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "edtf";
            schema.Description = "A date of EDTF level 0 or 1, as precise as it is known: 2025, 2025-11, 2025-11-23~, 2025-11-21/2025-11-23.";
        }
        else if (Nullable.GetUnderlyingType(type) == typeof(Visibility))
        {
            // It may be left out, and is never null: what that would open, to whom, nobody could say.
            schema.Enum = schema.Enum is { } words ? [.. words.Where(word => word is not null && word.GetValueKind() != System.Text.Json.JsonValueKind.Null)] : null;
        }
        else if (type.Namespace == Entries && type.IsClass)
        {
            schema.AdditionalPropertiesAllowed = false;
        }
        return Task.CompletedTask;
    }
}
