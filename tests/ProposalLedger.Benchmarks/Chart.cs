using System.Globalization;
using System.Text;

namespace ProposalLedger.Benchmarks;

/// <summary>The first table as a picture: in each row the longest bar is the fastest. Its figures stand beside the bars, so that no colour has to be told from another.</summary>
internal static class Chart
{
    private const int Width = 860, Left = 170, Longest = 560, Bar = 14, Line = 18, Title = 26, Gap = 14;

    public static string Of(IReadOnlyList<Row> rows)
    {
        var (body, y) = (new StringBuilder(), 20);
        foreach (var row in rows)
        {
            body.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"8\" y=\"{y + 10}\">{System.Security.SecurityElement.Escape(row.Workload.Name)}</text>\n");
            y += Title;
            var figures = Row.Contenders.Select(name => (Name: name, Rate: row.Median(name))).Where(of => of.Rate is not null).ToList();
            foreach (var (name, rate) in figures)
            {
                var length = Math.Max(1, rate!.Value / figures.Max(of => of.Rate!.Value) * Longest);
                body.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 11}\" text-anchor=\"end\">{name}</text>"
                    + $"<rect class=\"{(name == Row.Own ? "own" : name == Row.Least ? "limit" : "peer")}\" x=\"{Left}\" y=\"{y}\" width=\"{length:0.#}\" height=\"{Bar}\"/>"
                    + $"<text x=\"{Left + length + 6:0.#}\" y=\"{y + 11}\">{rate:N0}/s</text>\n");
                y += Line;
            }

            y += Gap;
        }

        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{y}}" width="{{Width}}" height="{{y}}" role="img" aria-label="Events or streams a second in each workload, of ProposalLedger, two other stores and the limit; the table has the same figures.">
            <style>
            text { font: 12px sans-serif; fill: #1f2328 } .name { font-weight: bold } .own { fill: #0969da } .peer { fill: #8c959f } .limit { fill: none; stroke: #57606a }
            @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .own { fill: #4493f8 } .peer { fill: #6e7681 } .limit { stroke: #9198a1 } }
            </style>
            {{body.ToString().TrimEnd()}}
            </svg>

            """;
    }
}
