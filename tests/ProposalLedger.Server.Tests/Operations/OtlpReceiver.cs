using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Operations;

/// <summary>One message of OTLP's protobuf, as fields by number: enough of it to read names, numbers and attributes.</summary>
internal sealed class Message
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields = [];

    public Message(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var key = Varint(bytes.Span, ref at);
            var (field, kind) = ((int)(key >> 3), (int)(key & 7));
            switch (kind)
            {
                case 0: fields.Add((field, Varint(bytes.Span, ref at), default)); break;
                case 1: fields.Add((field, BitConverter.ToUInt64(bytes.Span[at..]), default)); at += 8; break;
                case 5: fields.Add((field, BitConverter.ToUInt32(bytes.Span[at..]), default)); at += 4; break;
                default: var length = (int)Varint(bytes.Span, ref at); fields.Add((field, 0, bytes.Slice(at, length))); at += length; break;
            }
        }
    }

    public IEnumerable<Message> All(int field) => fields.Where(f => f.Field == field).Select(f => new Message(f.Bytes));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    public ulong Number(int field) => fields.Find(f => f.Field == field).Number;

    public bool Has(int field) => fields.Exists(f => f.Field == field);

    private byte[] Bytes(int field) => fields.Find(f => f.Field == field).Bytes.ToArray();

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}

/// <param name="Name">Of the instrument.</param>
/// <param name="Value">The latest of a gauge or sum; of a histogram how many values.</param>
/// <param name="Sum">Of a histogram.</param>
internal sealed record Measured(string Name, double Value, double Sum);

/// <summary>A span and what it says.</summary>
internal sealed record Span(string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Tags);

/// <summary>What a collector of OpenTelemetry's is: an HTTP endpoint that takes traces and metrics as protobuf.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentBag<byte[]> traces = [], metrics = [];

    public OtlpReceiver()
    {
        Url = $"http://127.0.0.1:{LedgerNode.FreePort()}";
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        _ = ListenAsync();
    }

    public string Url { get; }

    /// <summary>Everything that came, to be searched for what should not have.</summary>
    public string Raw => string.Concat(traces.Concat(metrics).Select(Encoding.Latin1.GetString));

    /// <summary>ExportTraceServiceRequest: resource_spans 1, scope_spans 2, spans 2.</summary>
    public IReadOnlyList<Span> Spans => [.. from request in traces
        from resource in new Message(request).All(1)
        from scope in resource.All(2)
        from span in scope.All(2)
        select new Span(span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), span.All(9).ToDictionary(tag => tag.Text(1), tag => Said(tag.All(2).Single())))];

    /// <summary>ExportMetricsServiceRequest: resource_metrics 1, scope_metrics 2, metrics 2; gauge 5, sum 7, histogram 9; data points 1.</summary>
    public IReadOnlyList<Measured> Metrics => [.. from request in metrics
        from resource in new Message(request).All(1)
        from scope in resource.All(2)
        from metric in scope.All(2)
        from data in metric.All(5).Concat(metric.All(7)).Concat(metric.All(9))
        from point in data.All(1)
        select metric.Has(9)
            ? new Measured(metric.Text(1), point.Number(4), BitConverter.UInt64BitsToDouble(point.Number(5)))
            : new Measured(metric.Text(1), point.Has(6) ? (long)point.Number(6) : BitConverter.UInt64BitsToDouble(point.Number(4)), 0)];

    public void Dispose() => listener.Close();

    private static string Said(Message value) => value.Has(1) ? value.Text(1) : value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task ListenAsync()
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

            using var body = new MemoryStream();
            await asked.Request.InputStream.CopyToAsync(body);
            (asked.Request.Url!.AbsolutePath == "/v1/traces" ? traces : metrics).Add(body.ToArray());
            asked.Response.ContentType = "application/x-protobuf";
            asked.Response.Close();
        }
    }
}
