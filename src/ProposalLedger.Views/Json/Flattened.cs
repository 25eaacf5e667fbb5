namespace ProposalLedger.Views.Json;

/// <summary>
/// The property's own properties are written beside those of the record that has it: a point "plus its provision and
/// status" is one JSON object, and one C# record holds the point itself. Where both have a name the outer one is written.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlattenedAttribute : Attribute;
