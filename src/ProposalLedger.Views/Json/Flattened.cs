namespace ProposalLedger.Views.Json;

/// <summary>
/// The property's own properties are written beside those of the record that has it: a point "plus its provision and
/// status" is one JSON object, and one C# record holds the point itself. A name that both have is a mistake, unless it is declared.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlattenedAttribute : Attribute
{
    /// <summary>JSON names of which the outer record's is written and the inner one's is not.</summary>
    public string[] Replaced { get; init; } = [];
}
