namespace ProposalLedger.Views.Citing;

/// <summary>
/// The property names an entry of this kind by its key, or several, and part of what is recorded of that entry stands beside it in the body. A draft may
/// be named by one of its points. Where the entry itself is in the body (<see cref="AsRecorded{T}"/>) nothing needs to be marked.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShowsAttribute(EntryKind kind) : Attribute
{
    public EntryKind Kind => kind;
}

/// <summary>The same, where a property <c>Kind</c> beside it says of which kind: a word of <see cref="EntryKind"/>, or <c>Point</c> for one of a draft.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShowsEntryAttribute : Attribute;

/// <summary>An entry of which part stands beside this in the body, where no property names it: whoever holds it keeps it out of the JSON.</summary>
public sealed record ShownEntry(EntryKind Kind, string Key);
