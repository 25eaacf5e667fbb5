using System.Globalization;

namespace ProposalLedger.Server.Citing;

/// <summary>One state of one view, as a work to cite. Nothing in it depends on when it is asked for.</summary>
public sealed record Citation
{
    /// <summary>The ledger: what it holds is cited as its compilation, and the sources stand in the view.</summary>
    public required string Author { get; init; }

    /// <summary>Page, negotiation and state, on one line.</summary>
    public required string Title { get; init; }
    public required string Negotiation { get; init; }

    /// <summary>What stands after <c>{n}/</c>, for names of files.</summary>
    public required string Path { get; init; }

    /// <summary>What stands after <c>{n}/</c>, with the view's own parameters: as <c>view</c> of <c>/cite</c> has it.</summary>
    public required string View { get; init; }

    /// <summary>The day, in UTC, on which the last of the negotiation's events up to the position was recorded.</summary>
    public required DateOnly Recorded { get; init; }
    public required long Position { get; init; }
    public required int Format { get; init; }

    /// <summary>Of the canonical JSON (RFC 8785) at <see cref="Data"/>: 64 hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The page at the position: for people.</summary>
    public required string Page { get; init; }

    /// <summary>The same as JSON: what the hash is of.</summary>
    public required string Data { get; init; }

    /// <summary>When the reader looked, where the reader says so.</summary>
    public DateOnly? Accessed { get; init; }

    /// <summary>The same for the same state of the same view: <c>ukraine-2025-positions-839-1f0c3a</c>.</summary>
    public string Key => $"{Negotiation}-{FileSafe(Path)}-{Number(Position)}-{Sha256[..6]}";

    public string Note => $"View format {Number(Format)}, SHA-256 of the data (RFC 8785) {Sha256}";

    public static string FileSafe(string path) => path.Length == 0 ? "overview" : string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
