using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ProposalLedger.EventStore.Views;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing.Hostile;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Server.Tests.Hostile;

/// <summary>P14, for every field of every body: the valid one of its kind, with one thing wrong. Alone in its process: memory is measured.</summary>
[CollectionDefinition(nameof(HostileBodyTests), DisableParallelization = true)]
[Collection(nameof(HostileBodyTests))]
public sealed class HostileBodyTests(Arena arena) : IClassFixture<Arena>
{
    private readonly long before = HeldMiB();
    private int fresh;

    [Fact(Timeout = 3_600_000)]
    public async Task P14_No_value_in_any_field_of_any_body_fails_the_server_or_is_kept_when_it_was_refused()
    {
        var (clock, turn, outcomes) = (Stopwatch.StartNew(), 0, new List<Outcome>());
        var bodies = await BodiesAsync();
        foreach (var (route, address, valid) in bodies)
        {
            var calls = new List<(string, HttpRequestMessage)>();
            foreach (var pointer in Pointers(valid, "").ToList())
            {
                foreach (var hostile in Arena.Part(HostileTexts.All, turn, 5)) Send($"{pointer} is {hostile}", With(valid, pointer, hostile.Json));
                foreach (var value in Arena.Part(HostileBodies.Values, turn, 4)) Send($"{pointer} is {value}", With(valid, pointer, Encoding.UTF8.GetString(value.Bytes)));
                Send($"{pointer} is not there", With(valid, pointer, null));
                turn++;
            }

            outcomes.AddRange(await arena.CallAllAsync(calls));

            void Send(string what, string json)
            {
                // Each under an id of its own: else the second that is valid would be a repetition of the first.
                var body = Encoding.UTF8.GetBytes(json.Replace("\"hostile-id\"", $"\"h{fresh++}\"", StringComparison.Ordinal));
                var request = arena.Request("POST", address, body);
                request.Headers.TryAddWithoutValidation("If-Match", "*");
                request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
                calls.Add(($"POST {route} where {what}", request));
            }
        }

        Arena.Hold("fields", outcomes, clock);
        Assert.InRange(outcomes.Count(o => o.Status == (int)HttpStatusCode.Created), 100, int.MaxValue);
        await StandsAsync();
    }

    [Fact(Timeout = 3_600_000)]
    public async Task P14_No_bytes_in_place_of_a_body_fail_the_server_or_are_kept()
    {
        var (clock, outcomes) = (Stopwatch.StartNew(), new List<Outcome>());
        var turn = 0;
        foreach (var (route, address, _) in await BodiesAsync())
            outcomes.AddRange(await arena.CallAllAsync(Arena.Part(HostileBodies.Json, turn++, 12).Select(body =>
            {
                var request = arena.Request("POST", address, body.Bytes);
                request.Headers.TryAddWithoutValidation("If-Match", "*");
                return ($"POST {route} of {body}", request);
            })));
        var allocated = GC.GetTotalAllocatedBytes();
        outcomes.AddRange(await arena.CallAllAsync(HostileBodies.Yaml.Select(body => ($"POST /api/imports of {body}", arena.Request("POST", "/api/imports", body.Bytes, "application/yaml")))));
        TestContext.Current.TestOutputHelper?.WriteLine($"case files: {(GC.GetTotalAllocatedBytes() - allocated) >> 20} MiB allocated in all for {HostileBodies.Yaml.Sum(b => (long)b.Bytes.Length) >> 20} MiB");
        Arena.Hold("bodies", outcomes, clock);
        Assert.InRange(outcomes.Count(o => o.Status < 300), 0, 40); // a few are odd, and no more than that
        await StandsAsync();
    }

    /// <summary>The server is well, holds no more memory than a server does, and its views are what the events amount to.</summary>
    private async Task StandsAsync()
    {
        (await arena.Server.Reader.ReadAsync("/health/ready")).Must(HttpStatusCode.OK);
        Assert.InRange(HeldMiB() - before, long.MinValue, 200); // of 35 MiB of case files and thousands of bodies, none of which is to stay
        string[] paths = ["", .. Testing.EveryView.Paths.Where(p => !p.Contains('/', StringComparison.Ordinal) && !p.Contains("plan", StringComparison.Ordinal) && !p.Contains('?', StringComparison.Ordinal)), "drafts/plan/first", "lineage?from=plan/first&to=plan/second", "compare?drafts=plan/first,plan/second", "provisions/first.1", "claims/claim-1"];
        var live = await AllAsync();
        var rebuild = arena.Server.Services.GetRequiredService<Rebuild>();
        foreach (var view in ViewCatalogue.Names) await rebuild.RunAsync(view, ct: TestContext.Current.CancellationToken);
        Assert.Equal(live, await AllAsync());

        async Task<List<string>> AllAsync()
        {
            var all = new List<string>();
            foreach (var path in paths)
            {
                var reply = await arena.Writer.ReadAsync($"/api/negotiations/{WholeNegotiation.Id}{(path.Length > 0 ? "/" : "")}{path}");
                Assert.True(reply.Status is HttpStatusCode.OK, $"{path}: {reply.Body}");
                all.Add($"{path}: {reply.Body}");
            }

            return all;
        }
    }

