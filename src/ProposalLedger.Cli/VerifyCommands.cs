using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;
using ProposalLedger.Views.Rebuilding;
using Spectre.Console;
using StreamKey = ProposalLedger.Domain.StreamKey;

namespace ProposalLedger.Cli;

internal static class VerifyCommands
{
    public static Command Verify()
    {
        var file = new Argument<FileInfo?>("bundle") { Description = "A file of `ledger export --format bundle`, or an event's receipt. Without one the server's own bundle is fetched.", Arity = ArgumentArity.ZeroOrOne };
        var keys = new Option<string[]>("--key", "-k") { Description = "The log's public key, or a file that holds it; again for each witness. Not from the server that you check.", Required = true, HelpName = "key" };
        var kept = new Option<FileInfo?>("--checkpoint", "-c") { Description = "The checkpoint that you kept from your last visit.", HelpName = "file" };
        var keep = new Option<FileInfo?>("--keep") { Description = "Where to put the checkpoint that was verified, for your next visit.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("verify", "Verify a ledger's whole history, offline or on a server: docs/audit.md") { file, keys, kept, keep, json };
        command.SetAction(async (parsed, ct) =>
        {
            var trusted = parsed.GetValue(keys)!.Select(ReadKey).ToList();
            var last = parsed.GetValue(kept) is { } path ? Note.Parse(await File.ReadAllBytesAsync(path.FullName, ct)) : null;
            await using var content = parsed.GetValue(file) is { } given ? File.OpenRead(given.FullName) : await FetchAsync(parsed, ct);
            if (content.ReadByte() is var first && first != 'P')
            {
                content.Position = 0;
                return await ReceiptVerification.RunAsync(content, trusted, last, parsed.GetValue(keep), parsed.GetValue(json), ct);
            }

            content.Position = 0;
            using var bundle = Bundle.Open(content);
            var witnesses = Witnessed.Of(bundle.Checkpoints, trusted);
            var (verified, views) = await Terminal.Progress().StartAsync(context => Task.Run(() => Run(bundle, trusted, last, context), ct));
            // Who names a witness counts on it.
            var silent = witnesses.Where(witness => witness.Size == 0).Select(witness => new Finding(0, 0, "witness-missing", $"{witness.Witness} has cosigned no checkpoint of the bundle."));
            verified = verified with { Findings = [.. verified.Findings, .. silent] };
            Print(verified, views, bundle.Views.Position, witnesses, last, parsed.GetValue(json));
            if (verified.Findings.Count > 0) return ExitCodes.Unverified;
            if (parsed.GetValue(keep) is { } where) await File.WriteAllTextAsync(where.FullName, bundle.Checkpoints.Last(note => Checkpoint.Parse(note.Text).Size == verified.Checkpoint!.Size).ToString(), ct);
            return ExitCodes.Done;
        });
        return command;
    }

    private static VerifierKey ReadKey(string given) => VerifierKey.Parse(File.Exists(given) ? File.ReadAllText(given) : given);

    private static async Task<FileStream> FetchAsync(ParseResult parsed, CancellationToken ct)
    {
        using var client = Connection.Open(parsed, toWrite: false);
        var file = Path.GetTempFileName();
        await Download.To(client, "/log/bundle", new FileInfo(file), ct);
        return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
    }

    private static (Verified Verified, int Views) Run(Bundle bundle, List<VerifierKey> trusted, Note? last, ProgressContext context)
    {
        var task = context.AddTask("Events", maxValue: Math.Max(1, bundle.Views.Position));
        var verified = new Verifier(trusted, last).Verify(bundle, new Relay(done => task.Value = done));
        task.Value = task.MaxValue;
        var views = context.AddTask("Views", maxValue: Math.Max(1, bundle.Views.Hashes.Count));
        var findings = verified.Findings.ToList();
        // Views of events that are not as they were signed prove nothing.
        var count = findings.Count > 0 ? 0 : Rebuild(bundle, Math.Min(verified.Checkpoint!.Size, bundle.Views.Position), findings, () => views.Increment(1));
        views.Value = views.MaxValue;
        return (verified with { Findings = findings }, count);
    }

    private static int Rebuild(Bundle bundle, long size, List<Finding> findings, Action rebuilt)
    {
        var events = bundle.Events().TakeWhile(happened => happened.Position <= size).Where(happened => happened.Metadata is not null).Select(Stored).ToList();
        var served = new Dictionary<string, string>(bundle.Views.Hashes, StringComparer.Ordinal);
        var count = 0;
        foreach (var negotiation in events.Select(happened => happened.Scope).Where(scope => !StreamKey.IsAccess(scope, out _)).Distinct(StringComparer.Ordinal).ToList())
        {
            foreach (var (address, body) in EveryBody.Of(negotiation, events, size))
            {
                if (!served.Remove(address, out var hash)) findings.Add(new Finding(0, 0, "view-missing", $"The server does not say what it serves at {address}."));
                else if (hash != Convert.ToHexStringLower(SHA256.HashData(Canonical.Bytes(body)))) findings.Add(new Finding(0, 0, "view-differs", $"The server serves another body at {address} than the events amount to."));
                count++;
                rebuilt();
            }
        }

        findings.AddRange(served.Keys.Select(address => new Finding(0, 0, "view-unfounded", $"The server serves {address}, and no events are behind it.")));
        return count;
    }

    private static StoredEvent Stored(BundledEvent happened)
    {
        var metadata = happened.Metadata!.Value;
        string Text(string name) => metadata.GetProperty(name).GetString()!;
        return new StoredEvent(happened.Position, metadata.GetProperty("id").GetGuid(), Text("stream"), metadata.GetProperty("version").GetInt64(), Text("negotiation"), Text("type"),
            Encoding.UTF8.GetBytes(happened.Data?.GetRawText() ?? "{}"), DateTimeOffset.Parse(happened.Recorded!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            metadata.GetProperty("headers").Deserialize<EventMetadata>(JsonSerializerOptions.Web)!, happened.RedactedBy);
    }

    private static void Print(Verified verified, int views, long viewed, IReadOnlyList<Witnessed> witnesses, Note? kept, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                verified = verified.Findings.Count == 0, size = verified.Checkpoint?.Size, root = verified.Checkpoint?.Root.ToString(), origin = verified.Checkpoint?.Origin,
                verified.Events, verified.Withheld, verified.Redacted, verified.Unsigned, views, witnesses, verified.Findings,
            }, JsonSerializerOptions.Web));
            return;
        }

        foreach (var finding in verified.Findings) Console.WriteLine(Terminal.Safe($"{Where(finding)}{finding.Detail} [{finding.Code}]"));
        if (verified.Findings.Count > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"NOT VERIFIED: {verified.Findings.Count} finding{(verified.Findings.Count == 1 ? "" : "s")}."));
            return;
        }

        Console.WriteLine(Terminal.Safe(string.Create(CultureInfo.InvariantCulture, $"Verified: {verified.Checkpoint!.Size} events of {verified.Checkpoint.Origin}, root {verified.Checkpoint.Root}.")));
        Console.WriteLine(kept is null
            ? "It is the first visit: that nothing was changed before it, nothing can show. Keep the checkpoint (--keep) for the next one."
            : $"Nothing was changed since the checkpoint that you kept, of {Checkpoint.Parse(kept.Text).Size} events.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{views} view{(views == 1 ? "" : "s")} computed from the events are what the server serves{(viewed < verified.Checkpoint.Size ? $": those of position {viewed}, as far as they were then" : "")}."));
        foreach (var witness in witnesses)
            Console.WriteLine(Terminal.Safe(string.Create(CultureInfo.InvariantCulture, $"{witness.Witness} has cosigned {witness.Size} of these events, at {witness.At:yyyy-MM-dd HH:mm:ss}Z: whoever trusts it is shown the same history up to there.")));
        if (verified.Withheld > 0) Console.WriteLine($"{verified.Withheld} events are not yours to read: they are in the log, and what they say was not verified.");
        if (verified.Redacted > 0) Console.WriteLine($"{verified.Redacted} events were redacted: their text is gone, each by a later event that says what was left; the rest was verified.");
        if (verified.Unsigned > 0) Console.WriteLine($"{verified.Unsigned} events are newer than the checkpoint: nothing vouches for them yet.");
    }

    public static string Where(Finding finding) => (finding.First, finding.Last) switch
    {
        (0, _) => "",
        var (first, last) when first == last => $"Position {first}: ",
        var (first, last) => $"Positions {first} to {last}: ",
    };

    private sealed class Relay(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
