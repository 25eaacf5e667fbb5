using System.Text.Json.Nodes;

namespace ProposalLedger.Seeds.Tests.Schema;

/// <summary>A right case file, and ways of making it wrong by one value each; schema and importer are to agree on all of them.</summary>
internal static class WrongFiles
{
    private const string Json = """
        {"negotiation":{"id":"well","title":"The well"},
         "parties":[{"id":"upper","name":"Upper","kind":"party"},{"id":"lower","name":"Lower","kind":"party"}],
         "persons":[{"id":"mayor","name":"The mayor"}],
         "mandates":[{"id":"mayor-upper","person":"mayor","party":"upper","from":"2025","sources":["gazette"]}],
         "issues":[{"id":"water","title":"Water"}],
         "propositions":[{"id":"equal","issue":"water","text":"Both draw equal shares."}],
         "sources":[{"id":"gazette","publisher":"The Gazette","title":"A draft","published":"2025-05-12","kind":"news","url":"https://gazette.example/1"}],
         "sessions":[{"id":"hall","kind":"meeting","status":"held","occurred":"2025-05-10","participants":[{"party":"upper","names":["The mayor"]}],"reports":[{"what":"place","text":"The hall","sources":["gazette"]}]}],
         "actions":[{"id":"fence","actor":"upper","occurred":"2025-05","text":"A fence is put up.","sources":["gazette"]}],
         "proposals":[{"id":"shares","title":"Shares","by":["upper"],"drafts":[
            {"id":"one","title":"First","occurred":"2025-05-11","text":"full","sources":["gazette"],"points":[{"id":"1","label":"1","textKind":"verbatim","language":"en","text":"100 buckets.","issue":"water","terms":[{"name":"buckets","value":100,"unit":"buckets"}],"sources":["gazette"]}],
             "status":[{"id":"one-1-open","point":"1","status":"open","occurred":"2025-05-12","sources":["gazette"],"reason":"Nobody has agreed."}],
             "renderings":[{"id":"one-gazette","labels":{"1":"I"},"sources":["gazette"]}]},
            {"id":"two","title":"Second","basedOn":"shares/one","occurred":"2025-05-20","text":"full","sources":["gazette"],"points":[{"id":"1","label":"1","textKind":"verbatim","text":"90 buckets.","sources":["gazette"]}]}]}],
         "lineage":[{"id":"l1","fate":"reworded","from":["shares/one/1"],"to":["shares/two/1"],"mode":"asserted","confidence":"reported","sources":["gazette"]}],
         "claims":[{"id":"c1","kind":"position","holder":"lower","speaker":{"name":"The elder","party":"lower"},"about":{"proposition":"equal"},"stance":"supports-if","condition":"The count is public.","basis":"first-hand","occurred":"2025-05","text":"The elder says yes if the count is public.","sources":["gazette"]},
                   {"id":"c2","kind":"assessment","speaker":{"name":"The Gazette"},"about":{"claim":"c1"},"basis":"outlet-reported","occurred":"2025-05-12","text":"The Gazette calls that a change.","sources":["gazette"]}],
         "conflicts":[{"id":"k1","kind":"contradiction","claims":["c1","c2"],"text":"They differ.","sources":["gazette"]}],
         "resolutions":[{"id":"r1","conflict":"k1","chosen":"c1","reason":"The elder was heard."}]}
        """;

