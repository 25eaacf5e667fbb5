namespace ProposalLedger.Views.Histories;

/// <summary>Per node: the histories of the negotiations asked about, kept and brought up to date by what is new.</summary>
public sealed class Dossiers
{
    /// <summary>The negotiation as the views hold it now; null where there is none of this name.</summary>
    public Task<Dossier?> OpenAsync(string negotiation, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Every negotiation, by the position that opened it: for the list of negotiations.</summary>
    public Task<IReadOnlyList<Dossier>> AllAsync(CancellationToken cancellation) => throw new NotSupportedException();
}

