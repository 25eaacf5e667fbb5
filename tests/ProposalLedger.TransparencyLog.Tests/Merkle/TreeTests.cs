using ProposalLedger.TransparencyLog.Merkle;

namespace ProposalLedger.TransparencyLog.Tests.Merkle;

public sealed class TreeTests
{
    private const int Most = 70;

    // The leaves and roots that the implementations of Certificate Transparency test with.
    private static readonly string[] KnownLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] KnownRoots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private readonly Dictionary<(int Level, long Index), Hash> subtrees = [];
    private readonly Hash[] leaves = [.. Enumerable.Range(0, Most).Select(i => Hash.OfLeaf(BitConverter.GetBytes(i)))];
    private readonly Hash[] roots;

    public TreeTests()
    {
        var frontier = new Frontier();
        roots = [frontier.Root, .. leaves.Select(leaf =>
        {
            frontier.Append(leaf, (level, index, hash) => subtrees.Add((level, index), hash));
            return frontier.Root;
        })];
    }

    [Fact]
    public void The_roots_are_those_of_RFC_6962()
    {
        var frontier = new Frontier();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(frontier.Root.ToArray()));
        foreach (var (leaf, root) in KnownLeaves.Zip(KnownRoots))
        {
            frontier.Append(Hash.OfLeaf(Convert.FromHexString(leaf)));
            Assert.Equal(root, Convert.ToHexStringLower(frontier.Root.ToArray()));
        }
    }

    [Fact]
    public void The_edge_that_grows_and_the_stored_subtrees_give_one_root()
    {
        for (var size = 0; size <= Most; size++)
        {
            Assert.Equal(roots[size], Tree.Root(size, Read));
            Assert.Equal(roots[size], new Frontier(size, Read).Root);
        }
    }

    [Fact]
    public void Every_leaf_of_every_size_is_proved_and_no_other_leaf_place_or_root_is()
    {
        for (var size = 1; size <= Most; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = Tree.Inclusion(index, size, Read);
                Assert.True(Proofs.IsIncluded(leaves[index], index, size, roots[size], path));
                Assert.False(Proofs.IsIncluded(leaves[(index + 1) % Most], index, size, roots[size], path));
                Assert.False(Proofs.IsIncluded(leaves[index], index, size, roots[size - 1], path));
                Assert.False(Proofs.IsIncluded(leaves[index], index, size, roots[size], [.. path, Hash.Empty]));
                Assert.False(Proofs.IsIncluded(leaves[index], size, size, roots[size], path));
                Assert.False(Proofs.IsIncluded(leaves[index], -1, size, roots[size], path));
                for (var other = 0; other < size; other++) if (other != index) Assert.False(Proofs.IsIncluded(leaves[index], other, size, roots[size], path));
                for (var i = 0; i < path.Count; i++)
                {
                    Hash[] wrong = [.. path.Take(i), Hash.Empty, .. path.Skip(i + 1)];
                    Assert.False(Proofs.IsIncluded(leaves[index], index, size, roots[size], wrong));
                    Assert.False(Proofs.IsIncluded(leaves[index], index, size, roots[size], [.. path.Take(i)]));
                }
            }
        }
    }

    [Fact]
    public void Every_older_size_is_proved_to_be_the_beginning_and_no_other_history_is()
    {
        for (var newer = 0; newer <= Most; newer++)
        {
            for (var older = 0; older <= newer; older++)
            {
                var path = Tree.Consistency(older, newer, Read);
                Assert.True(Proofs.IsConsistent(older, roots[older], newer, roots[newer], path));
                Assert.False(Proofs.IsConsistent(older, Hash.OfNode(roots[older], Hash.Empty), newer, roots[newer], path));
                // An empty log is the beginning of every other.
                if (older > 0) Assert.False(Proofs.IsConsistent(older, roots[older], newer, Hash.OfNode(roots[newer], Hash.Empty), path));
                Assert.False(Proofs.IsConsistent(newer + 1, roots[older], newer, roots[newer], path));
                Assert.False(Proofs.IsConsistent(older, roots[older], newer, roots[newer], [.. path, Hash.Empty]));
                for (var i = 0; i < path.Count; i++)
                {
                    Hash[] wrong = [.. path.Take(i), Hash.Empty, .. path.Skip(i + 1)];
                    Assert.False(Proofs.IsConsistent(older, roots[older], newer, roots[newer], wrong));
                    Assert.False(Proofs.IsConsistent(older, roots[older], newer, roots[newer], [.. path.Take(i)]));
                }
            }
        }
    }

    private Hash Read(int level, long index) => subtrees[(level, index)];
}
