using System.CommandLine;

namespace ProposalLedger.Cli;

internal static class ExportCommands
{
    public static Command Export()
    {
        var negotiation = new Argument<string?>("negotiation") { Description = "Its id; not for a bundle, which is of the whole ledger.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string>("--format", "-f") { Description = "csv (tables and codebook in a ZIP), jsonl (events), jsonld (W3C PROV), case (for ledger import) or bundle (for ledger verify).", Required = true, HelpName = "format" };
        format.AcceptOnlyFromAmong("csv", "jsonl", "jsonld", "case", "bundle");
        var table = new Option<string?>("--table") { Description = "With csv: one table alone, e.g. claims or codebook.", HelpName = "name" };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "The file to write, whole or not at all. Default: standard output.", HelpName = "file" };
        var cut = new CutOptions();
        var command = new Command("export", "Write a negotiation's record at any cut into a file. What each format holds: docs/exports.md") { negotiation, format, table, output };
        cut.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: false);
            if (parsed.GetValue(format) == "bundle")
            {
                if (parsed.GetValue(negotiation) is not null || cut.Given(parsed).Any()) throw new UsageException("A bundle is of the whole ledger and its whole history: name neither a negotiation nor a cut.");
                await Download.To(client, "/log/bundle", parsed.GetValue(output), ct);
                return ExitCodes.Done;
            }

            if (parsed.GetValue(negotiation) is not { } id) throw new UsageException("Name the negotiation to export, e.g. ukraine-2025.");
            var one = parsed.GetValue(table) is { } name ? $"&table={Uri.EscapeDataString(name)}" : "";
            await Download.To(client, $"/api/negotiations/{Uri.EscapeDataString(id)}/export?format={parsed.GetValue(format)}{one}{cut.Query(parsed)}", parsed.GetValue(output), ct);
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Cite()
    {
        var view = new Argument<string>("view") { Description = "The negotiation, and after a slash the view with its query: ukraine-2025/positions?draft=p/d." };
        var style = new Option<string>("--style") { Description = "apa, bibtex, ris or csl.", Required = true, HelpName = "style" };
        style.AcceptOnlyFromAmong("apa", "bibtex", "ris", "csl");
        var accessed = new Option<string?>("--accessed") { Description = "The day on which you looked, if the citation is to say it: 2026-11-26.", HelpName = "day" };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "The file to write, whole or not at all. Default: standard output.", HelpName = "file" };
        var cut = new CutOptions();
        var command = new Command("cite", "Print the citation of a view's state, with an address that never changes its answer.") { view, style, accessed, output };
        cut.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Connection.Open(parsed, toWrite: false);
            var parts = parsed.GetValue(view)!.Trim('/').Split(['/', '?'], 2);
            // A query may come right after the negotiation: that is its overview's.
            var rest = parts.Length == 1 ? "" : parsed.GetValue(view)!.Trim('/')[parts[0].Length] == '?' ? "?" + parts[1] : parts[1];
            var day = parsed.GetValue(accessed) is { } on ? $"&accessed={Uri.EscapeDataString(on)}" : "";
            await Download.To(client, $"/api/negotiations/{Uri.EscapeDataString(parts[0])}/cite?style={parsed.GetValue(style)}&view={Uri.EscapeDataString(rest)}{day}{cut.Query(parsed)}", parsed.GetValue(output), ct);
            return ExitCodes.Done;
        });
        return command;
    }
}
