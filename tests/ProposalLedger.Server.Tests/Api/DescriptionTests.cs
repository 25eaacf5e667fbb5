using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Tests.Api;

/// <summary>What the server says of itself: the API's description, and its problems.</summary>
public partial class DescriptionTests(Talks talks) : IClassFixture<Talks>
{
    [Fact]
    public async Task Every_route_of_the_API_is_described_with_its_problems()
    {
        var document = (await talks.Reader.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json;
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = document.GetProperty("paths");
        foreach (var (route, method) in Routes())
        {
            Assert.True(paths.TryGetProperty(route, out var path) && path.TryGetProperty(method, out _), $"{method} {route} is not described.");
            var operation = path.GetProperty(method);
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()), route);
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("description").GetString()), route);
            var problems = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5').ToList();
            Assert.NotEmpty(problems);
            Assert.All(problems, r => Assert.True(r.Value.GetProperty("content").TryGetProperty("application/problem+json", out _), $"{route} {r.Name}"));
            foreach (var name in route.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
                Assert.Contains(operation.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == name && p.GetProperty("in").GetString() == "path");
        }
    }

    private Task<Reply> TableSecondAsync() => talks.Writer.PostAsync(Talks.N + "/proposals/zone-plan/drafts", """
            {"id":"second","title":"Second draft","occurred":"2025-02-09","text":"full","sources":["gazette"],
             "points":[{"id":"1","label":"1","textKind":"verbatim","text":"The zone is fished by one island.","issue":"fishing","sources":["gazette"]}]}
            """);

    [Fact]
    public async Task Parameters_headers_and_kinds_of_answers_are_described_as_they_are()
    {
        await TableSecondAsync();
        var paths = (await talks.Reader.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json.GetProperty("paths");
        const string n = "/api/negotiations/{n}";
        JsonElement Get(string path) => paths.GetProperty(path).GetProperty("get");
        JsonElement Parameter(string path, string name) => Get(path).GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name);
        foreach (var (path, name) in new[] { (n + "/search", "q"), (n + "/compare", "drafts"), (n + "/export", "format") })
        {
            Assert.True(Parameter(path, name).GetProperty("required").GetBoolean(), $"{path} {name}");
            (await talks.Reader.ReadAsync(path.Replace("{n}", "island-talks", StringComparison.Ordinal))).Must(HttpStatusCode.BadRequest);
        }
        // What is described is taken, and nothing else.
        foreach (var (path, name, also) in new[]
        {
            (n + "/positions", "sort", ""), (n + "/claims", "kind", ""), (n + "/claims", "basis", ""), (n + "/claims", "stance", ""), (n + "/claims", "group", ""), (n + "/claims", "conflict", ""), (n + "/conflicts", "kind", ""), (n + "/conflicts", "standing", ""),
            (n + "/timeline", "kind", ""), (n + "/steps", "clock", ""), (n + "/since", "kind", "&recorded=5"), (n + "/since", "change", "&recorded=5"), (n + "/search", "kind", "&q=zone"), (n + "/compare", "kind", "&drafts=zone-plan/first,zone-plan/second"),
            (n + "/cite", "style", ""), (n + "/export", "format", ""), (n + "/export", "table", "&format=csv"), (n + "/claims", "v", ""),
        })
        {
            var schema = Parameter(path, name).GetProperty("schema");
            var values = (schema.TryGetProperty("items", out var item) ? item : schema).GetProperty("enum").EnumerateArray().Select(v => v.GetString()).ToList();
            Assert.NotEmpty(values);
            Task<Reply> AskAsync(string value) => talks.Reader.ReadAsync($"{path.Replace("{n}", "island-talks", StringComparison.Ordinal)}?{name}={value}{also}");
            foreach (var value in values) Assert.True((await AskAsync(value!)).Status is HttpStatusCode.OK, $"{path} {name}={value}");
            Assert.True((await AskAsync("none-of-these")).Status is HttpStatusCode.BadRequest, $"{path} {name}");
            if (schema.TryGetProperty("items", out _)) Assert.Equal(HttpStatusCode.OK, (await AskAsync(string.Join(',', values))).Status);
        }
        foreach (var (path, name, also) in new[] { (n + "/cite", "style", ""), (n + "/export", "format", "") })
            foreach (var value in Parameter(path, name).GetProperty("schema").GetProperty("enum").EnumerateArray())
            {
                var sent = (await talks.Reader.ReadAsync($"{path.Replace("{n}", "island-talks", StringComparison.Ordinal)}?{name}={value.GetString()}{also}")).ContentHeaders.ContentType!.MediaType!;
                Assert.True(Get(path).GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty(sent, out _), $"{path} {sent}");
            }
        foreach (var path in paths.EnumerateObject().Where(p => p.Name.StartsWith(n, StringComparison.Ordinal) && p.Value.TryGetProperty("get", out _)).Select(p => p.Name))
        {
            var headers = Get(path).GetProperty("responses").GetProperty("200").GetProperty("headers").EnumerateObject().Select(h => h.Name).ToList();
            Assert.Empty(new[] { "Ledger-Position", "Ledger-Head", "Ledger-Stale", "Ledger-Corrected-Since" }.Except(headers));
            Assert.Equal(Get(path).GetProperty("responses").TryGetProperty("304", out _), headers.Contains("ETag"));
        }
        Assert.False(Get("/api/negotiations").GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty("Ledger-Corrected-Since", out _)); // it shows several
        var moved = Get(n + "/provisions/{p}/{v}").GetProperty("responses").GetProperty("302").GetProperty("headers");
        Assert.True(moved.TryGetProperty("Location", out _));
    }

    [Fact]
    public async Task What_the_description_says_of_an_answer_holds_for_what_is_answered()
    {
        var document = (await talks.Reader.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json;
        await TableSecondAsync();
        await talks.Writer.PostAsync(Talks.N + "/lineage", """{"id":"first-second","mode":"asserted","fate":"reworded","from":["zone-plan/first/1"],"to":["zone-plan/second/1"],"confidence":"reported","sources":["gazette"]}""");
        var seen = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)))
        {
            var says = path.Value.GetProperty("get");
            var schema = says.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().First().Value.GetProperty("schema");
            if (Of(path.Name) is not { } address) continue;
            var answer = (await talks.Writer.ReadAsync(address)).Must(HttpStatusCode.OK);
            Assert.True(says.GetProperty("responses").TryGetProperty("304", out _) == answer.Headers.ETag is not null, $"{path.Name}: ETag");
            Within(answer.ContentHeaders.ContentType?.MediaType is "application/x-ndjson" ? JsonElement.Parse(answer.Body.Split('\n')[0]) : answer.Json, schema, path.Name);
            seen++;
        }
        Assert.InRange(seen, 25, 100);

        void Within(JsonElement value, JsonElement schema, string where)
        {
            while (schema.TryGetProperty("$ref", out var reference) || (schema.TryGetProperty("oneOf", out var either) && (reference = either.EnumerateArray().Last().GetProperty("$ref")).ValueKind == JsonValueKind.String))
                schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
            if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
                foreach (var item in value.EnumerateArray()) Within(item, items, where + "[]");
            if (value.ValueKind != JsonValueKind.Object) return;
            if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
                foreach (var other in value.EnumerateObject()) Within(other.Value, others, where + "{}");
            else if (schema.TryGetProperty("properties", out var properties))
                foreach (var property in value.EnumerateObject())
                {
                    Assert.True(properties.TryGetProperty(property.Name, out var inner), $"{where}: '{property.Name}' is not described.");
                    Within(property.Value, inner, $"{where}/{property.Name}");
                }
            else Assert.True(where.EndsWith("/data", StringComparison.Ordinal) || where.EndsWith("/entry", StringComparison.Ordinal), $"{where} is not described.");
        }
    }

    private static string? Of(string route) => route switch
    {
        "/api/negotiations/{n}/compare" => Talks.N + "/compare?drafts=zone-plan/first,zone-plan/second",
        "/api/negotiations/{n}/lineage" => Talks.N + "/lineage?from=zone-plan/first&to=zone-plan/second",
        "/api/negotiations/{n}/search" => Talks.N + "/search?q=zone",
        "/api/negotiations/{n}/since" => Talks.N + "/since?recorded=5",
        "/api/negotiations/{n}/provisions/{v}" => Talks.N + "/provisions/first.1",
        "/api/negotiations/{n}/provisions/{p}/{v}" => null, // redirects to the one above
        "/api/negotiations/{n}/cite" or "/api/negotiations/{n}/export" or "/api/events/{position}/receipt" => null, // files of other kinds
        _ when route.StartsWith("/log/", StringComparison.Ordinal) => null, // likewise
        "/api/negotiations/{n}/links/{id}" => null,
        "/api/streams/{key}" => "/api/streams/negotiation:island-talks",
        "/api/events/{position}" => "/api/events/1",
        _ when route.EndsWith("/{id}", StringComparison.Ordinal) => route.Split('/')[^2] switch
        {
            "parties" => Talks.N + "/parties/north", "issues" => Talks.N + "/issues/fishing", "sources" => Talks.N + "/sources/gazette",
            "propositions" => Talks.N + "/propositions/shared-zone", _ => null,
        },
        _ => route.Replace("{n}", "island-talks", StringComparison.Ordinal).Replace("{p}", "zone-plan", StringComparison.Ordinal)
            .Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "north-supports", StringComparison.Ordinal),
    };

    [Fact]
    public async Task The_examples_of_the_description_do_what_they_say()
    {
        await using var fresh = await Testing.LedgerServer.StartAsync();
        var paths = (await fresh.Reader.ReadAsync("/openapi/v1.json")).Must(HttpStatusCode.OK).Json.GetProperty("paths");
        string Example(string path) => paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
        async Task PostAsync(string path, string? body = null) => (await fresh.Writer.PostAsync(
            path.Replace("{n}", "island-talks", StringComparison.Ordinal).Replace("{p}", "zone-plan", StringComparison.Ordinal).Replace("{d}", "first", StringComparison.Ordinal).Replace("{c}", "north-supports", StringComparison.Ordinal),
            body ?? Example(path), ("If-Match", "*"))).Must(HttpStatusCode.Created);
        const string n = "/api/negotiations/{n}";
        await PostAsync("/api/negotiations");
        await PostAsync(n + "/parties");
        await PostAsync(n + "/parties", """{"id":"south","name":"South Island","kind":"party"}""");
        foreach (var path in new[] { "/sources", "/persons", "/mandates", "/issues", "/propositions", "/sessions", "/actions", "/proposals", "/proposals/{p}/drafts" }) await PostAsync(n + path);
        await PostAsync(n + "/proposals/{p}/drafts", Example(n + "/proposals/{p}/drafts").Replace("\"first\"", "\"second\"", StringComparison.Ordinal));
        foreach (var path in new[] { "/proposals/{p}/drafts/{d}/renderings", "/proposals/{p}/amendments", "/proposals/{p}/status", "/lineage", "/claims" }) await PostAsync(n + path);
        await PostAsync(n + "/claims", Example(n + "/claims").Replace("supports", "opposes", StringComparison.Ordinal));
        foreach (var path in new[] { "/conflicts", "/resolutions" }) await PostAsync(n + path);
        // The ids of what the examples above recorded.
        foreach (var (list, id) in new (string, string)[]
        {
            ("claims/{c}", ""), ("lineage", "first-1-second-1"), ("conflicts", "zone-said-twice"), ("resolutions", "zone-said-twice-1"), ("issues", "fishing"),
            ("propositions", "shared-zone"), ("parties", "north"), ("persons", "a-north"), ("mandates", "a-north-envoy"), ("sessions", "first-round"), ("actions", "patrol"),
            ("sources", "gazette"), ("proposals/{p}/drafts/{d}/renderings", "first-gazette"), ("proposals/{p}/amendments", "south-1"),
            ("proposals/{p}/status", "first-1-agreed-2025-01-12"), ("drafts/{p}/{d}", ""), ("proposals/{p}", ""),
        })
        {
            var pattern = $"{n}/{list}{(id.Length > 0 ? "/{id}" : "")}";
            foreach (var revision in new[] { "corrections", "retractions" }) await PostAsync($"{pattern}/{revision}".Replace("{id}", id, StringComparison.Ordinal), Example($"{pattern}/{revision}"));
        }
        await PostAsync("/api/tokens");
    }

    [Fact]
    public async Task Every_problem_resolves_as_JSON_and_as_a_page()
    {
        Assert.All(ProblemTypes.All, type => Assert.Matches("^[a-z0-9-]+$", type.Code));
        foreach (var type in ProblemTypes.All)
        {
            var json = (await talks.Reader.ReadAsync($"/problems/{type.Code}")).Must(HttpStatusCode.OK).Json;
            Assert.Equal((type.Code, type.Status, type.Title), (json.GetProperty("code").GetString(), json.GetProperty("status").GetInt32(), json.GetProperty("title").GetString()));
            Assert.False(string.IsNullOrWhiteSpace(json.GetProperty("remedy").GetString()));
        }
        var page = await talks.Reader.ReadAsync("/problems/id-taken", ("Accept", "text/html"));
        Assert.Equal("text/html", page.ContentHeaders.ContentType?.MediaType);
        Assert.Contains("The id is taken", page.Body, StringComparison.Ordinal);
        Assert.Equal("unknown-problem", (await talks.Reader.ReadAsync("/problems/none")).Problem);
    }

    [Fact]
    public void Every_code_that_the_domain_refuses_with_is_in_the_table()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "ProposalLedger.Domain"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.EndsWith("EventNames.cs", StringComparison.Ordinal)).Select(File.ReadAllText);
        // Codes and stored names of events are the domain's only words with hyphens.
        var codes = sources.SelectMany(text => text.Split('"').Where((word, i) => i % 2 == 1 && Code().IsMatch(word))).Distinct().ToList();
        Assert.InRange(codes.Count, 30, 200);
        Assert.All(codes, code => Assert.NotNull(ProblemTypes.Find(code)));
    }

    [Fact]
    public void Every_code_that_views_and_the_server_refuse_with_is_in_the_table()
    {
        var codes = new[] { "ProposalLedger.Views", "ProposalLedger.Server" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Said().Matches(File.ReadAllText(file)).Select(said => said.Groups["code"].Value)).Distinct().ToList();
        Assert.InRange(codes.Count, 30, 200);
        Assert.Contains("no-draft", codes);
        Assert.All(codes, code => Assert.NotNull(ProblemTypes.Find(code)));
    }

    /// <summary>The first argument of whatever makes a refusal or a problem.</summary>
    [GeneratedRegex("""(Refusals?(\.Add\(new)?|NotFound|Problem|At|Refuse|Add|Beyond|Problems\.Add\(new)\("(?<code>[a-z]+(-[a-z]+)+)",? ?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Said();

    [GeneratedRegex("^[a-z]+(-[a-z]+)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    private IEnumerable<(string Route, string Method)> Routes() =>
        from endpoint in talks.Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("**", "", StringComparison.Ordinal)
        where route.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        where method != HttpMethods.Head
        select (route, method.ToLowerInvariant());
}
