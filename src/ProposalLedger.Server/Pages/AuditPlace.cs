using System.Globalization;
using ProposalLedger.EventStore;
using ProposalLedger.Views.Histories;

namespace ProposalLedger.Server.Pages;

/// <summary>Where an audit stands: in a negotiation at the cut that is read, or in the whole ledger up to a position. Its addresses, and the words for its events.</summary>
public sealed class AuditPlace
{
    private readonly Cut cut;
    private readonly Dictionary<string, Here> known;

    public AuditPlace(Here here) => (Here, cut, known) = (here, here.Cut, new(StringComparer.Ordinal) { [here.Negotiation] = here });

    /// <param name="cut">No more than a position.</param>
    /// <param name="known">The negotiations of the events that are shown, as far as they are known.</param>
    public AuditPlace(Cut cut, IEnumerable<Here> known) => (this.cut, this.known) = (cut, known.ToDictionary(here => here.Negotiation, StringComparer.Ordinal));

    /// <summary>Null: the whole ledger.</summary>
    public Here? Here { get; }

    /// <summary>The position that the whole ledger is read up to; null: all of it.</summary>
    public long? At => cut.At;

    public bool IsCutByDate => cut is not { AsOf: null, KnownBy: null };

    public string Root => Here is null ? "/audit" : $"/{Here.Negotiation}/audit";

    /// <summary>The table at this cut, with these parameters: name and value by turns.</summary>
    public string To(params string?[] query) => Address(Root, query);

    /// <summary>The page of an event at this cut.</summary>
    public string ToEvent(long position, params string?[] query) => Address(EventNow(position), query);

    /// <summary>The same as things are now: what became of an event may lie after the cut.</summary>
    public string EventNow(long position) => $"{Root}/{position.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The negotiation that an event is of, to name what it speaks of; null of events of tokens and roles.</summary>
    public Here? Of(StoredEvent e) => known.GetValueOrDefault(e.Scope);

    /// <summary>What an event is about, by the words that a reader knows it by; empty where it is about no entry.</summary>
    public string TitleOf(StoredEvent e) => Granted.Of(e)?.Title ?? Of(e)?.TitleOf(e) ?? "";

    private string Address(string place, string?[] query) =>
        Frame.Address(place, query.Chunk(2).Where(part => !string.IsNullOrEmpty(part[1])).Select(part => KeyValuePair.Create(part[0]!, part[1]!)), cut, Here?.Replayed);
}
