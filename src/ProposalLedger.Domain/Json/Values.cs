using System.Collections;
using System.Runtime.CompilerServices;

namespace ProposalLedger.Domain.Json;

/// <summary>A list that equals another when its items do, so that records that hold lists compare by content.</summary>
[CollectionBuilder(typeof(Values), nameof(Values.Create))]
public sealed class Values<T>(T[] items) : IReadOnlyList<T>, IEquatable<Values<T>>
{
    public int Count => items.Length;
    public T this[int index] => items[index];
    public bool Equals(Values<T>? other) => other is not null && this.SequenceEqual(other);
    public override bool Equals(object? obj) => Equals(obj as Values<T>);
    public override int GetHashCode() => items.Aggregate(17, (hash, item) => HashCode.Combine(hash, item));
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public static class Values
{
    public static Values<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}

/// <summary>A map of strings that equals another with the same pairs, in whatever order.</summary>
public sealed class ValueMap(IEnumerable<KeyValuePair<string, string>> pairs)
    : SortedDictionary<string, string>(new Dictionary<string, string>(pairs), StringComparer.Ordinal), IEquatable<ValueMap>
{
    public bool Equals(ValueMap? other) => other is not null && this.SequenceEqual(other);
    public override bool Equals(object? obj) => Equals(obj as ValueMap);
    public override int GetHashCode() => this.Aggregate(17, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));
}
