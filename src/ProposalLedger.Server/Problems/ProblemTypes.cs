using System.Collections.Frozen;

namespace ProposalLedger.Server.Problems;

/// <summary>Every problem that this server answers with: the request's own faults here, broken rules in <see cref="RuleProblems"/>.</summary>
public static class ProblemTypes
{
    private static readonly ProblemType[] OfRequests =
    [
        new("malformed-json", 400, "The body is not JSON in UTF-8", "Send one JSON object in UTF-8. The error names the line and column where reading stopped."),
        new("malformed-yaml", 400, "The case file is not YAML as the format has it", "Correct what stands at the line and column of the error. docs/case-file.md has the format."),
        new("invalid-utf8", 400, "The case file is not UTF-8", "Save it as UTF-8. The error names the line and column of the first wrong byte."),
        new("empty-case-file", 400, "The case file is empty", "Begin with `negotiation: {id: ..., title: ...}`."),
        new("unknown-value", 400, "A value is none of those that there are", "The error lists them."),
        new("impossible-date", 400, "A date cannot be read", Domain.Clocks.Edtf.Advice),
        new("meaningless-date", 400, "A date says nothing of when", "Name a year at least: 2025, 202X, 2025-XX; an interval has a beginning or an end."),
        new("number-out-of-range", 400, "A number is out of range", "The error says which numbers are taken."),
        new("duplicate-key", 400, "A member is there twice", "Name each member of an object once."),
        new("too-deep", 400, "The body is nested too deep", "Nest objects and lists at most 32 deep."),
        new("unknown-field", 400, "A field is not known", "Remove or rename it. /openapi/v1.json lists the fields of each entry."),
        new("missing-field", 400, "A required field is missing", "Add it. /openapi/v1.json lists the fields of each entry."),
        new("wrong-type", 400, "A value is not of the right kind", "Send the kind of value that /openapi/v1.json names for this field."),
        new("negative-position", 400, "A position is below 0", "Positions are 1 to the ledger's head; 0 is before the first event."),
        new("bad-parameter", 400, "A parameter cannot be read", "Correct the parameter that the error points to."),
        new("meaningless-filter", 400, "A filter means nothing", "Name the negotiation whose proposal, party or issue is meant, give each value once, and only types that can concern it."),
        new("unknown-type", 400, "There is no such type of event", "The error lists the types."),
        new("unknown-parameter", 400, "There is no such parameter", "Leave it out, or spell it as the API's description does."),
        new("unknown-speaker", 400, "Nobody on record has this name", "Name a speaker as a claim does, or give a party's or a person's id."),
        new("unknown-subject", 400, "Nothing on record has this id", "Give the id of a proposition, draft, session, action or claim, or a point as p/d/pt."),
        new("unknown-format", 400, "There is no such format", "Leave v out, or give one of those that the error lists: a format once released stays."),
        new("unknown-style", 400, "There is no such style of citation", "Ask for one of those that the error lists."),
        new("unknown-kind", 400, "There is no such kind", "The error lists the kinds."),
        new("unknown-basis", 400, "There is no such basis", "Give first-hand, attributed, outlet-reported or observer."),
        new("unknown-stance", 400, "There is no such stance", "The error lists the stances."),
        new("unknown-standing", 400, "A conflict does not stand so", "Give open, resolved or lapsed."),
        new("unknown-group", 400, "Claims are not grouped so", "Give time or basis."),
        new("unknown-sort", 400, "Positions are not sorted so", "Give issue, contention or changed."),
        new("bad-outlets", 400, "This is no number of outlets", "Give 1 for claims that rest on one outlet alone, or a larger number."),
        new("unknown-clock", 400, "There is no such clock", "Replay asOf (as it happened), knownBy (as it became known) or at (as it was recorded)."),
        new("unknown-export", 400, "There is no such export", "Ask for one of those that the error lists."),
        new("unknown-table", 400, "There is no such table", "Ask for one of those that the error lists, with format=csv."),
        new("missing-parameter", 400, "A required parameter is missing", "Add the parameter that the error names."),
        new("open-ended-cut", 400, "A cut has no end", "Everything lies within it. Write a date that ends, 2025-11-24, or leave asOf and knownBy out."),
        new("bad-position", 400, "A parameter is no ledger position", "Write a number from 1."),
        new("bad-limit", 400, "A limit is out of range", "Ask for 1 to 500."),
        new("bad-cursor", 400, "A cursor does not belong to this list", "Begin again without `next`; a cursor is of one list in one state."),
        new("unknown-change", 400, "There is no such change", "Ask for corrected, retracted, gone, new or known."),
        new("reversed-states", 400, "The earlier state is not the earlier one", "Name a state before the one that is read, or read a later one."),
        new("bad-search", 400, "A search cannot be read", "Search for 1 to 300 characters."),
        new("bad-drafts", 400, "The drafts to compare cannot be read", "Name two or three different drafts, as p/d,p/d."),
        new("bad-header", 400, "A header cannot be read", "Correct the header that the error names."),
        new("bad-request", 400, "The request cannot be read", "Send a well-formed HTTP request."),
        new("token-required", 401, "A token is needed, or another one", "Send `Authorization: Bearer <token>` with a token that is not expired or revoked."),
        new("token-ended", 401, "The token has ended", "It was revoked or has expired. Come back with another one."),
        new("not-allowed", 403, "The token does not allow this", "Use a token that does."),
        new("origin-not-allowed", 403, "A page of this origin may not follow the ledger", "Ask those who run the ledger to add the page's origin to Ledger:Origins. Programs send no Origin."),
        new("not-found", 404, "There is nothing here", "Check the address. /openapi/v1.json lists the routes."),
        new("unknown-stream", 404, "There is no such stream", "Stream keys are negotiation:{n}, proposal:{n}/{p} and positions:{n}/{holder}."),
        new("unknown-version", 404, "The stream has not come to this version", "Ask for a version up to the current one (`currentVersion`)."),
        new("unknown-event", 404, "There is no event at this position", "Positions are 1 to the ledger's head, which `head` and the header Ledger-Head name."),
        new("position-beyond-head", 404, "The ledger has not come to this position", "Ask for a position up to the ledger's head, which `head` and the header Ledger-Head name."),
        new("no-draft", 404, "No draft has been tabled", "The proposal itself is in the list of proposals; ask again once a draft is tabled."),
        new("unknown-provision", 404, "There is no such provision", "Name it by draft and point, as us-28.3."),
        new("unknown-view", 404, "There is no such view", "GET /api/views lists the views."),
        new("unknown-token", 404, "There is no such token", "GET /api/tokens lists the tokens."),
        new("unknown-problem", 404, "There is no such problem", "GET /problems lists the problems."),
        new("method-not-allowed", 405, "This address does not take this method", "Use one of the methods in the header Allow."),
        new("name-taken", 409, "Another writes under this name", "Choose another name, or revoke the token that has it: `ledger token list`."),
        new("version-conflict", 412, "The stream has another version", "Read again what you want to change, and send the current version (`currentVersion`) in If-Match."),
        new("body-too-large", 413, "The body is too large", "Send at most 256 KiB; to /api/imports at most 64 MiB."),
        new("wrong-content-type", 415, "The body is of the wrong kind", "Send application/json; to /api/imports application/yaml."),
        new("idempotency-key-reused", 422, "The key was used for another request", "Use a new Idempotency-Key for each new command, and the same one only for a retry."),
        new("if-match-required", 428, "This command replaces something and needs If-Match", "Send If-Match with the stream's version as last read, or `*` to replace whatever is there."),
        new("storage-refused", 400, "The database cannot store this", "Remove what the detail names."),
        new("archived", 409, "The stream is archived", "It takes no more events."),
        new("database-unavailable", 503, "The database does not answer", "Retry after the seconds in Retry-After, with the same Idempotency-Key: then a write that was done is not done twice."),
        new("too-many-subscriptions", 429, "The connection has too many subscriptions", "End one, or open another connection."),
        new("too-many-connections", 429, "Too many connections from one address", "Close one, or come back after the seconds in Retry-After. Who runs the ledger behind a reverse proxy names it in Ledger:TrustedProxies: else all its callers are one address."),
        new("overloaded", 503, "Too many writes are waiting", "Nothing was written. Retry after the seconds in Retry-After."),
        new("internal", 500, "The server failed", "This is a defect of the server. Nothing is known to have been written; retry with the same Idempotency-Key."),
    ];

    private static readonly FrozenDictionary<string, ProblemType> ByCode =
        OfRequests.Concat(RuleProblems.All).ToFrozenDictionary(type => type.Code);

    public static IEnumerable<ProblemType> All => ByCode.Values.OrderBy(type => type.Status).ThenBy(type => type.Code, StringComparer.Ordinal);

    public static ProblemType? Find(string code) => ByCode.GetValueOrDefault(code);
}
