using ProposalLedger.Server.Imports;

namespace ProposalLedger.Seeds.Tests;

/// <summary>A case file of <c>seeds/</c>, read as the importer reads it.</summary>
internal sealed class Seed
{
    public const string Ukraine = "ukraine-2025.yaml";
    public const string LakeVell = "lake-vell-crossing.yaml";

    private static readonly Lazy<Seed> Real = new(() => new Seed(Ukraine));

    private readonly Dictionary<(EntryKind Kind, string Key), Entry> _entries = [];

    public Seed(string file)
    {
        File = CaseFile.Read(BytesOf(file));
        Assert.Empty(File.Problems);
        foreach (var item in File.Items) _entries.Add((item.Kind, item.Entry!.Key), item.Entry);
    }

    /// <summary>The case of 2025, read once for all tests.</summary>
    public static Seed OfUkraine => Real.Value;

    public CaseFile File { get; }

    public static byte[] BytesOf(string file) => System.IO.File.ReadAllBytes(Path.Combine(Repository.Seeds, file));

    public IEnumerable<T> All<T>() where T : Entry => _entries.Values.OfType<T>();

    public T? Find<T>(EntryKind kind, string key) where T : Entry => _entries.GetValueOrDefault((kind, key)) as T;

    public bool Has(EntryKind kind, string key) => _entries.ContainsKey((kind, key));

    public Claim Claim(string id) => Find<Claim>(EntryKind.Claim, id) ?? throw new Xunit.Sdk.XunitException($"The seed has no claim {id}.");

    public Draft Draft(string key) => Find<Draft>(EntryKind.Draft, key) ?? throw new Xunit.Sdk.XunitException($"The seed has no draft {key}.");
}
