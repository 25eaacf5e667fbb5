using System.Net;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Api;

public sealed class CutRefusalTests(Talks talks) : IClassFixture<Talks>
{
    /// <summary>Every kind of address that takes a cut, below a negotiation and above it.</summary>
    public static TheoryData<string> Addresses =>
    [
        "/api/negotiations", Talks.N, .. new[]
        {
            "parties", "parties/north", "persons", "mandates", "issues", "propositions", "sources", "sessions", "actions", "proposals", "proposals/zone-plan", "drafts/zone-plan/first", "claims",
            "claims/north-supports", "conflicts", "resolutions", "lineage", "compare?drafts=zone-plan/first,zone-plan/first", "provisions/first.1", "positions", "timeline",
        }.Select(path => $"{Talks.N}/{path}"),
    ];

    /// <summary>The same as pages.</summary>
    public static TheoryData<string> Pages =>
    [
        "/", "/island-talks", .. new[]
        {
            "parties", "parties/north", "drafts", "drafts/zone-plan/first", "claims", "claims/north-supports", "conflicts", "lineage", "compare", "provisions/first.1", "positions", "timeline", "audit", "audit/3",
        }.Select(path => $"/island-talks/{path}"),
    ];

    private static readonly (string Cut, string Code)[] Wrong =
    [
        ("asOf=2025-02-30", "impossible-date"), ("knownBy=2025-13", "impossible-date"), ("asOf=yesterday", "impossible-date"), ("asOf=", "impossible-date"), ("knownBy=Y20251", "impossible-date"),
        ("asOf=2025-12/2025-11", "end-before-beginning"), ("knownBy=2025-24/2025-11", "end-before-beginning"), ("asOf=2025-11/..", "open-ended-cut"), ("knownBy=2025-11/", "open-ended-cut"),
        ("asOf=../..", "meaningless-date"), ("knownBy=XXXX-XX-XX", "meaningless-date"), ("asOf=/", "meaningless-date"), ("at=x", "bad-position"), ("at=0", "bad-position"), ("at=01", "bad-position"), ("at=-1", "bad-position"),
        ("at=1.5", "bad-position"), ("at=99999999999999999999", "bad-position"),
    ];

    [Theory, MemberData(nameof(Addresses))]
    public async Task P14_A_cut_that_cannot_be_is_refused_with_its_code_everywhere(string address)
    {
        foreach (var (cut, code) in Wrong)
        {
            var read = await talks.Reader.ReadAsync(With(address, cut));
            Assert.Equal((cut, HttpStatusCode.BadRequest, code, "/" + cut.Split('=')[0]), (cut, read.Status, read.Problem, read.Errors[0].Pointer));
        }
    }

    [Theory, MemberData(nameof(Addresses))]
    public async Task P14_A_position_beyond_the_head_is_404_with_the_head_everywhere(string address)
    {
        var head = await talks.HeadAsync();
        var read = await talks.Reader.ReadAsync(With(address, $"at={head + 1}"));
        Assert.Equal((HttpStatusCode.NotFound, "position-beyond-head", head), (read.Status, read.Problem, read.Json.GetProperty("head").GetInt64()));
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task P14_A_page_says_the_same_in_words(string address)
    {
        foreach (var (cut, words) in new[]
        {
            ("asOf=2025-02-30", "is no date"), ("knownBy=2025-12/2025-11", "ends before it begins"), ("asOf=2025-11/..", "has no end"), ("asOf=XXXX", "says nothing of when"), ("at=x", "is no ledger position"),
        })
        {
            var page = await talks.Reader.ReadAsync(With(address, cut));
            Assert.Equal((cut, HttpStatusCode.BadRequest), (cut, page.Status));
            Assert.Contains(words, page.Body, StringComparison.Ordinal);
        }
        var head = await talks.HeadAsync();
        var beyond = await talks.Reader.ReadAsync(With(address, $"at={head + 1}"));
        Assert.Equal(HttpStatusCode.NotFound, beyond.Status);
        Assert.Contains($"the ledger stands at {head}", beyond.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_of_a_vague_date_holds_its_whole_interval()
    {
        // The claim is of 10 January 2025.
        foreach (var (cut, total) in new[] { ("2025-01-0X", 0), ("2025-01-1X", 1), ("2025-01-XX", 1), ("2024-24", 1), ("2024-23", 0), ("202X", 1), ("2024-XX-XX", 0), ("2024-12-01/2025-01-10", 1) })
            Assert.Equal((cut, total), (cut, (await talks.Reader.ReadAsync($"{Talks.N}/claims?asOf={cut}")).Must(HttpStatusCode.OK).Json.GetProperty("total").GetInt32()));
    }

    private static string With(string address, string cut) => address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + cut;
}
