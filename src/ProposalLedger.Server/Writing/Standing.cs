using System.Collections.Immutable;
using System.Text.Json;
using ProposalLedger.Domain;
using ProposalLedger.Domain.Entries;
using ProposalLedger.Domain.Json;
using ProposalLedger.EventStore;

namespace ProposalLedger.Server.Writing;

/// <summary>Where the latest event about an entry is, and who recorded it first.</summary>
internal sealed record Said(string Stream, long Position, string By);

/// <summary>How one negotiation stands: what the rules decide on, and the versions that go with it.</summary>
internal sealed record Standing
{
    public static Standing Empty { get; } = new();

    public Register Register { get; private init; } = Register.Empty;

    /// <summary>The last event that is folded in.</summary>
    public long Position { get; private init; }

    /// <summary>Positions that were tombstones already when they were folded in.</summary>
    private ImmutableHashSet<long> Tombstones { get; init; } = [];
    private ImmutableDictionary<string, long> Versions { get; init; } = ImmutableDictionary<string, long>.Empty;
    private ImmutableDictionary<(EntryKind, string), Said> Latest { get; init; } = ImmutableDictionary<(EntryKind, string), Said>.Empty;

    /// <summary>0 where there is no such stream.</summary>
    public long VersionOf(string stream) => Versions.GetValueOrDefault(stream);

    public Said? Find(EntryKind kind, string key) => Latest.GetValueOrDefault((kind, key));

    public Standing With(FoldedEvent stored)
    {
        var next = this with { Position = stored.Position, Versions = Versions.SetItem(stored.Stream, stored.Version) };
        if (stored.RedactedBy is not null) next = next with { Tombstones = Tombstones.Add(stored.Position) };
        if (Read(stored.Type, stored.Data) is not { } happened) return next;
        var (kind, key) = happened.Subject();
        return next with
        {
            Register = Register.Evolve(happened),
            Latest = Latest.SetItem((kind, key), new Said(stored.Stream, stored.Position, Find(kind, key)?.By ?? stored.Actor)),
        };
    }

    /// <summary>The event took away a text that is folded in here: then all is to be folded again.</summary>
    public bool Holds(FoldedEvent stored) => stored.Type == EventNames.Redacted && Read(stored.Type, stored.Data) is LedgerEvent.Redacted redacted && redacted.Position <= Position && !Tombstones.Contains(redacted.Position);

    // An event of a later release, met by a node of this one: what is not understood allows nothing, it only counts.
    internal static LedgerEvent? Read(string type, ReadOnlyMemory<byte> data)
    {
        try
        {
            return EventJson.Read(type, data.Span);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            return null;
        }
    }
}

internal static class Subjects
{
    // No entry has an empty key.
    private static readonly (EntryKind, string) Visibility = (EntryKind.Negotiation, "");

    /// <summary>The entry that an event is about.</summary>
    public static (EntryKind Kind, string Key) Subject(this LedgerEvent happened) => happened switch
    {
        LedgerEvent.Recorded(var entry) => (entry.EntryKind, entry.Key),
        LedgerEvent.Corrected(var entry) => (entry.EntryKind, entry.Key),
        LedgerEvent.Retracted retracted => (retracted.Of, retracted.Key),
        LedgerEvent.VisibilitySet => Visibility,
        LedgerEvent.Redacted redacted => Redaction(redacted.Position),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    private static (EntryKind, string) Redaction(long position) => (EntryKind.Negotiation, $"/{position.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    /// <summary>The entry that a command is about.</summary>
    public static (EntryKind Kind, string Key) Subject(this Command command) => command switch
    {
        Command.Record(var entry, _) => (entry.EntryKind, entry.Key),
        Command.Correct(var entry, _) => (entry.EntryKind, entry.Key),
        Command.Retract retract => (retract.Kind, retract.Key),
        Command.SetVisibility => Visibility,
        Command.Redact redact => Redaction(redact.Position),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };
}
