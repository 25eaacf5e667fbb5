using ProposalLedger.Server.Pages;
using ProposalLedger.Views;
using ProposalLedger.Views.Claims;
using ProposalLedger.Views.Histories;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Server.Citing;

/// <summary>From a state that is shown to its citation.</summary>
internal static class Citations
{
    private const string DefaultName = "ProposalLedger";

    /// <param name="http">For where the ledger is and what it is called.</param>
    /// <param name="snapshot">The state.</param>
    /// <param name="path">What is asked of it.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="body">What was answered.</param>
    /// <param name="etag">Of the answer, with its quotes or without.</param>
    /// <param name="accessed">When the reader looked, if the reader says so.</param>
    /// <returns>Null where the answer is no page's.</returns>
    public static Citation? Of(
        HttpContext http, Snapshot snapshot, string path, IReadOnlyDictionary<string, string> query, object body, string etag, DateOnly? accessed = null)
    {
        var here = new Here(snapshot, "");
        // Which words count as one is PostgreSQL's, and another release of it may answer a search otherwise (docs/adr/0009).
        if (path == Searches.Path || PageOf.Body(body, here, path, query) is not { } content) return null;
        // A document's title is cut short, a work's is not.
        var title = body is ClaimInFull claim ? claim.Claim.Entry.Text : content.Title;
        var origin = Permanent.Origin(http);
        return new Citation
        {
            Author = Name(http),
            Title = $"{title} - {here.Name}: {Frame.SentenceOf(snapshot.Cut with { At = snapshot.Position })}, ledger position {snapshot.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            Negotiation = snapshot.Negotiation,
            Path = path,
            View = path + QueryString.Create(query.Where(q => !Permanent.IsOfTheState(q.Key) && q.Value.Length > 0).Select(q => KeyValuePair.Create(q.Key, (string?)q.Value))),
            Recorded = DateOnly.FromDateTime(snapshot.Recorded.UtcDateTime),
            Position = snapshot.Position,
            Format = ViewFormat.Current,
            Sha256 = etag.Trim('"'),
            Page = origin + Permanent.Page(snapshot.Negotiation, path, query, snapshot.Cut, snapshot.Position),
            Data = origin + Permanent.Data(snapshot.Negotiation, path, query, snapshot.Cut, snapshot.Position),
            Accessed = accessed,
        };
    }

    /// <summary>What the ledger is cited as: <c>Ledger:Name</c>.</summary>
    public static string Name(HttpContext http) => http.RequestServices.GetRequiredService<IConfiguration>()["Ledger:Name"] is { Length: > 0 } set ? set : DefaultName;
}
