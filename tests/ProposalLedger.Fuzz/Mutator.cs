using System.Text;
using ProposalLedger.Testing.Hostile;

namespace ProposalLedger.Fuzz;

/// <summary>Makes inputs of valid ones. The same number makes the same inputs in the same order, on every machine.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> valid)
{
    private const int Longest = 32 * 1024;

    private static readonly byte[][] Words =
    [
        .. HostileTexts.All.Where(hostile => hostile.Text.Length <= 400).Select(hostile => Encoding.UTF8.GetBytes(hostile.Text)), .. HostileBodies.Values.Where(value => value.Bytes.Length <= 400).Select(value => value.Bytes),
        [0xC0, 0xAF], [0xFF], [0xED, 0xA0, 0x80], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], "\n"u8.ToArray(), "\n\n"u8.ToArray(), "\u2014 "u8.ToArray(), "/"u8.ToArray(), ".p/"u8.ToArray(), "x001"u8.ToArray(), "{"u8.ToArray(), "["u8.ToArray(), "\""u8.ToArray(), ":"u8.ToArray(), "- "u8.ToArray(), "&a "u8.ToArray(), "*a"u8.ToArray(), "X"u8.ToArray(), "~"u8.ToArray(), ".."u8.ToArray(), "="u8.ToArray(),
    ];

    // Not for secrets: it has to be the same again.
    private readonly Random random = new(seed);

    public byte[] Next()
    {
        var input = valid[random.Next(valid.Count)].ToList();
        for (var times = random.Next(1, 6); times > 0; times--) Change(input);
        return [.. input.Take(Longest)];
    }

    private void Change(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(input.Count - at, 1 << random.Next(10));
        switch (random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            case 4:
                var word = Words[random.Next(Words.Length)];
                input.RemoveRange(at, Math.Min(input.Count - at, word.Length));
                input.InsertRange(at, word);
                break;
            case 5:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            case 6: // again and again
                var part = input.GetRange(at, Math.Min(length, 64));
                for (var times = 1 << random.Next(8); times > 0 && input.Count < Longest; times--) input.InsertRange(at, part);
                break;
            case 7: // the end of another
                var other = valid[random.Next(valid.Count)];
                input.RemoveRange(at, input.Count - at);
                input.AddRange(other.Skip(random.Next(other.Length + 1)));
                break;
            case 8 when at < input.Count && input[at] is >= (byte)'0' and <= (byte)'9':
                input[at] = (byte)('0' + random.Next(10));
                break;
            default:
                var lines = Encoding.UTF8.GetString([.. input]).Split('\n');
                (var one, var two) = (random.Next(lines.Length), random.Next(lines.Length));
                (lines[one], lines[two]) = (lines[two], lines[one]);
                if (lines.Length > 1)
                {
                    input.Clear();
                    input.AddRange(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
                }

                break;
        }
    }
}
