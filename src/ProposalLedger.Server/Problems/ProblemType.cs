namespace ProposalLedger.Server.Problems;

/// <summary>A kind of problem that callers can rely on: what <c>/problems/{code}</c> shows.</summary>
/// <param name="Code">Stable. The last segment of <c>type</c>.</param>
/// <param name="Status">HTTP status that it comes with.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Remedy">What to do about it, for a person.</param>
public sealed record ProblemType(string Code, int Status, string Title, string Remedy);
