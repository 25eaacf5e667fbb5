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
        var keep = new Option<FileInfo?>("--keep") { Description = "Where you keep the checkpoint that was verified, for your next visit. If there is one already it is verified against, and replaced by a newer one alone.", HelpName = "file" };
        var complete = new Option<bool>("--complete") { Description = "You may read everything: what is withheld is then a finding." };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("verify", "Verify a ledger's whole history, offline or on a server: docs/audit.md") { file, keys, kept, keep, complete, json };
        command.SetAction(async (parsed, ct) =>
        {
            var trusted = parsed.GetValue(keys)!.Select(ReadKey).ToList();
            var visits = await KeptCheckpoint.ReadAsync(parsed.GetValue(kept), parsed.GetValue(keep), ct);
            await using var content = parsed.GetValue(file) is { } given ? File.OpenRead(given.FullName) : await FetchAsync(parsed, ct);
            if (content.ReadByte() is var first && first != 'P')
            {
                content.Position = 0;
                return await ReceiptVerification.RunAsync(content, trusted, visits, parsed.GetValue(keep), parsed.GetValue(json), ct);
            }

            content.Position = 0;
            using var bundle = Bundle.Open(content);
            var witnesses = Witnessed.Of(bundle.Checkpoints, trusted);
            var verifier = new Verifier(trusted, [.. visits]) { Complete = parsed.GetValue(complete) };
            var (verified, views) = await Terminal.Progress().StartAsync(context => Task.Run(() => Run(bundle, verifier, context), ct));
            var report = new VerifyReport(verified, views, bundle.Views.Position, witnesses, visits, Fetched: parsed.GetValue(file) is null);
            if (parsed.GetValue(json)) report.PrintJson();
            else report.Print();
            if (verified.Findings.Count > 0) return ExitCodes.Unverified;
            if (parsed.GetValue(keep) is { } where) await KeptCheckpoint.WriteAsync(where, bundle.Checkpoints.Last(note => Checkpoint.Parse(note.Text).Size == verified.Checkpoint!.Size), ct);
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

    private static (Verified Verified, int Views) Run(Bundle bundle, Verifier verifier, ProgressContext context)
    {
        var task = context.AddTask("Events", maxValue: Math.Max(1, bundle.Views.Position));
        var verified = verifier.Verify(bundle, new Relay(done => task.Value = done));
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
                if (!served.Remove(address, out var hash)) findings.Add(new Finding(0, 0, "view-missing", $"The bundle does not say what the server serves at {address}, and the events amount to something there."));
                else if (hash != Convert.ToHexStringLower(SHA256.HashData(Canonical.Bytes(body)))) findings.Add(new Finding(0, 0, "view-differs", $"The bundle says that the server serves another body at {address} than the events amount to."));
                count++;
                rebuilt();
            }
        }

        findings.AddRange(served.Keys.Select(address => new Finding(0, 0, "view-unfounded", $"The bundle says that the server serves {address}, and no events are behind it.")));
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

    private sealed class Relay(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
