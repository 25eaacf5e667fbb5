using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Verifying;

namespace ProposalLedger.Cli;

/// <summary>What a running server really serves, compared with what the events amount to: that its bundle says so proves nothing of what others are shown.</summary>
/// <param name="Compared">Views that were fetched.</param>
/// <param name="Findings">Where it serves something else.</param>
internal sealed partial record ServedViews(int Compared, IReadOnlyList<Finding> Findings)
{
    // Of more than that so many are taken by lot: which ones the server cannot know.
    private const int Most = 1_000, AtOnce = 4, Attempts = 10, LargestBody = 64 * 1024 * 1024;

    /// <summary>Fetches them.</summary>
    /// <param name="client">As the reader asks; the bundle came to the same.</param>
    /// <param name="hashes">By address, of what the events amount to.</param>
    /// <param name="head">The ledger's last position when the bundle was made.</param>
    /// <param name="fetched">Called with each.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedException">The server refuses for long to answer at all.</exception>
    public static async Task<ServedViews> CompareAsync(HttpClient client, IReadOnlyDictionary<string, string> hashes, long head, Action fetched, CancellationToken ct)
    {
        var addresses = hashes.Keys.ToArray();
        Random.Shared.Shuffle(addresses);
        var (findings, compared) = (new ConcurrentBag<Finding>(), 0);
        await Parallel.ForEachAsync(addresses.Take(Most), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (address, one) =>
        {
            using var answer = await AskAsync(client, address, one);
            Interlocked.Increment(ref compared);
            fetched();
            if (answer is null)
            {
                findings.Add(new Finding(0, 0, "view-not-served", $"The server serves nothing at {address}, and the events amount to something there."));
                return;
            }

            var hash = await HashAsync(answer, one);
            if (hash != hashes[address])
                findings.Add(WasRedacted(answer, head)
                    ? new Finding(0, 0, "view-redacted", $"The server serves another body at {address} than the events of its bundle amount to, and says that some of that was redacted since. Verify again: if it says so of every bundle, it is not true.")
                    : new Finding(0, 0, "view-served-differs", $"The server serves another body at {address} than the events amount to."));
            else if (answer.Headers.ETag is { } tag && tag.Tag.Trim('"') != hash) findings.Add(new Finding(0, 0, "view-tag-differs", $"The server serves {address} with another hash in its ETag than that of the body."));
        });
        return new ServedViews(compared, [.. findings.OrderBy(finding => finding.Detail, StringComparer.Ordinal)]);
    }

    // The list ends somewhere, and says then that there are more.
    private static bool WasRedacted(HttpResponseMessage answer, long head) => answer.Headers.TryGetValues("Ledger-Redacted", out var redactions)
        && redactions.Any(line => line.Contains("more=", StringComparison.Ordinal) || By().Matches(line).Any(by => !long.TryParse(by.Groups["by"].Value, CultureInfo.InvariantCulture, out var position) || position > head));

    // Whoever asks for a thousand is told to wait in between.
    private static async Task<HttpResponseMessage?> AskAsync(HttpClient client, string address, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/negotiations/{address}");
                return await client.SendChecked(request, ct);
            }
            catch (RefusedException e) when (e.Passing && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
            catch (RefusedException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
            {
                return null;
            }
        }
    }

    private static async Task<string?> HashAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LargestBody, ct).WaitAsync(Connection.Silence, ct);
            return Convert.ToHexStringLower(SHA256.HashData(Canonical.Bytes(await answer.Content.ReadAsByteArrayAsync(ct))));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex("by=(?<by>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex By();
}
