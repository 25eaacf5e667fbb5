using System.Globalization;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Events;

namespace ProposalLedger.Server.Pages;

/// <summary>What an audit page is narrowed to, as its address says it. Parts combine; times are those of recording.</summary>
public sealed record AuditFilter
{
    /// <summary>The last words of the types of events that change what was said before.</summary>
    public static IReadOnlyList<string> Changes { get; } = ["corrected", "retracted", "redacted"];

    /// <summary>What is asked for beside it and beside the state, and means nothing here.</summary>
    public static IReadOnlyList<Domain.Refusal> Unknown(IReadOnlyDictionary<string, string> query, params string[] others) =>
        [.. query.Keys.Except(Names).Except(others).Select(name => new Domain.Refusal("unknown-parameter", "/" + name, $"'{name}' is no parameter here."))];

    /// <summary>Names of the parameters.</summary>
    public static IReadOnlyList<string> Names { get; } = ["actor", "type", "stream", "recordedFrom", "recordedTo", "change"];

    /// <summary>The parts that are set, by name.</summary>
    public IReadOnlyDictionary<string, string> Set { get; private init; } = new Dictionary<string, string>();

    public bool IsEmpty => Set.Count == 0;

    // As a clock shows it and people type it; the zone is UTC whether or not it is said.
    private static readonly string[] Minutes = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm'Z'"];

    private IReadOnlyList<string>? Types { get; init; }
    private DateTimeOffset? From { get; init; }
    private DateTimeOffset? Until { get; init; }

    public string? this[string name] => Set.GetValueOrDefault(name);

    /// <summary>As a link's parameters, name and value by turns.</summary>
    public string?[] Query => [.. Set.SelectMany(part => new[] { part.Key, part.Value })];

    /// <summary>For the store.</summary>
    public EventFilter Of(AuditScope scope) => new(scope.Scopes)
    {
        Actor = this["actor"], Stream = this["stream"], Types = Types, From = From, Until = Until, UpTo = scope.UpTo, Positions = scope.Within,
    };

    /// <summary>Reads one; what cannot be read is refused, each part for itself.</summary>
    public static IReadOnlyList<Domain.Refusal> TryRead(IReadOnlyDictionary<string, string> query, out AuditFilter filter)
    {
        var refusals = new List<Domain.Refusal>();
        var (from, to) = (Time("recordedFrom"), Time("recordedTo"));
        if (from?.Start >= to?.End) refusals.Add(new("bad-parameter", "/recordedTo", $"recordedTo ({query["recordedTo"]}) ends before recordedFrom ({query["recordedFrom"]}) begins."));
        var (types, changes) = (Types(), Changed());
        filter = new AuditFilter
        {
            Set = Names.Where(query.ContainsKey).ToDictionary(name => name, name => query[name], StringComparer.Ordinal),
            Types = types is null ? changes : changes is null ? types : [.. types.Intersect(changes)],
            From = from?.Start,
            Until = to?.End,
        };
        return refusals;

        (DateTimeOffset? Start, DateTimeOffset? End)? Time(string name)
        {
            if (!query.TryGetValue(name, out var text)) return null;
            if (Edtf.TryParse(text, out var date)) return (date.Start, date.End);
            if (DateTimeOffset.TryParseExact(text, Minutes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var minute)) return (minute, minute.AddMinutes(1));
            if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var second)) return (second, second.AddSeconds(1));
            refusals.Add(new("bad-parameter", "/" + name, $"{name} is a date or a time in UTC, not '{text}'. {Edtf.Advice}"));
            return null;
        }

        IReadOnlyList<string>? Types()
        {
            if (!query.TryGetValue("type", out var names)) return null;
            var known = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToLookup(name => EventNames.All.Any(type => IsNamed(type, name)));
            foreach (var name in known[false]) refusals.Add(new("unknown-type", "/type", $"There is no type of event '{name}'. Types: {string.Join(", ", TailFilter.TypeNames)}."));
            return [.. EventNames.All.Where(type => known[true].Any(name => IsNamed(type, name)))];
        }

        IReadOnlyList<string>? Changed()
        {
            if (!query.TryGetValue("change", out var words)) return null;
            var wanted = words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in wanted.Except(Changes)) refusals.Add(new("unknown-change", "/change", $"'{word}' is no change of an audit; there are {string.Join(", ", Changes)}."));
            return [.. EventNames.All.Where(type => wanted.Any(word => type.Split('.')[0].EndsWith("-" + word, StringComparison.Ordinal)))];
        }

        static bool IsNamed(string type, string name) => type == name || type.Split('.')[0] == name;
    }
}
