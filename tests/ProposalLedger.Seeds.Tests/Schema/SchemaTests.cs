using System.Text.Json;
using System.Text.Json.Nodes;
using ProposalLedger.Server.Imports;

namespace ProposalLedger.Seeds.Tests.Schema;

public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Committed => Path.Combine(Repository.Root, "docs", "case-file.schema.json");

    [Fact]
    public void The_published_schema_is_the_one_that_the_program_makes()
    {
        var made = CaseFileSchema.Create().ToJsonString(Readable) + "\n";
        // To publish a changed schema: PL_WRITE_SCHEMA=1 and run this test.
        if (Environment.GetEnvironmentVariable("PL_WRITE_SCHEMA") == "1") File.WriteAllText(Committed, made);
        Assert.Equal(made, File.ReadAllText(Committed));
    }

    [Theory]
    [InlineData(Seed.Ukraine)]
    [InlineData(Seed.LakeVell)]
    public void Ajv_accepts_a_seed(string name)
    {
        var seed = CaseFileText.Read(Seed.BytesOf(name)).Root!;
        var verdict = Assert.Single(Ajv.Validate(CaseFileSchema.Create(), [seed]));
        Assert.True(verdict.Valid, verdict.Errors);
    }

    [Fact]
    public void Ajv_accepts_the_smallest_right_file_and_rejects_every_wrong_one()
    {
        var files = WrongFiles.All.Select(w => WrongFiles.Changed(w.Pointer, w.Value)).Prepend(WrongFiles.Right()).ToList();
        var verdicts = Ajv.Validate(CaseFileSchema.Create(), files);
        Assert.True(verdicts[0].Valid, verdicts[0].Errors);
        var accepted = WrongFiles.All.Where((_, i) => verdicts[i + 1].Valid).Select(w => $"{w.Pointer} = {w.Value}").ToList();
        Assert.True(accepted.Count == 0, string.Join('\n', accepted));
    }

    [Fact]
    public void Ajv_and_the_importer_accept_dates_of_every_form()
    {
        string[] forms =
        [
            "2025", "2025-05", "2025-05-12", "2025-05-12~", "2025-05?", "2025%", "2025-05-12T14:05:00Z", "2025-21", "2025-22~", "2025-23", "2025-24", "2025-XX", "2025-05-XX", "2025-XX-XX", "202X", "20XX",
            "2025-05-1X", "2025-05-3X", "2025-05-01/2025-05-12", "2025-05-01/2025-22", "2025-05-01/..", "2025-05-01/", "../2025-05-12", "/2025-05-1X",
        ];
        var files = forms.Select(f => WrongFiles.Changed("/sources/0/published", $"\"{f}\"")).ToList();
        Assert.All(forms.Zip(Ajv.Validate(CaseFileSchema.Create(), files)), f => Assert.True(f.Second.Valid, $"{f.First}: {f.Second.Errors}"));
        Assert.All(forms.Zip(files), f => Assert.True(ImportPlan.Of(CaseFile.Read(JsonSerializer.SerializeToUtf8Bytes(f.Second)), Register.Empty) is not null, f.First));
    }

    [Fact]
    public void The_importer_accepts_the_smallest_right_file_and_refuses_every_wrong_one_too()
    {
        static bool Imports(JsonNode file)
        {
            // JSON is YAML.
            var read = CaseFile.Read(JsonSerializer.SerializeToUtf8Bytes(file));
            return ImportPlan.Of(read, Register.Empty) is not null;
        }

        Assert.True(Imports(WrongFiles.Right()));
        var accepted = WrongFiles.All.Where(w => Imports(WrongFiles.Changed(w.Pointer, w.Value))).Select(w => $"{w.Pointer} = {w.Value}").ToList();
        Assert.True(accepted.Count == 0, string.Join('\n', accepted));
    }
}
