using System.Globalization;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Reading;

/// <summary>Parameters of a read. What cannot be read is a 400 that names the parameter; what is not known the views refuse.</summary>
public static class Query
{
    /// <summary>By name.</summary>
    /// <exception cref="ProblemException">400: a parameter is there twice.</exception>
    public static IReadOnlyDictionary<string, string> Of(HttpRequest request) => request.Query.ToDictionary(
        pair => pair.Key, pair => pair.Value.Count == 1 ? pair.Value[0] ?? "" : throw Bad(pair.Key, $"{pair.Key} is there more than once."), StringComparer.Ordinal);

    /// <summary>What a route does not know must not look as if it had narrowed its answer.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static IReadOnlyDictionary<string, string> Of(HttpRequest request, params string[] understood)
    {
        var query = Of(request);
        return query.Keys.FirstOrDefault(name => !understood.Contains(name)) is not { } unknown ? query
            : throw new ProblemException(Problem.At("unknown-parameter", "/" + unknown, $"'{unknown}' is no parameter here; there {(understood.Length == 0 ? "are none" : $"are {string.Join(", ", understood)}")}."));
    }

    /// <summary>A whole number from 0.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static long Position(string text, string name) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Bad(name, $"{name} is a whole number from 0, not '{text}'.");

    /// <exception cref="ProblemException">400.</exception>
    public static long Number(IReadOnlyDictionary<string, string> query, string name, long otherwise, long least, long most)
    {
        if (!query.TryGetValue(name, out var text)) return otherwise;
        return Position(text, name) is var number && number >= least && number <= most ? number
            : throw Bad(name, $"{name} is a whole number from {least} to {most}.");
    }

    private static ProblemException Bad(string name, string detail) => new(Problem.At("bad-parameter", "/" + name, detail));
}