    private static long HeldMiB()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true) >> 20;
    }

    /// <summary>A valid body for every address that takes one: known ones are invented whole, of others it is made from the API's description.</summary>
    private async Task<List<(string Route, string Address, JsonObject Body)>> BodiesAsync()
    {
        var known = WholeNegotiation.Entries(field => $"Text of {field}").GroupBy(e => e.Route).ToDictionary(g => g.Key, g => g.Last());
        var document = (await arena.Writer.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json;
        var bodies = new List<(string, string, JsonObject)>();
        foreach (var route in Routes())
        {
            if (route.EndsWith("/imports", StringComparison.Ordinal)) continue;
            var described = document.GetProperty("paths").TryGetProperty(route, out var path) && path.TryGetProperty("post", out var post) && post.TryGetProperty("requestBody", out var body)
                && body.GetProperty("content").TryGetProperty("application/json", out var json) ? (JsonElement?)json.GetProperty("schema") : null;
            var made = described is { } schema && Example(document, schema, 0) is JsonObject example ? example : [];
            if (known.TryGetValue(route, out var entry))
            {
                made = (JsonObject)entry.Body.DeepClone();
                // A proposal's own draft cannot be sent twice, and neither can anything else.
                if (made.ContainsKey("id")) made["id"] = "hostile-id";
            }

            bodies.Add((route, Arena.Filled(route), made));
        }

        Assert.Empty(known.Keys.Except(bodies.Select(b => b.Item1)));
        return bodies;
    }

    private List<string> Routes() => [.. (from endpoint in arena.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                                             let route = "/" + endpoint.RoutePattern.RawText!.Trim('/')
                                             where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("POST") == true && !route.StartsWith("/hubs", StringComparison.Ordinal)
                                             select route).Distinct()];

    private static JsonNode? Example(JsonElement document, JsonElement schema, int depth)
    {
        if (depth > 4) return null;
        if (schema.TryGetProperty("$ref", out var reference)) return Example(document, reference.GetString()!.Split('/')[1..].Aggregate(document, (node, name) => node.GetProperty(name)), depth + 1);
        foreach (var several in new[] { "oneOf", "anyOf", "allOf" })
            if (schema.TryGetProperty(several, out var choices)) return Example(document, choices.EnumerateArray().Last(), depth + 1);
        if (schema.TryGetProperty("enum", out var values)) return JsonNode.Parse(values[0].GetRawText());
        if (schema.TryGetProperty("properties", out var properties)) return new JsonObject(properties.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Example(document, p.Value, depth + 1))));
        var type = !schema.TryGetProperty("type", out var t) ? "object" : t.ValueKind == JsonValueKind.Array ? t.EnumerateArray().Select(v => v.GetString()).First(v => v != "null") : t.GetString();
        return type switch
        {
            "string" => "hostile-id", "integer" or "number" => 1, "boolean" => true, "array" => schema.TryGetProperty("items", out var items) ? new JsonArray(Example(document, items, depth + 1)) : new JsonArray(), _ => new JsonObject(),
        };
    }

    /// <summary>Every value within, by its pointer.</summary>
    private static IEnumerable<string> Pointers(JsonNode? node, string at) => node switch
    {
        JsonObject fields => fields.SelectMany(f => Pointers(f.Value, $"{at}/{f.Key}").Prepend($"{at}/{f.Key}")).Distinct(),
        JsonArray items when items.Count > 0 => Pointers(items[0], $"{at}/0").Prepend($"{at}/0").Distinct(),
        _ => [],
    };

    /// <summary>The body as text, with something in the place of one value that need not be JSON; null leaves the member out.</summary>
    private static string With(JsonObject valid, string pointer, string? value)
    {
        const string mark = "hostile mark 7f3a";
        var copy = (JsonNode)valid.DeepClone();
        var path = pointer.Split('/')[1..];
        var parent = path[..^1].Aggregate(copy, (node, name) => node is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!);
        if (value is null && parent is JsonObject fields) fields.Remove(path[^1]);
        else if (parent is JsonArray items) items[0] = mark;
        else parent[path[^1]] = mark;
        return copy.ToJsonString().Replace($"\"{mark}\"", value ?? "null", StringComparison.Ordinal);
    }
}
