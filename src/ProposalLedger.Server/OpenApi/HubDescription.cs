using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Json;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Hub;

namespace ProposalLedger.Server.OpenApi;

/// <summary>
/// The hub's description, AsyncAPI 3.0, at <c>/openapi/asyncapi.json</c>: fields, filters and event types are the code's own. That the messages
/// are as it says, a test asks a real hub.
/// </summary>
internal static class HubDescription
{
    public const string Address = "/openapi/asyncapi.json";
    private static readonly Lazy<string> Document = new(() => Make().ToJsonString());

    public static void MapHubDescription(this IEndpointRouteBuilder app) =>
        app.MapGet(Address, () => Results.Text(Document.Value, "application/json")).ForAnybody().ExcludeFromDescription();

    private static JsonObject Make() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new JsonObject
        {
            ["title"] = "ProposalLedger: following the ledger",
            ["version"] = "1",
            ["description"] = "SignalR's JSON protocol, over WebSockets, server-sent events or long polling. A subscription is a stream invocation with one argument, the request; "
                + "what it answers with are the stream's items. A request that is not taken, or no longer, ends the stream with an error.",
        },
        ["defaultContentType"] = "application/json",
        ["channels"] = new JsonObject
        {
            ["ledger"] = new JsonObject
            {
                ["address"] = "/hubs/ledger",
                ["messages"] = new JsonObject(Messages.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Ref($"components/messages/{m.Name}")))),
            },
        },
        ["operations"] = new JsonObject
        {
            ["Tail"] = Operation("Follow the log", "Every event after a position, then those that come: one cursor, without a seam.", "tailRequest", "event", "tailHeartbeat", "error"),
            ["Watch"] = Operation("Watch a view", "A view's state now, then each later one.", "watchRequest", "state", "watchHeartbeat", "error"),
        },
        ["components"] = new JsonObject
        {
            ["messages"] = new JsonObject(Messages.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)new JsonObject { ["summary"] = m.Summary, ["payload"] = Ref($"components/schemas/{m.Name}") }))),
            ["schemas"] = new JsonObject(Messages.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Schema()))),
        },
    };

    private static readonly (string Name, string Summary, Func<JsonObject> Schema)[] Messages =
    [
        ("tailRequest", "Where to begin, and which events are wanted.", TailRequest),
        ("event", "An event: a CloudEvent 1.0 with the ledger's own attributes.", Event),
        ("tailHeartbeat", "At the end of the past, and every 10 seconds: everything up to `position` is done.", () => Object(
            ("kind", Const("heartbeat")), ("position", Position("Everything up to it is done: sent, or left out by the filters.")), ("head", Head()), ("previous", Previous()), ("freshness", Fresh()))),
        ("watchRequest", "Which view.", WatchRequest),
        ("state", "The view's state. One that is overtaken before it was sent is left out.", () => State("state", ("body", Said(new JsonObject(), "What the GET answers.")))),
        ("watchHeartbeat", "Every 10 seconds: the last state still holds, up to `position`.", () => State("heartbeat")),
        ("error", "Ends a stream. Its code is one of the API's problems: /problems/{code}.", () => Said(new JsonObject { ["type"] = "string", ["pattern"] = "HubException: [a-z0-9-]+: " }, "Words of SignalR's own, then `HubException: `, the code, and what is wrong.")),
    ];

    private static JsonObject Operation(string summary, string text, string request, params string[] answers) => new()
    {
        ["action"] = "receive",
        ["summary"] = summary,
        ["description"] = text,
        ["channel"] = Ref("channels/ledger"),
        ["messages"] = new JsonArray(Ref($"channels/ledger/messages/{request}")),
        ["reply"] = new JsonObject { ["channel"] = Ref("channels/ledger"), ["messages"] = new JsonArray([.. answers.Select(a => Ref($"channels/ledger/messages/{a}"))]) },
    };

    private static JsonObject TailRequest()
    {
        var values = new JsonObject { ["oneOf"] = new JsonArray(Text(), new JsonObject { ["type"] = "array", ["items"] = Text(), ["minItems"] = 1, ["uniqueItems"] = true }) };
        var fields = Requests.TailFields.Select(name => (name, name switch
        {
            "after" => Said(new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["default"] = 0 }, "The last position that the subscriber has."),
            "negotiation" => Said(Text(), "Only this one's events."),
            _ => Said((JsonObject)values.DeepClone(), name == "type" ? "Only events of these types, each with or without its version." : $"Only events that concern one of these: ids within the negotiation, kind {name}."),
        }));
        return Closed(Object([.. fields]), []);
    }

    private static JsonObject WatchRequest() => Closed(Object([.. Requests.WatchFields.Select(name => (name, name switch
    {
        "view" => Said(Text(), "The path after the negotiation; without `negotiation`, after /api/negotiations/."),
        "query" => Said(new JsonObject { ["oneOf"] = new JsonArray(Text(), new JsonObject { ["type"] = "object", ["additionalProperties"] = Text() }) }, "As of the GET: the cuts asOf, knownBy and at among it."),
        _ => Text(),
    }))]), ["view"]);

    private static JsonObject Event()
    {
        var schema = (JsonObject)LedgerJson.Options.GetJsonSchemaAsNode(typeof(RecordedEvent), new JsonSchemaExporterOptions
        {
            TransformSchemaNode = (_, node) =>
            {
                // What has no value is left out, never null.
                if (node is JsonObject { } inner && inner["type"] is JsonArray types) inner["type"] = types[0]!.DeepClone();
                return node;
            },
        });
        schema["type"] = "object";
        var own = (JsonObject)schema["properties"]!;
        own["type"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. EventNames.All.Select(name => (JsonNode)name)]) };
        own["kind"] = Const("event");
        own["head"] = Head();
        own["previous"] = Previous();
        foreach (var name in new[] { "kind", "head", "previous" }) ((JsonArray)schema["required"]!).Add(name);
        return schema;
    }

    private static JsonObject State(string kind, params (string, JsonObject)[] more)
    {
        var stopped = Said(new JsonObject { ["type"] = "array", ["items"] = Object(("view", Text()), ("position", Position("The event that it cannot apply.")), ("reason", Text())) }, "Views behind it that have stopped; left out where none has.");
        var schema = Object([("kind", Const(kind)), ("position", Position("Every event up to it is in the state.")), ("head", Head()), ("freshness", Fresh()), ("etag", Said(Text(), "As of the GET, quotes included.")), .. more]);
        ((JsonObject)schema["properties"]!)["stopped"] = stopped;
        return schema;
    }

    private static JsonObject Object(params (string Name, JsonObject Schema)[] members) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Schema))),
        ["required"] = new JsonArray([.. members.Select(m => (JsonNode)m.Name)]),
    };

    /// <summary>Other members are refused, and only these must be there.</summary>
    private static JsonObject Closed(JsonObject schema, string[] required)
    {
        schema["additionalProperties"] = false;
        schema["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        return schema;
    }

    private static JsonObject Said(JsonObject schema, string text)
    {
        schema["description"] = text;
        return schema;
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Const(string value) => new() { ["const"] = value };

    private static JsonObject Position(string text) => Said(new JsonObject { ["type"] = "integer", ["minimum"] = 0 }, text);

    private static JsonObject Head() => Position("The ledger's last position.");

    private static JsonObject Previous() => Position("The position of the message before this one in the subscription; of the first one: `after`. Any other than one's own is an error: subscribe again.");

    private static JsonObject Fresh() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetValues<Freshness>().Select(f => (JsonNode)f.Word())]) };

    private static JsonObject Ref(string to) => new() { ["$ref"] = "#/" + to };
}
