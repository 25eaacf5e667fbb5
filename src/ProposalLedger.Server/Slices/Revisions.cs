using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>What becomes of an entry once it is on record, the same for every kind: it is corrected or retracted, with a reason (P10), and stays readable.</summary>
internal static class Revisions
{
    /// <param name="negotiation">The group of one negotiation's routes.</param>
    /// <param name="kind">Of the entry.</param>
    /// <param name="pattern">The entry's own address; its last part is its id, one before it may name proposal and draft.</param>
    /// <param name="example">Of a correction.</param>
    public static void MapRevisions(this IEndpointRouteBuilder negotiation, EntryKind kind, string pattern, string example)
    {
        var noun = EventNames.Noun(kind) switch { "link" => "lineage link", "status" => "status report", var plain => plain };
        var one = (noun[0] is 'a' or 'i' ? "an " : "a ") + noun;
        negotiation.MapWrite($"{pattern}/corrections", new Description($"Correct {one}",
            $"A reason, with the fields that replace those of the {noun} (JSON merge patch, RFC 7396: null removes). The first coding stays readable." + Besides(kind))
        {
            Body = typeof(CorrectionBody),
            Example = example,
        }, (http, body) =>
        {
            var correction = Correction.Read(body);
            return Of(http, kind, pattern, correction.Apply);
        }).Requires(AccessRules.RoleToRecord(kind));
        negotiation.MapWrite($"{pattern}/retractions", new Description($"Retract {one}",
            "It no longer holds: since `published` where a source took it back, else for every time. It stays readable, and what names it keeps its name.")
        {
            Body = typeof(Retraction),
            Example = """{"reason":"The paper withdrew the report.","published":"2025-01-15","sources":["gazette"]}""",
        }, (http, body) =>
        {
            var retraction = Retraction.Read(body);
            return Of(http, kind, pattern, retraction.Of);
        }).Requires(AccessRules.RoleToRecord(kind));
    }

    private static string Besides(EntryKind kind) => kind switch
    {
        EntryKind.Draft => " A draft is never edited after tabling: this corrects its transcription, and every point that was on record stays.",
        EntryKind.Resolution or EntryKind.Status => " `reason` is the correction's; that of the entry stays, or is given anew with a new entry.",
        _ => "",
    };

    private static Wish Of(HttpContext http, EntryKind kind, string pattern, Func<Entry, Command> command)
    {
        var route = http.Request.RouteValues;
        var id = (string)route[pattern[(pattern.LastIndexOf('{') + 1)..^1]]!;
        var key = kind == EntryKind.Draft ? $"{route["p"]}/{id}" : id;
        return new Wish((string)route["n"]!, Precondition.From(http.Request, required: true), register =>
            register.Find(kind, key)?.Entry is { } held && IsThere(held, route) ? command(held)
                : throw new ProblemException(new Problem($"unknown-{EventNames.Noun(kind)}", $"There is no {EventNames.Noun(kind)} '{key}'.") { Status = StatusCodes.Status404NotFound }));
    }

    /// <summary>What belongs to a draft is at the address of that draft alone.</summary>
    private static bool IsThere(Entry held, RouteValueDictionary route)
    {
        var draft = held switch { Rendering r => r.Draft, Amendment a => a.Draft, StatusReport s => s.Draft, _ => null };
        return draft is null || (route["d"] is string d ? draft == $"{route["p"]}/{d}" : draft.StartsWith($"{route["p"]}/", StringComparison.Ordinal));
    }
}
