using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProposalLedger.Seeds.Tests.Schema;

internal sealed record Verdict(bool Valid, string Errors);

/// <summary>A validator that others wrote, in Node: it knows the schema and nothing of this program.</summary>
internal static class Ajv
{
    private const string Script = """
        const Ajv = require('ajv/dist/2020');
        let text = '';
        process.stdin.on('data', d => text += d).on('end', () => {
          const { schema, files } = JSON.parse(text);
          const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(schema);
          console.log(JSON.stringify(files.map(f => ({ valid: validate(f), errors: (validate.errors ?? []).slice(0, 20).map(e => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('\n') }))));
        });
        """;

    public static IReadOnlyList<Verdict> Validate(JsonNode schema, IReadOnlyList<JsonNode> files)
    {
        var modules = Path.Combine(Repository.Root, "node_modules", "ajv");
        Assert.SkipUnless(Directory.Exists(modules), "ajv is not installed: npm ci in the repository's root.");
        var start = new ProcessStartInfo("node", ["-e", Script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        using var node = Started(start);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        node.StandardInput.Write(new JsonObject { ["schema"] = schema, ["files"] = new JsonArray([.. files.Select(f => f.DeepClone())]) }.ToJsonString());
        node.StandardInput.Close();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.GetAwaiter().GetResult());
        return JsonSerializer.Deserialize<Verdict[]>(output.GetAwaiter().GetResult(), JsonSerializerOptions.Web)!;
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node.js is not installed.");
            throw;
        }
    }
}
