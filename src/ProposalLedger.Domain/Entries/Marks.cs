namespace ProposalLedger.Domain.Entries;

/// <summary>A name for citing: <c>[a-z0-9][a-z0-9-]{0,63}</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SlugAttribute : Attribute;

/// <summary>Names an entry of this kind by its key; on a list, each item does. What is not there is <c>unknown-{kind}</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RefersToAttribute(EntryKind kind) : Attribute
{
    public EntryKind Kind => kind;
}

/// <summary>Names points as <c>proposal/draft/point</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RefersToPointAttribute : Attribute;

/// <summary>Neither a text nor a quantity, though its type does not show it: it stays when the event that holds it is redacted.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StructureAttribute : Attribute;

/// <summary>A list that says nothing when it is empty.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtLeastOneAttribute : Attribute;

/// <summary>A text that has to match, or is refused with this code and this advice.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WrittenAsAttribute(string pattern, string code, string advice) : Attribute
{
    public string Pattern => pattern;
    public string Code => code;
    public string Advice => advice;
}
