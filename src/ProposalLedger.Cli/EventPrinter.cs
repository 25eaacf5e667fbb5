using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProposalLedger.Cli;

/// <summary>One line an event: for people, or as JSON.</summary>
internal sealed class EventPrinter(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The event's ledger position.</returns>
    public long Print(string line)
    {
        var e = JsonNode.Parse(line)!.AsObject();
        var position = e["position"]!.GetValue<long>();
        // What a subscription adds to an event is left out, so that catching up and following print the same.
        var followed = e.Remove("kind") | e.Remove("head") | e.Remove("previous");
        if (json) output.WriteLine(Terminal.Safe(followed ? e.ToJsonString(Relaxed) : line));
        else output.WriteLine(Terminal.Safe($"{position,8}  {e["time"],-28}  {e["type"],-28}  {(e["data"] as JsonObject)?["id"],-40}  {e["actor"]}"));
        return position;
    }
}
