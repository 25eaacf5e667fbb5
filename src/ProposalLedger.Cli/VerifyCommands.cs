using System.CommandLine;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Notes;
using ProposalLedger.TransparencyLog.Verifying;
using Spectre.Console;

namespace ProposalLedger.Cli;

internal static class VerifyCommands
{
    private const int Attempts = 3;

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
            using var client = parsed.GetValue(file) is null ? Connection.Open(parsed, toWrite: false) : null;
            for (var attempt = 1; ; attempt++)
            {
                await using var content = parsed.GetValue(file) is { } given ? File.OpenRead(given.FullName) : await FetchAsync(client!, ct);
                if (content.ReadByte() is var first && first != 'P')
                {
                    content.Position = 0;
                    return await ReceiptVerification.RunAsync(content, trusted, visits, parsed.GetValue(keep), parsed.GetValue(json), ct);
                }

                content.Position = 0;
                using var bundle = Bundle.Open(content);
                var witnesses = Witnessed.Of(bundle.Checkpoints, trusted);
                var verifier = new Verifier(trusted, [.. visits]) { Complete = parsed.GetValue(complete) };
                var (verified, views, served) = await Terminal.Progress().StartAsync(context => Task.Run(() => RunAsync(bundle, verifier, client, context, ct), ct));
                // What was redacted or became private after the bundle was made is served otherwise since: once more, of what is now.
                if (served is { Findings.Count: > 0 } && attempt < Attempts) continue;
                var report = new VerifyReport(verified, views, bundle.Views.Position, served, witnesses, visits);
                if (parsed.GetValue(json)) report.PrintJson();
                else report.Print();
                if (verified.Findings.Count > 0) return ExitCodes.Unverified;
                if (parsed.GetValue(keep) is { } where) await KeptCheckpoint.WriteAsync(where, bundle.Checkpoints.Last(note => Checkpoint.Parse(note.Text).Size == verified.Checkpoint!.Size), ct);
                return ExitCodes.Done;
            }
        });
        return command;
    }

    private static VerifierKey ReadKey(string given) => VerifierKey.Parse(File.Exists(given) ? File.ReadAllText(given) : given);

    private static async Task<FileStream> FetchAsync(HttpClient client, CancellationToken ct)
    {
        var file = Path.GetTempFileName();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Download.To(client, "/log/bundle", new FileInfo(file), ct);
                break;
            }
            catch (RefusedException e) when (e.Passing && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), ct); // others' bundles are being made
            }
        }

        return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
    }

    private static async Task<(Verified Verified, int Views, ServedViews? Served)> RunAsync(Bundle bundle, Verifier verifier, HttpClient? client, ProgressContext context, CancellationToken ct)
    {
        var task = context.AddTask("Events", maxValue: Math.Max(1, bundle.Views.Position));
        var verified = verifier.Verify(bundle, new Relay(done => task.Value = done));
        task.Value = task.MaxValue;
        // Views of events that are not as they were signed prove nothing.
        if (verified.Findings.Count > 0) return (verified, 0, null);
        var views = context.AddTask("Views", maxValue: Math.Max(1, bundle.Views.Hashes.Count));
        var rebuilt = RebuiltViews.Of(bundle, verified.Checkpoint!.Size, () => views.Increment(1));
        views.Value = views.MaxValue;
        if (client is null || rebuilt.Findings.Count > 0) return (verified with { Findings = rebuilt.Findings }, rebuilt.Hashes.Count, null);
        var fetched = context.AddTask("Served", maxValue: Math.Max(1, rebuilt.Hashes.Count));
        var served = await ServedViews.CompareAsync(client, rebuilt.Hashes, bundle.Views.Head, () => fetched.Increment(1), ct);
        fetched.Value = fetched.MaxValue;
        return (verified with { Findings = served.Findings }, rebuilt.Hashes.Count, served);
    }

    private sealed class Relay(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
