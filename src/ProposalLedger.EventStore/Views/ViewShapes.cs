namespace ProposalLedger.EventStore.Views;

/// <summary>One document of a view: its key is unique within view and scope.</summary>
/// <param name="Scope">The partition that readers ask for.</param>
/// <param name="Key">Its name within the scope.</param>
/// <param name="Position">The ledger position of the event that changed it last.</param>
/// <param name="Body">JSON in UTF-8; null marks a document that is gone, so that readers of changes learn it.</param>
public sealed record ViewRow(string Scope, string Key, long Position, ReadOnlyMemory<byte>? Body)
{
    /// <summary>What full text finds it by: each part by itself.</summary>
    public IReadOnlyList<RowText> Texts { get; init; } = [];

    /// <summary>It takes the place of an earlier row, whose texts go.</summary>
    public bool Replaces { get; init; }
}

/// <summary>Words of one part of a document, in lower case, by weight. Empty where there are none of a weight.</summary>
/// <param name="Part">Its name within the document; empty for the document itself.</param>
public sealed record RowText(string Part, string A, string B, string C);

/// <summary>A row as read, with the view that it belongs to.</summary>
public sealed record ViewDocument(string View, string Scope, string Key, long Position, ReadOnlyMemory<byte>? Body);

/// <summary>What one view's step writes: rows, if its checkpoint still is the expected one.</summary>
public sealed record ViewChange(string View, int Generation, long ExpectedCheckpoint, IReadOnlyList<ViewRow> Rows);

/// <summary>A copy of a view: the live one, or a side copy that a rebuild fills.</summary>
public sealed record ViewState(
    string View, int Generation, bool Live, int FormatVersion, long Checkpoint, long? StoppedPosition, string? StoppedReason)
{
    /// <summary>The scope of the event that it stopped at.</summary>
    public string? StoppedScope { get; init; }
}

/// <summary>Rows and the checkpoint that they were computed at, of one moment. The lowest checkpoint where several views were asked.</summary>
public sealed record ViewSnapshot(long Checkpoint, long Head, IReadOnlyList<ViewDocument> Rows, IReadOnlyList<ViewState> Views)
{
    /// <summary>The position of the last event that took the text of another one away; 0 where there is none.</summary>
    public long LastRedaction { get; init; }
}
