using ProposalLedger.TransparencyLog.Tiles;

namespace ProposalLedger.TransparencyLog.Tests.Tiles;

public sealed class TileTests
{
    [Theory]
    [InlineData("0/000", 0, 0, 256)]
    [InlineData("0/x001/x234/067", 0, 1_234_067, 256)]
    [InlineData("1/000.p/17", 1, 0, 17)]
    [InlineData("entries/x001/000.p/255", TileAddress.Entries, 1000, 255)]
    [InlineData("63/999", 63, 999, 256)]
    public void An_address_has_one_spelling(string path, int level, long index, int width)
    {
        Assert.True(TileAddress.TryParse(path, out var address));
        Assert.Equal(new TileAddress(level, index, width), address);
        Assert.Equal(path, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0/")]
    [InlineData("0/1")]
    [InlineData("0/0000")]
    [InlineData("00/000")]
    [InlineData("64/000")]
    [InlineData("-1/000")]
    [InlineData("0/x000/001")]
    [InlineData("0/001/002")]
    [InlineData("0/x001/x002")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/007")]
    [InlineData("0/000.p")]
    [InlineData("0/../000")]
    [InlineData("entries")]
    [InlineData("Entries/000")]
    [InlineData("0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("0/٠٠٠")]
    public void Nothing_else_is_an_address(string path) => Assert.False(TileAddress.TryParse(path, out _));

    [Fact]
    public void A_log_of_70000_has_the_tiles_that_the_specification_counts()
    {
        var tiles = TileAddress.Of(70_000).ToList();
        Assert.Equal(273, tiles.Count(t => t is { Level: 0, IsFull: true }));
        Assert.Equal(["0/273.p/112", "1/001.p/17", "2/000.p/1", "entries/273.p/112"], tiles.Where(t => !t.IsFull).Select(t => t.ToString()).Order(StringComparer.Ordinal));
        Assert.Single(tiles, t => t is { Level: 1, IsFull: true });
        Assert.All(tiles, tile => Assert.True(tile.IsIn(70_000)));
        Assert.Empty(TileAddress.Of(0));
        Assert.Equal(["entries/000", "0/000", "1/000.p/1"], TileAddress.Of(256).Select(t => t.ToString()));
    }

    [Theory]
    [InlineData("0/273.p/113")]
    [InlineData("0/274.p/1")]
    [InlineData("0/273")]
    [InlineData("3/000.p/1")]
    [InlineData("60/000.p/1")]
    [InlineData("0/x999/x999/x999/x999/x999/999")]
    public void What_the_log_does_not_reach_is_not_in_it(string path)
    {
        Assert.True(TileAddress.TryParse(path, out var address));
        Assert.False(address.IsIn(70_000));
    }

    [Theory]
    [InlineData(new byte[] { 0 }, 1)]
    [InlineData(new byte[] { 0, 2, 1 }, 1)]
    [InlineData(new byte[] { 0, 1, 1 }, 2)]
    [InlineData(new byte[] { 0, 1, 1, 0, 0 }, 1)]
    public void A_bundle_that_is_cut_off_or_has_another_count_is_refused(byte[] bundle, int count) =>
        Assert.Throws<FormatException>(() => EntryBundle.Read(bundle, count));

    [Fact]
    public void A_bundle_gives_back_its_entries()
    {
        ReadOnlyMemory<byte>[] entries = [new byte[] { 1, 2, 3 }, ReadOnlyMemory<byte>.Empty, new byte[65_535]];
        Assert.Equal(entries.Select(e => e.ToArray()), EntryBundle.Read(EntryBundle.Write(entries), 3).Select(e => e.ToArray()));
        Assert.Throws<FormatException>(() => EntryBundle.Write([new byte[65_536]]));
    }
}
