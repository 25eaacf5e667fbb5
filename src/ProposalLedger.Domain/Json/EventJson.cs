using System.Text.Json;

namespace ProposalLedger.Domain.Json;

/// <summary>Events to and from the bytes that are stored: the entry itself, or what a retraction names.</summary>
public static class EventJson
{
    private static readonly Dictionary<EntryKind, Type> Types = typeof(Entry).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Entry)) && !t.IsAbstract)
        .ToDictionary(t => ((Entry)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(t)).EntryKind);

    private sealed record Retraction
    {
        public required string Id { get; init; }
        public Edtf? Published { get; init; }
        public Values<string> Sources { get; init; } = [];
    }

    private sealed record Setting
    {
        public required Visibility Visibility { get; init; }
    }

    private sealed record Redaction
    {
        public required long Position { get; init; }
        public required string Stream { get; init; }
        public required long Version { get; init; }
        public required string Type { get; init; }
        public required JsonElement Tombstone { get; init; }
        public JsonElement? Metadata { get; init; }
    }

    public static Type TypeOf(EntryKind kind) => Types[kind];

    public static byte[] Write(Entry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, entry.GetType(), LedgerJson.Options);

    public static byte[] Write(LedgerEvent e) => e switch
    {
        LedgerEvent.Recorded(var entry) => Write(entry),
        LedgerEvent.Corrected(var entry) => Write(entry),
        LedgerEvent.Retracted r => JsonSerializer.SerializeToUtf8Bytes(
            new Retraction { Id = r.Key, Published = r.Published, Sources = r.Sources }, LedgerJson.Options),
        LedgerEvent.VisibilitySet(var visibility) => JsonSerializer.SerializeToUtf8Bytes(new Setting { Visibility = visibility }, LedgerJson.Options),
        LedgerEvent.Redacted r => JsonSerializer.SerializeToUtf8Bytes(
            new Redaction { Position = r.Position, Stream = r.Stream, Version = r.Version, Type = r.Type, Tombstone = r.Tombstone, Metadata = r.Metadata }, LedgerJson.Options),
        _ => throw new ArgumentOutOfRangeException(nameof(e)),
    };

    /// <exception cref="JsonException">The data is not of the entry's shape.</exception>
    /// <exception cref="NotSupportedException">The name is not one that this release knows.</exception>
    public static LedgerEvent Read(string name, ReadOnlySpan<byte> data)
    {
        if (name == EventNames.VisibilitySet) return new LedgerEvent.VisibilitySet(JsonSerializer.Deserialize<Setting>(data, LedgerJson.Options)!.Visibility);
        if (name == EventNames.Redacted)
        {
            var r = JsonSerializer.Deserialize<Redaction>(data, LedgerJson.Options)!;
            return new LedgerEvent.Redacted(r.Position, r.Stream, r.Version, r.Type, r.Tombstone, r.Metadata);
        }
        var (kind, verb) = EventNames.Meaning(name) ?? throw new NotSupportedException($"No event is stored under the name '{name}' in this release.");
        if (verb == EventVerb.Retracted)
        {
            var r = JsonSerializer.Deserialize<Retraction>(data, LedgerJson.Options)!;
            return new LedgerEvent.Retracted(kind, r.Id, r.Published, r.Sources);
        }
        var entry = (Entry)JsonSerializer.Deserialize(data, Types[kind], LedgerJson.Options)!;
        return verb == EventVerb.Recorded ? new LedgerEvent.Recorded(entry) : new LedgerEvent.Corrected(entry);
    }
}
