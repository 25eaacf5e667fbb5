using System.Globalization;
using Spectre.Console;

namespace ProposalLedger.Cli;

internal static class Terminal
{
    /// <summary>
    /// Texts come from users: control characters (terminal escapes) and those that turn the direction of writing are shown, not sent. Inside of
    /// a JSON string the result means the same.
    /// </summary>
    public static string Safe(string text) => text.Any(IsUnsafe)
        ? string.Concat(text.Select(c => IsUnsafe(c) ? $"\\u{(int)c:x4}" : c.ToString()))
        : text;

    public static string SafeMarkup(string text) => Markup.Escape(Safe(text));

    /// <summary>Bars on standard error, so that standard output holds the result alone; none where that is no terminal.</summary>
    public static Progress Progress() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.IsErrorRedirected ? TextWriter.Null : Console.Error) })
        .Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());

    private static bool IsUnsafe(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u2028' or '\u2029' || (char.GetUnicodeCategory(c) == UnicodeCategory.Format && !char.IsSurrogate(c));
}

/// <summary>What the parser of the command line repeats of it came from somewhere, too.</summary>
internal sealed class SafeWriter(TextWriter inner) : TextWriter
{
    public override System.Text.Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(Terminal.Safe(value.ToString()));

    public override void Write(string? value) => inner.Write(value is null ? null : Terminal.Safe(value));

    public override void Flush() => inner.Flush();
}
