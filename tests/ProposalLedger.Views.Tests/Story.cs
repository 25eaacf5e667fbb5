using System.Text.Json.Nodes;
using ProposalLedger.Domain.Redactions;
using ProposalLedger.EventStore;
using ProposalLedger.Views.Projections;

namespace ProposalLedger.Views.Tests;

/// <summary>Events as the store would hand them out, and what the views say after them: given events, asked a question, then a body.</summary>
internal sealed class Story
{
    public const string N = "talks";
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<StoredEvent> Events { get; } = [];

    /// <summary>Two parties, a mediator and an observer, one issue with two propositions, a source of 24 November 2025.</summary>
    public static Story OfTalks() => new Story().Given(
        new Negotiation { Id = N, Title = "Talks" },
        new Party { Id = "north", Name = "North", Kind = PartyKind.Party },
        new Party { Id = "south", Name = "South", Kind = PartyKind.Party },
        new Party { Id = "host", Name = "Host", Kind = PartyKind.ThirdParty },
        new Party { Id = "observers", Name = "Observers", Kind = PartyKind.Observer },
        new Issue { Id = "army", Title = "Armed forces" },
        new Proposition { Id = "cap", Issue = "army", Text = "The army has an upper limit" },
        new Proposition { Id = "ban", Issue = "army", Text = "There are no foreign troops" },
        new Source { Id = "wire", Publisher = "Wire", Title = "Report", Published = Edtf.Parse("2025-11-24"), Kind = SourceKind.Agency });

    /// <summary>The talks with a draft of 10 June and one of 20 June that is based on it.</summary>
    public static Story OfDrafts(Point[] first, Point[] second) => OfTalks().Given(
        new Proposal { Id = "plan", Title = "Plan", By = ["north"] },
        A.Draft("d1", "2025-06-10", first),
        A.Draft("d2", "2025-06-20", second) with { BasedOn = "plan/d1" });

    public Story Given(params Entry[] entries)
    {
        foreach (var entry in entries) Add(new LedgerEvent.Recorded(entry));
        return this;
    }

    public Story Corrected(Entry entry) => Add(new LedgerEvent.Corrected(entry));

    public Story Retracted(EntryKind kind, string key, string? published = null) =>
        Add(new LedgerEvent.Retracted(kind, key, published is null ? null : Edtf.Parse(published), []));

    public Story Add(LedgerEvent e, string actor = "editor", Times times = default)
    {
        var position = Events.Count + 1;
        Events.Add(new StoredEvent(position, new Guid(position, 0, 0, new byte[8]), $"negotiation:{N}", position, N, EventNames.Of(e), EventJson.Write(e),
            Begin.AddMinutes(position), new EventMetadata { Actor = actor, Reason = e is LedgerEvent.Recorded ? null : "a reason", Occurred = times.Occurred?.Text, Published = times.Published?.Text }));
        return this;
    }

    /// <summary>As the store does it: the event is left as its tombstone, and another one says so.</summary>
    public Story Redacted(long position, string actor = "clerk", string reason = "A court ordered it.")
    {
        var at = (int)position - 1;
        var left = EventJson.Write(Tombstone.Of(EventJson.Read(Events[at].Type, Events[at].Data.Span))!);
        Add(new LedgerEvent.Redacted(position, Events[at].Stream, Events[at].Version, Events[at].Type, System.Text.Json.JsonElement.Parse(left), null), actor);
        Events[^1] = Events[^1] with { Metadata = Events[^1].Metadata with { Reason = reason } };
        Events[at] = Events[at] with { Data = left, RedactedBy = Events.Count, Metadata = Events[at].Metadata with { Reason = Events[at].Metadata.Reason is null ? null : Tombstone.Marker } };
        return this;
    }

    /// <summary>What the views would hold: through the same rows.</summary>
    public Dossier Dossier(IEnumerable<StoredEvent>? events = null)
    {
        var taken = events ?? Events;
        var changes = taken.SelectMany(e => ViewCatalogue.All.Select(v => v.Project(e, RedactionTarget.Of(e.Type, e.Data) is { } target ? Events[(int)target - 1] : null))).Where(r => r is not null)
            .Select(r => ChangeRow.Read(r!.Position, r.Body!.Value.Span));
        return Histories.Dossier.Empty(N).With(changes, taken.Select(e => e.Position).DefaultIfEmpty().Max());
    }

    public Answer Ask(string pathAndQuery, Cut? cut = null)
    {
        var parts = pathAndQuery.Split('?');
        var query = parts.Length < 2 ? [] : parts[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return Questions.Answer(Dossier().At(cut ?? Cut.Now), parts[0], query);
    }

    /// <summary>The body as a reader of the API gets it.</summary>
    public JsonNode Json(string pathAndQuery, Cut? cut = null) =>
        JsonNode.Parse(ViewJson.Write(Assert.IsType<Answer.Body>(Ask(pathAndQuery, cut)).Value))!;

    /// <summary>The body as the pages get it.</summary>
    public T Body<T>(string pathAndQuery, Cut? cut = null) => Assert.IsType<T>(exactMatch: false, @object: Assert.IsType<Answer.Body>(Ask(pathAndQuery, cut)).Value);
}
