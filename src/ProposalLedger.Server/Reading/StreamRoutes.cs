using System.Buffers;
using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Citing;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Problems;

namespace ProposalLedger.Server.Reading;

/// <summary>One stream's events, now or as it stood at a version.</summary>
internal static class StreamRoutes
{
    private const int Most = 500;

    public static void MapStreams(this IEndpointRouteBuilder api) => api.MapRead("/streams/{**key}", new Description(
        "Read a stream", "The events of one stream, in order. The ETag is the stream's version, as If-Match wants it.")
    {
        Answers = typeof(RecordedStream),
        Parameters =
        [
            new("version", "The stream as it stood at this version (default: now)."), new("limit", "At most so many events, 1 to 500 (default 100)."),
            new("next", "From the part before."),
        ],
    }, ReadAsync);

    private static async Task ReadAsync(HttpContext http, CancellationToken ct)
    {
        var query = Query.Of(http.Request, "version", "limit", "next");
        // A key may be sent as one path segment: routing leaves its slash encoded.
        var key = ((string?)http.Request.RouteValues["key"] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var store = http.RequestServices.GetRequiredService<LedgerStore>();
        // Read first: the body may then know more than its header says, never less.
        var head = await store.GetHeadAsync(ct);
        // Whether there is such a stream is looked up for who may read it, and for nobody else: the time that it takes would tell the rest.
        var mayRead = (StreamKey.IsAccess(key, out _) ? key : StreamKey.NegotiationOf(key)) is { } scope && await MayReadAsync(http, scope, head);
        var current = mayRead ? await store.GetStreamVersionAsync(key, ct) : 0;
        if (current == 0) throw new ProblemException(new Problem("unknown-stream", $"There is no stream '{key}'."));
        var version = Query.Number(query, "version", current, 1, long.MaxValue);
        if (version > current) throw new ProblemException(new Problem("unknown-version", $"{key} is at version {current}.") { CurrentVersion = current });
        var after = Query.Number(query, "next", 0, 0, current);
        var until = Math.Min(version, after + Query.Number(query, "limit", 100, 1, Most));
        var events = await store.ReadStreamAsync(key, after, until, ct);
        RedactedHeader.Set(http, events);
        await Conditional.WriteAsync(http, Write(key, version, events, until < version ? until : null), MediaTypeNames.Application.Json, Tag(version, events), head, head);
    }

    /// <summary>The version, as If-Match wants it. Where events were redacted the last redaction stands behind it: who has the text must not be told that it still holds.</summary>
    private static string Tag(long version, IReadOnlyList<StoredEvent> events) =>
        events.Max(e => e.RedactedBy) is { } redacted ? string.Create(CultureInfo.InvariantCulture, $"\"{version}.{redacted}\"") : string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static Task<bool> MayReadAsync(HttpContext http, string negotiation, long head) =>
        http.RequestServices.GetRequiredService<Doors>().MayReadAsync(Caller.Of(http), negotiation, head, http.InTime());

    private static ReadOnlyMemory<byte> Write(string key, long version, IReadOnlyList<StoredEvent> events, long? next)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("stream", key);
        json.WriteNumber("version", version);
        json.WriteStartArray("events");
        foreach (var stored in events) json.WriteRawValue(EventMessage.Of(stored).Json.Span, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteString("next", next?.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
