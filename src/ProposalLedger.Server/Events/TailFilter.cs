using ProposalLedger.Domain;
using ProposalLedger.Domain.Concerns;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Events;

/// <summary>Which events a subscriber wants. Whatever it is, what it says of an event never changes: so a cursor may resume anywhere.</summary>
public sealed record TailFilter
{
    private static readonly ILookup<string, string> TypesByName = EventNames.All.SelectMany(type => new[] { (Name: type, Type: type), (Name: type.Split('.')[0], Type: type) })
        .Distinct().ToLookup(pair => pair.Name, pair => pair.Type, StringComparer.Ordinal);

    /// <summary>The names of event types without their versions.</summary>
    public static IReadOnlyList<string> TypeNames { get; } = [.. EventNames.All.Select(type => type.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every event.</summary>
    public static TailFilter None { get; } = new();

    /// <summary>Its parts by name, in the hub's argument and in a query alike; <c>negotiation</c> is a single id, the others are lists.</summary>
    public static IReadOnlyList<string> Names { get; } = ["negotiation", "proposal", "party", "issue", "type"];

    /// <summary>Only this one's events; null for all.</summary>
    public string? Negotiation { get; init; }

    /// <summary>Only events that concern, of each kind that is in it, one of these at least.</summary>
    public IReadOnlyList<IReadOnlyList<Concern>> Concerns { get; init; } = [];

    /// <summary>Only events stored under one of these names; null for all.</summary>
    public IReadOnlySet<string>? Types { get; init; }

    /// <summary>Whether an event is to be sent, as far as the event itself tells. What it concerns, <see cref="FilteredLog"/> knows.</summary>
    public bool Wants(EventMessage message) => (Negotiation is null || message.Scope == Negotiation) && Types?.Contains(message.Type) != false;

    /// <summary>Reads a filter. Whether its ids are there, only the ledger can tell.</summary>
    /// <param name="negotiation">The negotiation's id, if one is named.</param>
    /// <param name="values">The values of a part by its name; null where it is left out.</param>
    /// <exception cref="ProblemException">It means nothing.</exception>
    public static TailFilter Of(string? negotiation, Func<string, IReadOnlyList<string>?> values)
    {
        var concerns = new List<IReadOnlyList<Concern>>();
        foreach (var kind in Concern.Kinds)
        {
            var name = EventNames.Noun(kind);
            if (Values(name) is not { } ids) continue;
            if (negotiation is null) throw Refused("meaningless-filter", name, $"'{name}' is an id within a negotiation: name the negotiation, too.");
            concerns.Add([.. ids.Select(id => new Concern(kind, id))]);
        }
        var types = Values("type")?.SelectMany(Types).ToHashSet(StringComparer.Ordinal);
        if (types?.Any(type => concerns.TrueForAll(c => EventNames.Meaning(type) is { } meaning && Concern.PossibleOf(meaning.Kind).Contains(c[0].Kind))) == false)
            throw Refused("meaningless-filter", "type", $"No event of these types ever concerns {string.Join(" and ", concerns.Select(c => c[0].Kind == EntryKind.Issue ? "an issue" : $"a {EventNames.Noun(c[0].Kind)}"))}.");
        return new TailFilter { Negotiation = negotiation, Concerns = concerns, Types = types };

        IReadOnlyList<string>? Values(string name) => values(name) switch
        {
            null => null,
            { Count: 0 } => throw Refused("meaningless-filter", name, $"'{name}' is empty: nothing could fit. Leave it out, or name something."),
            var given when given.Any(string.IsNullOrEmpty) => throw Refused("meaningless-filter", name, $"'{name}' holds an empty value."),
            var given when given.Distinct(StringComparer.Ordinal).Count() < given.Count => throw Refused("meaningless-filter", name, $"'{name}' names the same twice."),
            var given => given,
        };

        IEnumerable<string> Types(string name) => TypesByName[name] is var named && named.Any() ? named
            : throw Refused("unknown-type", "type", $"There is no type of event '{name}'. Types, each also with its version as in draft-tabled.v1: {string.Join(", ", TypeNames)}.");
    }

    private static ProblemException Refused(string code, string name, string detail) => new(Problem.At(code, "/" + name, detail));
}