    /// <summary>Where, and what is put there; null takes the value away.</summary>
    public static IReadOnlyList<(string Pointer, string? Value)> All { get; } =
    [
        ("/proposals/0/drafts/0/reported", """[{"text":"Two points.","count":0,"sources":["gazette"]}]"""),
        ("/proposals/0/drafts/0/reported", """[{"text":"Two points.","count":"two","sources":["gazette"]}]"""),
        ("/negotiation", null), ("/negotiation/id", "\"api\""), ("/negotiation/id", "\"The_Well\""), ("/negotiation/title", "\" \""), ("/negotiation/motto", "\"x\""), ("/negotiation/visibility", "\"secret\""), ("/negotiation/visibility", "1"),
        ("/parties/0/visibility", "\"private\""),
        ("/remarks", "[]"), ("/parties", "{}"), ("/parties/0/kind", "\"village\""), ("/parties/0/name", null), ("/parties/0/aliases", "[{}]"),
        ("/mandates/0/person", "\"The mayor\""), ("/mandates/0/sources", "[]"), ("/mandates/0/from", "\"last spring\""),
        ("/propositions/0/issue", "\"Water!\""), ("/propositions/0/text", null),
        ("/sources/0/published", "\"2025-13\""), ("/sources/0/published", "\"2025-05-12T14:05:00\""), ("/sources/0/published", "\"../..\""), ("/sources/0/published", "\"12 May 2025\""),
        ("/sources/0/published", "\"XXXX\""), ("/sources/0/published", "\"2025-25\""), ("/sources/0/published", "\"2025-XX-12\""), ("/sources/0/published", "\"2025-05-4X\""),
        ("/sources/0/published", "\"Y12025\""), ("/sources/0/published", "\"-0044\""), ("/sources/0/published", "\"000X\""),
        ("/sources/0/kind", "\"rumour\""), ("/sources/0/sha256", "\"ABC\""), ("/sources/0/reliability", "\"G\""), ("/sources/0/url", "\"ftp://gazette\""),
        ("/sessions/0/status", "\"cancelled\""), ("/sessions/0/reports/0/what", "\"weather\""), ("/sessions/0/reports/0/sources", "[]"), ("/sessions/0/participants/0/names", null),
        ("/actions/0/actor", null), ("/actions/0/target", "\"Lower Village\""),
        ("/proposals/0/by", "[]"), ("/proposals/0/status", "\"agreed\""), ("/proposals/0/drafts/0/proposal", "\"shares\""), ("/proposals/0/drafts/0/text", "\"half\""),
        ("/proposals/0/drafts/0/text", "\"unknown\""), ("/proposals/0/drafts/0/points", "[]"), ("/proposals/0/drafts/1/basedOn", "\"one\""),
        ("/proposals/0/drafts/0/points/0/id", "\"1 a\""), ("/proposals/0/drafts/0/points/0/textKind", "\"literal\""), ("/proposals/0/drafts/0/points/0/language", "\"English!\""),
        ("/proposals/0/drafts/0/points/0/sources", "[]"), ("/proposals/0/drafts/0/points/0/terms/0/value", "\"100\""), ("/proposals/0/drafts/0/points/0/terms/0/value", null),
        ("/proposals/0/drafts/0/points/0/terms/0/range", "{\"from\":1}"), ("/proposals/0/drafts/0/points/0/terms/0/name", "\"Buckets a day\""),
        ("/proposals/0/drafts/0/status/0/point", "\"shares/one/1\""), ("/proposals/0/drafts/0/status/0/reason", null), ("/proposals/0/drafts/0/status/0/draft", "\"shares/one\""),
        ("/proposals/0/drafts/0/renderings/0/labels", "[\"I\"]"),
        ("/lineage/0/fate", "\"changed\""), ("/lineage/0/from", "[\"one/1\"]"), ("/lineage/0/fate", "\"split\""), ("/lineage/0/fate", "\"dropped\""), ("/lineage/0/fate", "\"inserted\""),
        ("/lineage/0/to", "[]"), ("/lineage/0/mode", null), ("/lineage/0/confidence", "\"high\""),
        ("/claims/0/stance", null), ("/claims/1/stance", "\"supports\""), ("/claims/0/condition", null), ("/claims/0/about", "{}"), ("/claims/0/about", "{\"issue\":\"water\"}"),
        ("/claims/0/about/draft", "\"shares/one\""), ("/claims/0/about", "{\"session\":\"hall\"}"), ("/claims/0/about", "{\"point\":\"shares/one\"}"), ("/claims/0/speaker", null),
        ("/claims/0/speaker/name", "\"\""), ("/claims/0/sources", "[]"), ("/claims/0/credibility", "7"), ("/claims/0/credibility", "1.5"), ("/claims/0/hedged", "\"yes\""),
        ("/claims/0/basis", "\"hearsay\""), ("/claims/1/basis", "\"attributed\""), ("/claims/0/retracted", "{}"), ("/claims/0/retracted", "true"),
        ("/conflicts/0/kind", "\"quarrel\""), ("/conflicts/0/sources", "[]"), ("/resolutions/0/reason", null),
    ];

    public static JsonObject Right() => JsonNode.Parse(Json)!.AsObject();

    public static JsonNode Changed(string pointer, string? value)
    {
        var file = Right();
        var steps = pointer.Split('/').Skip(1).ToArray();
        var owner = steps[..^1].Aggregate((JsonNode)file, (node, step) => node is JsonArray list ? list[int.Parse(step)]! : node[step]!).AsObject();
        if (value is null) Assert.True(owner.Remove(steps[^1]), pointer);
        else owner[steps[^1]] = JsonNode.Parse(value);
        return file;
    }
}
