using DiffPlex;

namespace ProposalLedger.Views.Compare;

internal static class Words
{
    private static readonly char[] Separators = [' ', '\t', '\n', '\r', '.', ',', ';', ':', '(', ')', '[', ']', '"', '!', '?'];

    /// <summary>What one text has that the other has not, word by word, in reading order; neighbours of one mark are joined.</summary>
    public static IReadOnlyList<WordSegment> Compare(string earlier, string later)
    {
        var diff = new Differ().CreateWordDiffs(earlier, later, ignoreWhitespace: false, Separators);
        var segments = new List<WordSegment>();
        var done = 0;
        void Add(WordMark mark, IEnumerable<string> pieces)
        {
            var text = string.Concat(pieces);
            if (text.Length == 0) return;
            if (segments.Count > 0 && segments[^1].Mark == mark) segments[^1] = new(mark, segments[^1].Text + text);
            else segments.Add(new(mark, text));
        }
        foreach (var block in diff.DiffBlocks)
        {
            Add(WordMark.Same, diff.PiecesOld.Skip(done).Take(block.DeleteStartA - done));
            Add(WordMark.Deleted, diff.PiecesOld.Skip(block.DeleteStartA).Take(block.DeleteCountA));
            Add(WordMark.Inserted, diff.PiecesNew.Skip(block.InsertStartB).Take(block.InsertCountB));
            done = block.DeleteStartA + block.DeleteCountA;
        }
        Add(WordMark.Same, diff.PiecesOld.Skip(done));
        return segments;
    }
}
