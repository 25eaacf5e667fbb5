using System.Collections;
using System.Reflection;

namespace ProposalLedger.Domain.Tests.Laws;

/// <summary>Entries, commands and events at random. What is drawn is a function of the seed, so a failure can be run again.</summary>
internal sealed class Any(int seed)
{
    private static readonly string[] Texts =
    [
        "north", "south", "union", "envoy", "paper", "radio", "dam", "dam-stays", "first-meeting", "gates-closed", "plan", "plan/first", "plan/third/1",
        "plan/first/3a", "none", "new", "1", "3a", "", " ", "/", "//", "a/b/c/d", "\0", "\uD800", "Ünï\U0001F54A", "https://paper.example", "A", new string('x', 70),
    ];

    private static readonly string[] Dates = ["2025", "2025-11", "2025-11-23~", "2025-11-21/2025-11-23", "2025-11-21/..", "../2025", "2025-11-23T14:05:00Z"];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<PropertyInfo, bool> MayBeNull = new();

    private readonly Random random = new(seed);

    public Entry Entry() => (Entry)Value(EventJson.TypeOf(Pick(Enum.GetValues<EntryKind>())), 0)!;

    /// <summary>An entry of the small case, as it is or with one field drawn anew: near enough to the rules to be accepted now and then.</summary>
    public Entry NearlyValid()
    {
        var entry = Pick(All);
        if (random.Next(3) == 0) return entry;
        var copy = Copy(entry);
        var property = Pick(Settable(copy.GetType()));
        if (random.Next(2) == 0) property = copy.GetType().GetProperty(nameof(Entries.Entry.Id))!;
        property.SetValue(copy, property.Name == nameof(Entries.Entry.Id) ? $"id-{random.Next(6)}" : Value(property, 0));
        return copy;
    }

    public Command Command() => random.Next(5) switch
    {
        0 => new Command.Correct(NearlyValid(), Pick(["Miscoded.", " "])),
        1 when NearlyValid() is var e => new Command.Retract(e.EntryKind, e.Key, "Wrong.", null, Pick<Values<string>>([[], ["radio"], ["nothing"]])),
        2 => new Command.SetVisibility(Pick(Enum.GetValues<Visibility>()), Pick(["Not for everybody.", ""])),
        _ when NearlyValid() is var e => new Command.Record(e, Pick([null, "A comment."])) { Visibility = e is Negotiation ? Pick<Visibility?>([null, .. Enum.GetValues<Visibility>()]) : null },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public LedgerEvent Event() => random.Next(4) switch
    {
        0 => new LedgerEvent.Recorded(Entry()),
        1 => new LedgerEvent.Corrected(Entry()),
        2 => new LedgerEvent.VisibilitySet(Pick(Enum.GetValues<Visibility>())),
        _ => new LedgerEvent.Retracted(Pick(Enum.GetValues<EntryKind>()), Pick(Texts), null, []),
    };

    public string Text() => Pick(Texts);

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private object? Value(PropertyInfo property, int depth) =>
        MayBeNull.GetOrAdd(property, static p => new NullabilityInfoContext().Create(p).WriteState == NullabilityState.Nullable) && random.Next(2) == 0 ? null : Value(property.PropertyType, depth);

    private object? Value(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Pick(Texts);
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(int)) return random.Next(-1, 9);
        if (type == typeof(decimal)) return random.Next(-1000, 1000) / 8m;
        if (type == typeof(Edtf)) return Edtf.Parse(Pick(Dates));
        if (type.IsEnum) return Pick(Enum.GetValues(type).Cast<object>().ToArray());
        if (type == typeof(ValueMap)) return new ValueMap(Texts.Take(random.Next(4)).Select(t => KeyValuePair.Create(t, t)));
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var items = Array.CreateInstance(type.GetGenericArguments()[0], depth > 3 ? 0 : random.Next(3));
            for (var i = 0; i < items.Length; i++) items.SetValue(Value(type.GetGenericArguments()[0], depth + 1), i);
            return Activator.CreateInstance(type, items);
        }
        var record = Activator.CreateInstance(type)!;
        foreach (var property in Settable(type)) property.SetValue(record, Value(property, depth + 1));
        return record;
    }

    private static Entry Copy(Entry entry)
    {
        var copy = (Entry)Activator.CreateInstance(entry.GetType())!;
        foreach (var property in Settable(entry.GetType())) property.SetValue(copy, property.GetValue(entry));
        return copy;
    }

    private static PropertyInfo[] Settable(Type type) => [.. type.GetProperties().Where(p => p.CanWrite)];
}
