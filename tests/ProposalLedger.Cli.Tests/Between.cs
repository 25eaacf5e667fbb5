using System.Net;
using System.Net.Sockets;
using System.Text;
using ProposalLedger.Testing;

namespace ProposalLedger.Cli.Tests;

/// <summary>A server in front of another one that passes on what it is asked, and answers of the views what somebody would like to.</summary>
internal sealed class Between : IAsyncDisposable
{
    /// <summary>At the end of a body, and not sent: with the answer goes a header that says it.</summary>
    public const string Redacted = "(redacted)";

    private readonly HttpListener listener = new();
    private readonly LedgerServer server;
    private readonly Func<string, string, string?> change;
    private readonly Task loop;

    /// <param name="server">The true one.</param>
    /// <param name="change">Of a view's path and its body what is answered instead; null for 404.</param>
    public Between(LedgerServer server, Func<string, string, string?> change)
    {
        (this.server, this.change) = (server, change);
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }

        listener.Prefixes.Add(Address);
        listener.Start();
        loop = Task.Run(AnswerAsync);
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
        listener.Close();
    }

    private async Task AnswerAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var answer = await server.Writer.GetAsync(asked.Request.RawUrl!);
            var body = await answer.Content.ReadAsByteArrayAsync();
            asked.Response.StatusCode = (int)answer.StatusCode;
            if (asked.Request.RawUrl!.StartsWith("/api/", StringComparison.Ordinal))
            {
                var changed = change(asked.Request.RawUrl, Encoding.UTF8.GetString(body));
                if (changed is null) asked.Response.StatusCode = 404;
                if (changed?.EndsWith(Redacted, StringComparison.Ordinal) is true) asked.Response.Headers["Ledger-Redacted"] = "87; by=941";
                body = Encoding.UTF8.GetBytes(changed?.Replace(Redacted, "", StringComparison.Ordinal) ?? "{}");
            }

            asked.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            asked.Response.ContentLength64 = body.Length;
            await asked.Response.OutputStream.WriteAsync(body);
            asked.Response.Close();
        }
    }
}
