using ProposalLedger.Domain.Json;

namespace ProposalLedger.Views.Histories;

/// <summary>
/// An entry as it could be known by a date, though sources of it came later. What a source of its own reports (what is said of a draft or of a
/// session) is a part: it comes in with its earliest dated source, as an entry does; where none has a date, with its entry. A draft's points stay with
/// it, as its text is one publication, and so do the aliases of a party, which has no date. A source that was published later is not yet one of what it is named for.
/// </summary>
/// <param name="date">When a source was published; null where nobody says: it counts as known.</param>
/// <param name="knownBy">The end of the cut.</param>
internal sealed class Parts(Func<string, Edtf?> date, long knownBy)
{
    /// <summary>How many parts were left out because the date of their source straddles the cut.</summary>
    public int Straddling { get; private set; }

    /// <summary>Some part was left out.</summary>
    public bool AreLess { get; private set; }

    public Entry Of(Entry entry) => entry switch
    {
        Draft e => e with
        {
            Sources = Ids(e.Sources), Points = [.. e.Points.Select(Point)],
            Reported = [.. e.Reported.Where(r => IsKnown(r.Sources)).Select(r => r with { Sources = Ids(r.Sources) })],
        },
        Session e => e with { Reports = [.. e.Reports.Where(r => IsKnown(r.Sources)).Select(r => r with { Sources = Ids(r.Sources) })] },
        Party e => e with { Aliases = Aliases(e.Aliases) },
        Person e => e with { Aliases = Aliases(e.Aliases) },
        Mandate e => e with { Sources = Ids(e.Sources) },
        OutsideAction e => e with { Sources = Ids(e.Sources) },
        Proposal e => e with { Sources = Ids(e.Sources) },
        Rendering e => e with { Sources = Ids(e.Sources) },
        Amendment e => e with { Sources = Ids(e.Sources) },
        StatusReport e => e with { Sources = Ids(e.Sources) },
        Link e => e with { Sources = Ids(e.Sources) },
        Claim e => e with { Sources = Ids(e.Sources) },
        Conflict e => e with { Sources = Ids(e.Sources) },
        Resolution e => e with { Sources = Ids(e.Sources) },
        _ => entry,
    };

    private Point Point(Point point) => point with { Sources = Ids(point.Sources), Points = [.. point.Points.Select(Point)] };

    private Values<Alias> Aliases(Values<Alias> aliases) => [.. aliases.Select(a => a with { Sources = Ids(a.Sources) })];

    private bool IsKnown(Values<string> sources)
    {
        var side = Span.Of(sources.Select(date).OfType<Edtf>().MinBy(d => Chronology.Of(d, 0))).SideOf(knownBy);
        if (side == Side.Straddling) Straddling++;
        AreLess |= side != Side.Within;
        return side == Side.Within;
    }

    /// <summary>
    /// Those that were published. Where none was, the entry says itself that it was public (a broadcast of which reports came later), and nothing rests on
    /// nothing: then the list stays.
    /// </summary>
    private Values<string> Ids(Values<string> sources)
    {
        var known = sources.Where(id => Span.Of(date(id)).SideOf(knownBy) == Side.Within).ToArray();
        return known.Length == 0 || known.Length == sources.Count ? sources : new(known);
    }
}
