using System.Runtime.CompilerServices;
using ProposalLedger.Views.Search;

namespace ProposalLedger.Views.Steps;

/// <summary>
/// How large a change is: the characters of the texts that it brings or takes. What counts as a text is what a search finds: ids, dates and
/// references are none, and a field that is added to an entry changes no size until it is searched.
/// </summary>
internal static class Sizes
{
    // An entry never changes, and lives as long as its history is kept: measured once.
    private static readonly ConditionalWeakTable<Entry, StrongBox<long>> Known = [];

    public static long Of(Happening happening) =>
        happening.Before is { } before ? Texts(happening.Entry).Except(Texts(before)).Sum(t => (long)t.Length) : Of(happening.Entry);

    private static long Of(Entry entry) => Known.GetValue(entry, e => new StrongBox<long>(Texts(e).Sum(t => (long)t.Length))).Value;

    private static IEnumerable<string> Texts(Entry entry) => Searchable.Of(entry).SelectMany(s => s.Fields).Select(f => f.Text);
}
