using System.Text.Json.Nodes;

namespace ProposalLedger.EventStore;

/// <summary>
/// Old forms of events and how each becomes the next newer form. Applied on every read, so that the fold knows current forms
/// alone; the stored bytes stay as they are.
/// </summary>
public sealed class Upcasters
{
    private readonly Dictionary<string, (string Name, Func<JsonNode, JsonNode> Change)> steps = new(StringComparer.Ordinal);

    /// <summary>Adds a step from an old stored name to a newer one. Steps chain: v1 to v2, v2 to v3.</summary>
    public Upcasters Add(string oldName, string newName, Func<JsonNode, JsonNode> change)
    {
        steps.Add(oldName, (newName, change));
        for (var name = newName; steps.TryGetValue(name, out var next); name = next.Name)
        {
            if (next.Name == oldName || name == oldName) throw new ArgumentException($"{oldName} would become itself.", nameof(newName));
        }

        return this;
    }

    /// <summary>The current name and body of a stored event.</summary>
    public (string Name, ReadOnlyMemory<byte> Data) Apply(string name, ReadOnlyMemory<byte> data)
    {
        if (!steps.TryGetValue(name, out var step)) return (name, data);
        var node = JsonNode.Parse(data.Span) ?? throw new InvalidOperationException($"A stored {name} is null.");
        do
        {
            node = step.Change(node);
            name = step.Name;
        }
        while (steps.TryGetValue(name, out step));
        return (name, System.Text.Encoding.UTF8.GetBytes(node.ToJsonString()));
    }
}
