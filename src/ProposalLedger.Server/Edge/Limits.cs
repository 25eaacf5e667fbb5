using System.Globalization;
using System.Text;
using ProposalLedger.Domain.Wellformed;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Hub;
using ProposalLedger.Server.Imports;
using ProposalLedger.Server.Pages;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Reading;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Edge;

/// <summary>What is limited, and what a caller gets who goes beyond it: the table of docs/security.md. Each row is tried in the tests.</summary>
/// <param name="What">Of which there may be so much.</param>
/// <param name="Most">With its unit.</param>
/// <param name="Code">Of the problem.</param>
/// <param name="Setting">Where whoever runs the ledger sets it; null where it is fixed.</param>
internal sealed record Limit(string What, string Most, string Code, string? Setting = null);

internal static class Limits
{
    private static readonly FollowingOptions Following = new();
    private static readonly RequestLimitOptions Requests = new();

    public static IReadOnlyList<Limit> All { get; } =
    [
        new("body of a write", Bytes(Body.MaxBytes), "body-too-large"),
        new("body of an import, which is all written or not at all", Bytes(ImportRoutes.MaxBytes), "body-too-large"),
        new("form of a page", Bytes(AccountRoutes.MaxBytes), "body-too-large"),
        new("nesting of a body", Count(EntryLimits.Depth), "too-deep"),
        new("a text", Bytes(EntryLimits.TextBytes), "text-too-long"),
        new("items of a list", Count(EntryLimits.ListItems), "list-too-long"),
        new("an Idempotency-Key", $"{IdempotencyKey.MaxLength} characters", "bad-header"),
        new("events of one answer", Count(EventRoutes.Most), "bad-parameter"),
        new("a JWT", Bytes(OutsideIssuer.MostBytes), "token-required"),
        new("requests of one address in a second", $"{Count(Requests.RequestsPerSecond)}; at once {Count(Requests.RequestsAtOnce)}", "too-many-requests", "Ledger__Limits__RequestsAtOnce"),
        new("requests of one actor in a second", $"{Count(Requests.ActorPerSecond)}; at once {Count(Requests.ActorAtOnce)}", "too-many-requests", "Ledger__Limits__ActorAtOnce"),
        new("credentials of one address that do not hold, in a minute", $"{Count(Requests.FailuresPerMinute)}; at once {Count(Requests.FailuresAtOnce)}", "too-many-failures", "Ledger__Limits__FailuresAtOnce"),
        new("attempts of one address to sign in that fail, in a minute", $"{Count(Requests.SignInsPerMinute)}; at once {Count(Requests.SignInsAtOnce)}", "too-many-failures", "Ledger__Limits__SignInsAtOnce"),
        new("connections of one address to follow", Count(Following.ConnectionsPerAddress), "too-many-connections", "Ledger__Following__ConnectionsPerAddress"),
        new("connections that one address opens in a second", $"{Count(Following.OpeningsPerSecond)}; at once {Count(Following.OpeningsAtOnce)}", "too-many-connections", "Ledger__Following__OpeningsAtOnce"),
        new("subscriptions of one connection", Count(Following.SubscriptionsPerConnection), "too-many-subscriptions", "Ledger__Following__SubscriptionsPerConnection"),
        new("calls of one connection in a second", $"{Count(Following.CallsPerSecond)}; at once {Count(Following.CallsAtOnce)}", "too-many-calls", "Ledger__Following__CallsAtOnce"),
        new("a message to the hub", Bytes(CodedProtocol.LargestMessage), "message-too-large"),
    ];

    public static string Markdown()
    {
        var table = new StringBuilder("| what | at most | else | set by |\n|---|---|---|---|\n");
        foreach (var limit in All) table.Append(CultureInfo.InvariantCulture, $"| {limit.What} | {limit.Most} | {ProblemTypes.Find(limit.Code)!.Status} `{limit.Code}` | {(limit.Setting is null ? "" : $"`{limit.Setting}`")} |\n");
        return table.ToString();
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(int bytes) => bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MiB" : $"{bytes / 1024} KiB";
}
