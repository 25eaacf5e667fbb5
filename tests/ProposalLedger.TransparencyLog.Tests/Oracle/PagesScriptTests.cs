using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ProposalLedger.TransparencyLog.CanonicalJson;
using ProposalLedger.TransparencyLog.Entries;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.TransparencyLog.Tests.Oracle;

/// <summary>The script that the pages verify with agrees with the library, in Node: another implementation of the same formats.</summary>
public sealed class PagesScriptTests : IDisposable
{
    private static readonly long[] Sizes = [1, 2, 3, 5, 255, 256, 257, 511, 513, 1_000, 65_537];
    private readonly string directory = Directory.CreateTempSubdirectory("ledger-pages-").FullName;
    private readonly SigningKey key = SigningKey.Generate("ledger.example/log");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task P11_The_pages_script_verifies_every_size_with_its_proofs()
    {
        var (log, older) = (new LogFiles(), new List<(long, Hash)> { (0, Hash.Empty) });
        foreach (var size in Sizes)
        {
            while (log.Size < size) log.Append(Encoding.UTF8.GetBytes($"entry {log.Size}"));
            var folder = Path.Combine(directory, $"{size}");
            log.Write(folder, key, Enumerable.Range(0, 12).Select(i => (size - 1) * i / 11).Distinct(), older);
            var (exit, output) = await RunAsync(folder);
            Assert.True(exit == 0, $"{size}: {output}");
            Assert.Equal($"root {log.Root}", output);
            older.Add((size, log.Root));
        }
    }

    [Theory]
    [InlineData("^ledger", "ledges", "the signature does not hold")] // its name, and not the key's
    [InlineData("\n1\n", "\n2\n", "the signature does not hold")]
    [InlineData("\n\n", "\n", "a checkpoint is a text, a blank line and signatures")]
    [InlineData("\u2014", "-", "a signature looks like: an em dash, a name, and base64")]
    [InlineData("log [^\n]{20}", "log AAAAAAAAAAAAAAAAAAAA", "it was signed by")] // the key's id, and some of the signature
    [InlineData(".=\n$", "*=\n", "it is not base64")]
    [InlineData("[^=]=\n$", "B=\n", "it is not written as base64 writes these bytes")] // bits that count for nothing
    [InlineData("[^=]{4}(?=[^=]{4}=\n$)", "====", "it is not base64")]
    public async Task P11_The_pages_script_sees_what_was_changed_in_a_checkpoint(string was, string becomes, string found)
    {
        var log = new LogFiles();
        log.Append([1]);
        log.Write(directory, key, [0], []);
        var path = Path.Combine(directory, "checkpoint");
        var checkpoint = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var changed = Regex.Replace(checkpoint, was, becomes, RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEqual(checkpoint, changed);
        await File.WriteAllTextAsync(path, changed, TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync(directory);
        Assert.Equal(1, exit);
        Assert.StartsWith($"checkpoint: {found}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tile/0/000", "consistency with 256")]
    [InlineData("tile/1/000.p/2", "tiles")]
    [InlineData("tile/entries/000", "inclusion of 0")]
    public async Task P11_The_pages_script_sees_one_bit_that_was_changed(string file, string found)
    {
        var (log, older) = (new LogFiles(), new List<(long, Hash)>());
        while (log.Size < 600)
        {
            if (log.Size is 100 or 256) older.Add((log.Size, log.Root));
            log.Append(Encoding.UTF8.GetBytes($"entry {log.Size}"));
        }

        log.Write(directory, key, [0, 300], older);
        Assert.Equal(0, (await RunAsync(directory)).Exit);
        var path = Path.Combine(directory, file);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[7] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync(directory);
        Assert.NotEqual(0, exit);
        if (file == "tile/0/000") found = "consistency with 100"; // the first half of it: the upper tile stands for the whole
        Assert.Contains(found, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P11_The_pages_script_writes_and_commits_to_JSON_as_the_library_does()
    {
        var cases = Texts().Select(json =>
        {
            var salt = RandomNumberGenerator.GetBytes(Commitment.SaltLength);
            byte[]? text = null;
            try
            {
                text = Canonical.Bytes(Encoding.UTF8.GetBytes(json));
            }
            catch (FormatException)
            {
                // Not I-JSON: neither of the two may write it.
            }

            return new { json, text = text is null ? null : Encoding.UTF8.GetString(text), salt = Convert.ToBase64String(salt), committed = text is null ? null : Commitment.To(salt, text) };
        }).ToList();
        Assert.InRange(cases.Count(c => c.text is null), 2, 10);
        await File.WriteAllBytesAsync(Path.Combine(directory, "cases.json"), JsonSerializer.SerializeToUtf8Bytes(cases), TestContext.Current.CancellationToken);
        var log = new LogFiles();
        log.Append([1]);
        log.Write(directory, key, [0], []);
        var (exit, output) = await RunAsync(directory, Path.Combine(directory, "cases.json"));
        Assert.True(exit == 0, output);
    }

    private static IEnumerable<string> Texts()
    {
        string[] odd =
        [
            "{}", "[]", "null", "true", "-0.0", "1e400", "-1e-400", "1E21", "123456789012345678901234567890", "0.000001", "1e-7", "9007199254740993", "333333333.33333329", "5e-324", "1.7976931348623157e308",
            """{"b":1,"a":[1,{"z":null,"":""}],"10":1,"9":2}""", """{"\uD83D\uDE00":1,"\uFB33":2,"\u20ac":3,"é":4,"\r":5,"1":6,"</script>":7}""", """{"__proto__":{"x":1},"constructor":2,"toString":3}""",
            """ "\u0000\u001f\u007f\u0080\u2028\u2029\\\"\/\b\f\n\r\t" """, "\"\\ud800\"", "{\"\\udfff\":1}", "\"\u202e\u200b\ufeff Ünïcödé 文字 🕊\"", new string('[', 60) + new string(']', 60),
        ];
        foreach (var text in odd) yield return text;
        var random = new Random(87);
        for (var i = 0; i < 3_000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(number)) yield return number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        }

        for (var i = 0; i < 300; i++)
        {
            yield return JsonSerializer.Serialize(Enumerable.Range(0, random.Next(12)).DistinctBy(_ => random.Next()).ToDictionary(
                n => $"{(char)random.Next(1, 0xD7FF)}{n}{char.ConvertFromUtf32(random.Next(0x10000, 0x10FFFF))}", _ => (object)$"{random.NextDouble()}{(char)random.Next(0xD7FF)}"));
        }
    }

    private async Task<(int Exit, string Output)> RunAsync(string folder, params string[] more)
    {
        var here = Folder();
        var scripts = Path.GetFullPath(Path.Combine(here, "../../../src/ProposalLedger.Server/wwwroot/assets/verify"));
        var start = new ProcessStartInfo("node", ["--no-warnings", Path.Combine(here, "pages.mjs"), scripts, folder, key.Verifier.ToString(), .. more]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output + await errors).Trim());
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
