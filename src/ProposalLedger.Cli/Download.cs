using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ProposalLedger.Cli;

/// <summary>An answer into a file, whole or not at all, or onto standard output.</summary>
internal static class Download
{
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(2);

    /// <exception cref="RefusedException">The server answered with a problem; no file was touched.</exception>
    public static async Task To(HttpClient client, string address, FileInfo? file, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await client.SendChecked(request, ct);
        await using var content = await response.Content.ReadAsStreamAsync(ct);
        var isText = response.Content.Headers.ContentType?.MediaType is not "application/zip";
        if (file is null)
        {
            if (!isText && !Console.IsOutputRedirected) throw new UsageException("This is a ZIP file, which a terminal cannot show: name a file with -o.");
            await using var output = Console.OpenStandardOutput();
            if (Console.IsOutputRedirected) await Copy(content, output, ct);
            else await output.WriteAsync(Encoding.UTF8.GetBytes(Terminal.Safe(await new StreamReader(content).ReadToEndAsync(ct).WaitAsync(Connection.Silence, ct))), ct);
            return;
        }
        // Beside it, so that the last step is a move within one file system: whoever reads the file sees the old one or the new one.
        var part = $"{file.FullName}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var output = new FileStream(part, FileMode.CreateNew, FileAccess.Write)) await Copy(content, output, ct);
            File.Move(part, file.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task Copy(Stream from, Stream to, CancellationToken ct)
    {
        var (buffer, done, started, told) = (new byte[64 * 1024], 0L, Stopwatch.StartNew(), Silent);
        while (await Read() is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
            done += read;
            if (started.Elapsed < told) continue;
            told = started.Elapsed + Silent;
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done / 1024.0 / 1024.0:0.0} MiB received ..."));
        }

        // What fails here is the connection, closed or reset; what fails above is the file.
        async Task<int> Read()
        {
            try
            {
                return await from.ReadAsync(buffer, ct).AsTask().WaitAsync(Connection.Silence, ct);
            }
            catch (Exception cut) when (cut is IOException or TimeoutException)
            {
                throw new UnreachableException($"The connection ended before the file did: {cut.Message}");
            }
        }
    }
}
