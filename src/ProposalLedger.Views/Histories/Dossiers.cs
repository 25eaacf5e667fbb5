namespace ProposalLedger.Views.Histories;

/// <summary>Per node: the histories of the negotiations asked about, kept and brought up to date by what is new.</summary>
public sealed class Dossiers
{
    /// <summary>The negotiation as the views hold it now; null where there is none of this name.</summary>
    public Task<Dossier?> OpenAsync(string negotiation, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Every negotiation, by the position that opened it: for the list of negotiations.</summary>
    public Task<IReadOnlyList<Dossier>> AllAsync(CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>All histories of one negotiation, read together with the position that they stand at. Does not change once read.</summary>
public sealed class Dossier
{
    internal Dossier(string negotiation, long position) => (Negotiation, Position) = (negotiation, position);

    public string Negotiation { get; }

    /// <summary>Every event up to this one is in.</summary>
    public long Position { get; }

    public Snapshot At(Cut cut) => new(Negotiation, Position, cut);
}
