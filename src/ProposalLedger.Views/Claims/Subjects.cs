using ProposalLedger.Views.Positions;

namespace ProposalLedger.Views.Claims;

/// <summary>What a claim is about as one name. Ids of different kinds may be equal, so the kind is said with them.</summary>
internal static class Subjects
{
    public static string Of(Subject about) => about switch
    {
        { Proposition: { } id } => $"proposition {id}",
        { Point: { } id } => $"point {id}",
        { Draft: { } id } => $"draft {id}",
        { Session: { } id } => $"session {id}",
        { Action: { } id } => $"action {id}",
        _ => $"claim {about.Claim}",
    };

    public static string Of(PositionColumn column) => Of(new Subject { Proposition = column.Proposition, Point = column.Point, Draft = column.Draft });
}
