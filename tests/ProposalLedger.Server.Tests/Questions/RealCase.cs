using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Questions;

/// <summary>A server that began with <c>seeds/</c>, and the addresses of docs/questions.md on it.</summary>
public sealed partial class RealCase : IAsyncLifetime
{
    public const string Api = "/api/negotiations";

    /// <summary>Addresses by the question's number, without <see cref="Api"/>.</summary>
    public static IReadOnlyDictionary<int, string> Addresses { get; } = Read();

    public LedgerServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await LedgerServer.StartAsync(null, ("Ledger:Seed", "true"), ("Ledger:SeedDirectory", Path.Combine(Repository.Root, "seeds")));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>The view's body at the address that the file gives for a question.</summary>
    public async Task<JsonNode> BodyAsync(int question) =>
        JsonNode.Parse((await Server.Reader.ReadAsync(Api + Addresses[question])).Must(HttpStatusCode.OK).Body)!;

    /// <summary>What the page at the same address says in its main part, without the forms: for eyes, so with blanks as one.</summary>
    public Task<string> WordsAsync(int question) => WordsAtAsync(Addresses[question]);

    public async Task<string> WordsAtAsync(string address)
    {
        var page = (await Server.Reader.ReadAsync(address)).Must(HttpStatusCode.OK).Body;
        var main = page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];
        return Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(Forms().Replace(main, " "), " ")), " ").Replace(" ,", ",", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal);
    }

    private static Dictionary<int, string> Read()
    {
        var addresses = new Dictionary<int, string>();
        foreach (Match entry in Entry().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "questions.md"))))
        {
            // One view: the page is the data's address without what all of the API begins with.
            Assert.Equal(Api + entry.Groups["page"].Value, entry.Groups["data"].Value);
            addresses.Add(int.Parse(entry.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture), entry.Groups["page"].Value);
        }
        return addresses;
    }

    [GeneratedRegex(@"^### (?<number>\d+)\. [^\n]+\?\n\n- Page: `(?<page>[^`]+)`\n- Data: `(?<data>[^`]+)`\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(@"<form\b.*?</form>", RegexOptions.Singleline, 5000)]
    private static partial Regex Forms();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 5000)]
    private static partial Regex Blanks();
}
