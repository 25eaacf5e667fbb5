using System.Diagnostics;
using System.IO.Compression;
using ProposalLedger.TransparencyLog.Bundles;
using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.TransparencyLog.Tests.Verifying;

/// <summary>A bundle is somebody else's file, and a zip packs a thousand bytes into one.</summary>
public sealed class ZipBombTests
{
    private const long Unpacked = 1L << 30;

    [Theory]
    [InlineData("checkpoints.json", 1_100), InlineData("views.json", 1_100), InlineData("events.jsonl", 40), InlineData("tile/entries/000", 80)]
    public void A_small_bundle_that_unpacks_to_a_gigabyte_is_refused_before_it_has(string bomb, int mostMiB)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in new[] { ("checkpoints.json", "[]"), ("views.json", """{"head":0,"position":0,"hashes":{}}"""), ("events.jsonl", "") })
            {
                if (name == bomb) continue;
                using var entry = new StreamWriter(zip.CreateEntry(name).Open());
                entry.Write(text);
            }
            using var blank = zip.CreateEntry(bomb, CompressionLevel.Fastest).Open();
            var spaces = new byte[1 << 20];
            spaces.AsSpan().Fill((byte)' ');
            for (var written = 0L; written < Unpacked; written += spaces.Length) blank.Write(spaces);
        }

        Assert.True(file.Length < Unpacked / 50, $"{file.Length}");
        var (begin, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        Assert.Throws<FormatException>(() =>
        {
            using var bundle = Bundle.Open(file);
            _ = bundle.Events().Count();
            Assert.True(TileAddress.TryParse("entries/000", out var tile));
            _ = bundle.Tile(tile);
        });
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) >> 20, 0, mostMiB);
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(20));
    }
}
