using System.Security.Cryptography;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Tests.Oracle;

/// <summary>Go's packages agree with ours about logs of ours, and refuse what we forge.</summary>
public sealed class OracleTests(ITestOutputHelper output) : IDisposable
{
    private static readonly long[] Sizes = [0, 1, 2, 3, 5, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000];
    private static readonly DateTimeOffset Start = new(2025, 11, 19, 8, 0, 0, TimeSpan.Zero);

    private readonly string directory = Directory.CreateTempSubdirectory("ledger-log-").FullName;
    private readonly SigningKey key = SigningKey.Generate("ledger.example/log");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task P11_An_independent_program_verifies_every_size_with_its_proofs()
    {
        var log = new LogFiles();
        var older = new List<(long Size, Hash Root)>();
        foreach (var size in Sizes)
        {
            while (log.Size < size) log.Append(Entry(log.Size + 1));
            var folder = Path.Combine(directory, $"{size}");
            log.Write(folder, key, Indexes(size), older);
            var (verified, words) = await GoProgram.VerifyAsync(folder, key.Verifier.ToString());
            output.WriteLine($"{size,6} entries  {words}");
            Assert.True(verified, $"{size}: {words}");
            if (size > 0) older.Add((size, log.Root));
        }
    }

    [Theory]
    [InlineData("another key", "checkpoint")]
    [InlineData("a root that was changed", "checkpoint")]
    [InlineData("a signature that was changed", "checkpoint")]
    [InlineData("a size that does not fit", "")]
    [InlineData("a hash of a tile", "")]
    [InlineData("a hash of an upper tile", "")]
    [InlineData("an entry", "not the one that was hashed")]
    [InlineData("a proof of inclusion", "inclusion of 7")]
    [InlineData("an older root", "consistency with 256")]
    public async Task P11_An_independent_program_refuses_what_is_forged(string what, string because)
    {
        var log = new LogFiles();
        while (log.Size < 256) log.Append(Entry(log.Size + 1));
        var older = (log.Size, log.Root);
        while (log.Size < 600) log.Append(Entry(log.Size + 1));
        log.Write(directory, key, [7], [older]);
        Assert.True((await GoProgram.VerifyAsync(directory, key.Verifier.ToString())).Verified);

        Forge(what, log);
        var (verified, words) = await GoProgram.VerifyAsync(directory, key.Verifier.ToString());
        output.WriteLine(words);
        Assert.False(verified);
        Assert.Contains(because, words, StringComparison.Ordinal);
    }

    private void Forge(string what, LogFiles log)
    {
        var checkpoint = new Checkpoint(key.Verifier.Name, log.Size, log.Root);
        switch (what)
        {
            case "another key":
                Put("checkpoint", checkpoint.Sign(SigningKey.Generate(key.Verifier.Name)).ToString());
                break;
            case "a root that was changed":
                Put("checkpoint", checkpoint.Sign(key).ToString().Replace(log.Root.ToString(), Hash.Empty.ToString(), StringComparison.Ordinal));
                break;
            case "a signature that was changed":
                var signed = checkpoint.Sign(key);
                Put("checkpoint", new Note(signed.Text, [signed.Signatures[0] with { Bytes = RandomNumberGenerator.GetBytes(64) }]).ToString());
                break;
            case "a size that does not fit":
                Put("checkpoint", (checkpoint with { Size = log.Size - 1 }).Sign(key).ToString());
                break;
            case "a hash of a tile":
                Flip("tile/0/001", 100);
                break;
            case "a hash of an upper tile":
                Flip("tile/1/000.p/2", 40);
                break;
            case "an entry":
                Flip("tile/entries/001", 100);
                break;
            case "a proof of inclusion":
                Replace(Tree.Inclusion(7, log.Size, log.Tiled.Subtree)[2]);
                break;
            default:
                Replace(Tree.Root(256, log.Tiled.Subtree));
                break;
        }
    }

    private void Put(string path, string text) => File.WriteAllText(Path.Combine(directory, path), text);

    private void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(Path.Combine(directory, path));
        bytes[at] ^= 1;
        File.WriteAllBytes(Path.Combine(directory, path), bytes);
    }

    // The hash stands in one of the two proofs alone, or is the older root.
    private void Replace(Hash hash)
    {
        var path = Path.Combine(directory, "proofs.json");
        var escaped = System.Text.Json.JsonSerializer.Serialize(hash.ToString())[1..^1];
        var text = File.ReadAllText(path);
        Assert.Contains(escaped, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(escaped, Hash.Empty.ToString(), StringComparison.Ordinal));
    }

    private static IEnumerable<long> Indexes(long size) => size <= 600 ? Enumerable.Range(0, (int)size).Select(i => (long)i)
        : ((long[])[0, 1, 255, 256, size / 2, size - 257, size - 256, size - 2, size - 1]).Concat(Enumerable.Range(0, 50).Select(i => i * 7919L % size));

    // As the ledger's entries are: position, time, two commitments.
    private static byte[] Entry(long position)
    {
        var salt = SHA256.HashData(BitConverter.GetBytes(position));
        return new LogEntry(position, Start.AddMicroseconds(position), Commitment.To(salt, "{}"u8), Commitment.To(salt, "[]"u8)).ToBytes();
    }
}
