using System.Globalization;
using System.Text;
using System.Text.Json;
using ProposalLedger.EventStore.Views;

namespace ProposalLedger.EventStore.Tests.Views;

/// <summary>The smallest view: how many events each stream has, and the last one's id.</summary>
internal sealed class CountingProjector(TestLedger ledger, string view, int generation)
{
    /// <summary>Applies one range; false when there was nothing to apply.</summary>
    public async Task<bool> ApplyAsync(int limit)
    {
        var checkpoint = await ledger.AskAsync<long>(string.Create(CultureInfo.InvariantCulture,
            $"select coalesce((select last_seq_id from mt_event_progression where name = '{view}/{generation}'), 0)"));
        var events = await ledger.Store.ReadLogAsync(checkpoint, limit);
        if (events.Count == 0) return false;
        var rows = new Dictionary<string, ViewRow>();
        var known = (await ledger.Views.ReadCopyAsync(view, generation)).ToDictionary(r => r.Key, r => r.Body!.Value);
        foreach (var e in events)
        {
            var old = rows.TryGetValue(e.Stream, out var row) ? row.Body!.Value : known.GetValueOrDefault(e.Stream);
            var count = old.IsEmpty ? 0 : JsonDocument.Parse(old).RootElement.GetProperty("count").GetInt32();
            rows[e.Stream] = new ViewRow(e.Scope, e.Stream, e.Position, Encoding.UTF8.GetBytes($$"""{"last": "{{e.Id}}", "count": {{count + 1}}}"""));
        }

        await ledger.Views.ApplyAsync([new ViewChange(view, generation, checkpoint, [.. rows.Values])], events[^1].Position);
        return true;
    }
}
