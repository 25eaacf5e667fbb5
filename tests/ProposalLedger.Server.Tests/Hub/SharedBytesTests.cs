using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Events;
using ProposalLedger.Server.Hub;
using ProposalLedger.Server.Tests.Api;
using ProposalLedger.Testing;

namespace ProposalLedger.Server.Tests.Hub;

public sealed class SharedBytesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = NodeProgram.Limit)]
    public async Task An_event_is_written_once_for_all_who_follow_live()
    {
        await using var server = await LedgerServer.StartAsync();
        var (tail, events) = (server.Get<LogTail>(), server.Get<RecentEvents>());
        await OpenAsync(server, "first");
        await using var one = tail.FollowAsync(new TailRequest(1, new TailFilter()), Caller.Anybody, Ct).GetAsyncEnumerator(Ct);
        await using var other = tail.FollowAsync(new TailRequest(1, new TailFilter { Negotiation = "second" }), Caller.Anybody, Ct).GetAsyncEnumerator(Ct);
        var (first, second) = (NextAsync(one), NextAsync(other));
        while (!events.Now.IsAwaited) await Task.Yield();
        await OpenAsync(server, "second");
        Assert.Equal("second", (await first).Scope);
        Assert.Same(await first, await second);
    }

    [Fact]
    public void The_protocol_copies_an_events_bytes_and_writes_what_SignalRs_own_writes()
    {
        var happened = new EventMessage(7, "talks", "party-added.v1", Encoding.UTF8.GetBytes("""{"specversion":"1.0","position":7,"data":{"name":"Ö <b> \u0007 👋"}}""")) { Stream = "negotiation:talks" };
        HubMessage[] messages =
        [
            Of("1", new TailMessage(7, 9, 6, null, happened)),
            Of("12345678", new TailMessage(7, long.MaxValue, long.MaxValue, null, happened)),
            Of("123456789", new TailMessage(7, 9, 6, null, happened)),
            Of("\"<x>", new TailMessage(7, 9, 6, null, happened)),
            new StreamItemMessage("2", new TailMessage(7, 9, 6, null, happened)) { Headers = new Dictionary<string, string> { ["a"] = "b" } },
            Of("3", new TailMessage(7, 9, 6, Freshness.Live, null)),
        ];
        var (shared, plain) = (new SharedBytesProtocol(Options()), new JsonHubProtocol(Options()));
        Assert.All(messages, message => Assert.Equal(Text(plain.GetMessageBytes(message)), Text(shared.GetMessageBytes(message))));

        // Where the serializer refuses, only what is copied comes through.
        var copying = new SharedBytesProtocol(Options(new Refusing()));
        Assert.All(messages[..2], message => Assert.Equal(Text(plain.GetMessageBytes(message)), Text(copying.GetMessageBytes(message))));
        Assert.All(messages[2..], message => Assert.Throws<NotSupportedException>(() => copying.GetMessageBytes(message)));
    }

    private static StreamItemMessage Of(string invocation, TailMessage message) => new(invocation, message);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static IOptions<JsonHubProtocolOptions> Options(params JsonConverter[] converters)
    {
        var options = new JsonHubProtocolOptions();
        foreach (var converter in converters) options.PayloadSerializerOptions.Converters.Add(converter);
        return Microsoft.Extensions.Options.Options.Create(options);
    }

    private static async Task<EventMessage> NextAsync(IAsyncEnumerator<TailMessage> following)
    {
        while (await following.MoveNextAsync())
            if (following.Current.Event is { } happened) return happened;
        throw new InvalidOperationException("It ended.");
    }

    private static async Task OpenAsync(LedgerServer server, string id) =>
        (await server.Writer.PostAsync("/api/negotiations", $$"""{"id":"{{id}}","title":"T"}""")).Must(HttpStatusCode.Created);

    private sealed class Refusing : JsonConverter<TailMessage>
    {
        public override TailMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TailMessage value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
