using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Tests.Notes;

public sealed class NoteTests
{
    // RFC 8032, 7.1, test 2.
    private const string Seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    private const string PublicKey = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    // The examples of the specifications of checkpoints and cosignatures.
    private const string Example = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """;

    private readonly SigningKey key = SigningKey.Generate("ledger.example/log");

    [Fact]
    public void Ed25519_signs_as_RFC_8032_does()
    {
        var (seed, message) = (Convert.FromHexString(Seed), new byte[] { 0x72 });
        Assert.Equal(PublicKey, Convert.ToHexStringLower(Ed25519.PublicKeyOf(seed)));
        Assert.Equal(Signature, Convert.ToHexStringLower(Ed25519.Sign(seed, message)));
        Assert.True(Ed25519.Verifies(Convert.FromHexString(PublicKey), message, Convert.FromHexString(Signature)));
        Assert.False(Ed25519.Verifies(Convert.FromHexString(PublicKey), [0x73], Convert.FromHexString(Signature)));
    }

    [Fact]
    public void A_checkpoint_with_a_witness_passes_through_unchanged()
    {
        var note = Note.Parse(Example);
        Assert.Equal(Example, note.ToString());
        Assert.Equal(["example.com/behind-the-sofa", "witness.example.com/w1"], note.Signatures.Select(s => s.Name));
        Assert.Equal(20_852_163, Checkpoint.Parse(note.Text).Size);
        Assert.Equal(1_679_315_147ul, VerifierKey.TimeOf(note.Signatures[1].Bytes.Span));
    }

    [Fact]
    public void A_checkpoint_is_taken_from_the_log_that_it_names_alone()
    {
        var checkpoint = new Checkpoint(key.Verifier.Name, 3, Hash.Empty);
        var signed = Note.Parse(checkpoint.Sign(key).ToString());
        Assert.Equal(checkpoint.ToString(), Checkpoint.Open(signed, [VerifierKey.Parse(key.Verifier.ToString())]).ToString());

        var other = SigningKey.Generate("ledger.example/other");
        Assert.Throws<UnverifiedNoteException>(() => Checkpoint.Open(signed, [other.Verifier]));
        Assert.Throws<UnverifiedNoteException>(() => Checkpoint.Open(checkpoint.Sign(other), [other.Verifier]));
        Assert.Throws<UnverifiedNoteException>(() => Checkpoint.Open(signed with { Text = signed.Text.Replace("\n3\n", "\n4\n", StringComparison.Ordinal) }, [key.Verifier]));
    }

    [Fact]
    public void A_witness_is_verified_over_its_time_and_the_text()
    {
        var seed = Convert.FromHexString(Seed);
        var witness = new VerifierKey("witness.example/w1", SignatureType.CosignatureV1, Ed25519.PublicKeyOf(seed));
        var text = new Checkpoint(key.Verifier.Name, 3, Hash.Empty).ToString();
        byte[] cosignature = [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb, .. Ed25519.Sign(seed, Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1679315147\n{text}"))];
        var note = new Note(text, [key.Sign(text), new NoteSignature(witness.Name, witness.Id, cosignature)]);
        Assert.Equal([key.Verifier, witness], note.Open([key.Verifier, witness]));
        Assert.Equal(witness.ToString(), VerifierKey.Parse(witness.ToString()).ToString());

        cosignature[7]++; // another time
        Assert.Throws<UnverifiedNoteException>(() => note.Open([key.Verifier, witness]));
        Assert.Equal([key.Verifier], note.Open([key.Verifier])); // a witness that nobody here knows is passed over
    }

    [Theory]
    [InlineData("ledger.example/log", 0x06, 2420)] // ML-DSA-44, by the log itself
    [InlineData("witness.example/w2", 0x06, 8 + 2420)]
    [InlineData("anybody", 0xff, 1)]
    public void A_signature_of_a_kind_that_is_not_known_yet_is_kept_and_hinders_nothing(string name, byte kind, int length)
    {
        var text = new Checkpoint(key.Verifier.Name, 3, Hash.Empty).ToString();
        var id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', kind, .. new byte[1312]]));
        var unknown = new NoteSignature(name, id, RandomNumberGenerator.GetBytes(length));
        foreach (var signatures in new NoteSignature[][] { [key.Sign(text), unknown], [unknown, key.Sign(text)] })
        {
            var written = new Note(text, signatures).ToString();
            var read = Note.Parse(Encoding.UTF8.GetBytes(written));
            Assert.Equal(written, read.ToString());
            Assert.Equal(3, Checkpoint.Open(read, [key.Verifier]).Size);
            Assert.Equal([key.Verifier], read.Open([key.Verifier]));
            Assert.Equal(written, LogProof.Parse(new LogProof(0, [], read).ToString()).Checkpoint.ToString());
        }

        // Alone it says nothing.
        Assert.Throws<UnverifiedNoteException>(() => Checkpoint.Open(new Note(text, [unknown]), [key.Verifier]));
    }

    [Fact]
    public void A_proof_file_is_read_as_it_was_written_and_proves_its_entry_alone()
    {
        var leaves = Enumerable.Range(0, 5).Select(i => new[] { (byte)i }).ToList();
        var subtrees = new Dictionary<(int, long), Hash>();
        var frontier = new Frontier();
        foreach (var leaf in leaves) frontier.Append(Hash.OfLeaf(leaf), (level, index, hash) => subtrees[(level, index)] = hash);
        var note = new Checkpoint(key.Verifier.Name, 5, frontier.Root).Sign(key);
        var text = new LogProof(3, Tree.Inclusion(3, 5, (level, index) => subtrees[(level, index)]), note, "extra"u8.ToArray()).ToString();
        var proof = LogProof.Parse(text);
        Assert.Equal(text, proof.ToString());
        Assert.Equal(5, proof.Verify(leaves[3], [key.Verifier]).Size);
        Assert.Throws<UnverifiedNoteException>(() => proof.Verify(leaves[2], [key.Verifier]));
        Assert.Throws<UnverifiedNoteException>(() => (proof with { Index = 2 }).Verify(leaves[3], [key.Verifier]));
        Assert.Throws<FormatException>(() => LogProof.Parse(text.Replace("index 3", "index 03", StringComparison.Ordinal)));
        Assert.Throws<FormatException>(() => LogProof.Parse(text.Replace("@v1", "@v2", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name AAAAAAA=")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— na+me AAAAAAA=\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("text\n\n— name AAAAAB==\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("te\txt\n\n— name AAAAAAA=\n")]
    [InlineData("text\r\n\r\n— name AAAAAAA=\r\n")]
    public void What_is_no_note_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => Note.Parse(text));
        Assert.Throws<FormatException>(() => Note.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("a\n1\n")]
    [InlineData("a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void Keys_are_read_as_they_were_written_and_a_changed_one_is_told()
    {
        Assert.Equal(key.ToSecretText(), SigningKey.Parse(key.ToSecretText() + "\n").ToSecretText());
        var text = key.Verifier.ToString();
        Assert.Throws<FormatException>(() => VerifierKey.Parse(text.Replace("ledger", "ledge", StringComparison.Ordinal)));
        Assert.Throws<FormatException>(() => SigningKey.Parse(key.ToSecretText().Replace("ledger", "ledge", StringComparison.Ordinal)));
        var unknown = Assert.Throws<FormatException>(() => VerifierKey.Parse("a+00000000+" + Convert.ToBase64String([6, .. new byte[1312]])));
        Assert.Contains("0x06", unknown.Message, StringComparison.Ordinal);
    }
}
