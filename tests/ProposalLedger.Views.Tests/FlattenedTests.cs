using System.Reflection;
using System.Text.Json;

namespace ProposalLedger.Views.Tests;

/// <summary>Records that are written as one object: no name of one hides a name of the other.</summary>
public sealed class FlattenedTests
{
    public static TheoryData<EntryKind> Kinds => [.. Enum.GetValues<EntryKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void An_entry_as_recorded_has_every_field_of_its_own(EntryKind kind)
    {
        var type = EventJson.TypeOf(kind);
        var written = ViewJson.Options.GetTypeInfo(typeof(AsRecorded<>).MakeGenericType(type)).Properties.Select(p => p.Name).ToList();
        Assert.Empty(ViewJson.Options.GetTypeInfo(type).Properties.Where(p => p.Get is not null).Select(p => p.Name).Except(written));
        Assert.Equal(written.Distinct(), written);
        Assert.Contains("recordedBy", written);
    }

    [Fact]
    public void No_name_collides_that_is_not_declared()
    {
        var records = typeof(AsRecorded<>).Assembly.GetTypes().Where(t => !t.IsGenericTypeDefinition
            && t.GetProperties().Any(p => p.GetCustomAttribute<FlattenedAttribute>() is not null)).ToList();
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.NotEmpty(ViewJson.Options.GetTypeInfo(record).Properties));
        Assert.Contains("'text'", Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(new Hiding(A.Point("1"), "other"), ViewJson.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_actor_of_an_action_is_the_party_that_acted_and_not_who_recorded_it()
    {
        var story = Story.OfTalks().Given(new OutsideAction { Id = "raid", Actor = "south", Occurred = Edtf.Parse("2025-06-01"), Text = "A raid.", Sources = ["wire"] });
        Assert.All([story.Json("actions")["items"]![0]!, story.Json("actions/raid")], action =>
            Assert.Equal(("south", "editor"), ((string?)action["actor"], (string?)action["recordedBy"])));
    }

    private sealed record Hiding([property: Flattened] Point Point, string Text);
}
