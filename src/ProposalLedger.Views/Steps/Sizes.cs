using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ProposalLedger.Views.Steps;

/// <summary>How large a change is: the characters of the texts that it brings or takes.</summary>
internal static class Sizes
{
    // An entry never changes, and lives as long as its history is kept: measured once.
    private static readonly ConditionalWeakTable<Entry, StrongBox<long>> Known = [];

    public static long Of(Happening happening) =>
        happening.Before is { } before ? Texts(happening.Entry).Except(Texts(before)).Sum(t => (long)t.Length) : Of(happening.Entry);

    private static long Of(Entry entry) => Known.GetValue(entry, e => new StrongBox<long>(Texts(e).Sum(t => (long)t.Length))).Value;

    private static List<string> Texts(Entry entry)
    {
        var texts = new List<string>();
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(entry, entry.GetType(), ViewJson.Options), new JsonReaderOptions { MaxDepth = ViewJson.Options.MaxDepth });
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.String) texts.Add(reader.GetString()!);
        return texts;
    }
}
