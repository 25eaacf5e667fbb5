using Npgsql;

namespace ProposalLedger.EventStore.Views;

/// <summary>The views' storage: documents, checkpoints and side copies. It knows nothing of what they mean.</summary>
/// <param name="dataSource">Connections of the serving role.</param>
public sealed class ViewStore(NpgsqlDataSource dataSource)
{
    private readonly NpgsqlDataSource dataSource = dataSource;

    /// <summary>Makes sure that each view has a live copy (new ones begin at 0); returns all states, side copies included.</summary>
    public Task<IReadOnlyList<ViewState>> RegisterAsync(IReadOnlyDictionary<string, int> formatVersions, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>All copies of all views.</summary>
    public Task<IReadOnlyList<ViewState>> GetStatesAsync(CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Writes rows of several views and moves their checkpoints, in one transaction.</summary>
    /// <exception cref="ViewFencedException">A checkpoint is not the expected one; nothing was written.</exception>
    public Task ApplyAsync(IReadOnlyList<ViewChange> changes, long newCheckpoint, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Rows of live views of one scope (null: of all), changed after a position, with the checkpoint of the same moment, ordered by view and key.</summary>
    public Task<ViewSnapshot> ReadRowsAsync(
        IReadOnlyList<string> views, string? scope, long sincePosition = 0, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Single rows of a live view by key, with the checkpoint of the same moment.</summary>
    public Task<ViewSnapshot> ReadKeysAsync(
        string view, string scope, IReadOnlyList<string> keys, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Stops a view at an event that it cannot apply; its checkpoint stays before it.</summary>
    public Task StopAsync(string view, int generation, long position, string reason, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Lets a stopped view go on.</summary>
    public Task ResumeAsync(string view, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Begins an empty side copy of a view, at checkpoint 0; an earlier unfinished one goes. Returns its generation.</summary>
    public Task<int> BeginRebuildAsync(string view, int formatVersion, CancellationToken ct = default) => throw new NotSupportedException("Follows.");

    /// <summary>Makes a side copy the live one and drops the old, atomically.</summary>
    /// <returns>False, and nothing is done, while the side copy is behind the live one (and that one is not stopped).</returns>
    public Task<bool> SwapAsync(string view, int generation, CancellationToken ct = default) => throw new NotSupportedException("Follows.");
}
