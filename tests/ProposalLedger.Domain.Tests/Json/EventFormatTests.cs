using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProposalLedger.Domain.Tests.Json;

/// <summary>Stored names and shapes are a format: what was written once is read for ever.</summary>
public class EventFormatTests
{
    /// <summary>Every record that an entry is or holds.</summary>
    public static TheoryData<Type> Records => [.. typeof(Entry).Assembly.GetTypes().Where(t => t.Namespace == typeof(Entry).Namespace && !t.IsAbstract && t.GetMethod("<Clone>$") is not null)];

    [Fact]
    public void Stored_names_never_change() => Assert.Equal(
        """
        action-corrected.v1 action-recorded.v1 action-retracted.v1 amendment-corrected.v1 amendment-proposed.v1 amendment-retracted.v1
        claim-corrected.v1 claim-recorded.v1 claim-retracted.v1 conflict-corrected.v1 conflict-raised.v1 conflict-resolved.v1 conflict-retracted.v1
        draft-corrected.v1 draft-retracted.v1 draft-tabled.v1 event-redacted.v1 issue-corrected.v1 issue-raised.v1 issue-retracted.v1 lineage-linked.v1
        link-corrected.v1 link-retracted.v1 mandate-corrected.v1 mandate-given.v1 mandate-retracted.v1 negotiation-corrected.v1 negotiation-opened.v1
        negotiation-retracted.v1 party-added.v1 party-corrected.v1 party-retracted.v1 person-added.v1 person-corrected.v1 person-retracted.v1
        point-status-reported.v1 proposal-corrected.v1 proposal-made.v1 proposal-retracted.v1 proposition-corrected.v1 proposition-put.v1
        proposition-retracted.v1 rendering-added.v1 rendering-corrected.v1 rendering-retracted.v1 resolution-corrected.v1 resolution-retracted.v1 role-granted.v1 role-revoked.v1
        session-corrected.v1 session-recorded.v1 session-retracted.v1 source-corrected.v1 source-registered.v1 source-retracted.v1
        status-corrected.v1 status-retracted.v1 token-issued.v1 token-revoked.v1 visibility-set.v1
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), EventNames.All.Order(StringComparer.Ordinal));

    [Fact]
    public void An_entry_is_written_with_what_it_says_and_no_more() => Assert.Equal(
        """{"id":"union","name":"Union","kind":"party","members":["north","a town"]}""", Encoding.UTF8.GetString(EventJson.Write(Union)));

    [Fact]
    public void A_required_list_is_written_though_it_is_empty() => Assert.Contains("\"points\":[]", Encoding.UTF8.GetString(EventJson.Write(Unseen)), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Records))]
    public void What_is_not_said_is_empty_and_never_null(Type record)
    {
        var read = JsonSerializer.Deserialize(Least(record), record, LedgerJson.Options)!;
        Assert.Empty(LedgerJson.Options.GetTypeInfo(record).Properties.Where(p => p.Get is not null && !p.IsGetNullable && p.Get(read) is null).Select(p => p.Name));
    }

    [Fact]
    public void A_retraction_names_what_it_retracts_and_when_and_where_that_was_said()
    {
        var byEditor = new LedgerEvent.Retracted(EntryKind.Draft, "plan/first", null, []);
        var bySource = new LedgerEvent.Retracted(EntryKind.Claim, "dam-kept", Date("2025-12-05~"), ["radio"]);
        Assert.Equal("""{"id":"plan/first"}""", Encoding.UTF8.GetString(EventJson.Write(byEditor)));
        Assert.Equal("""{"id":"dam-kept","published":"2025-12-05~","sources":["radio"]}""", Encoding.UTF8.GetString(EventJson.Write(bySource)));
        Assert.Equal(byEditor, EventJson.Read("draft-retracted.v1", EventJson.Write(byEditor)));
        Assert.Equal(bySource, EventJson.Read("claim-retracted.v1", EventJson.Write(bySource)));
    }

    [Fact]
    public void A_name_of_a_later_release_is_said_to_be_unknown() => Assert.Throws<NotSupportedException>(() => EventJson.Read("party-added.v9", "{}"u8));

    [Fact]
    public void Ids_are_reserved_for_a_negotiation_and_a_kind_by_the_first_recording_alone()
    {
        Assert.Equal(["river/draft/first"], Reservations.Of("river", new LedgerEvent.Recorded(First)));
        Assert.Empty(Reservations.Of("river", new LedgerEvent.Corrected(First)));
        Assert.Empty(Reservations.Of("river", new LedgerEvent.Retracted(EntryKind.Draft, First.Key, null, [])));
    }

    private static JsonObject Least(Type record) => new(LedgerJson.Options.GetTypeInfo(record).Properties
        .Where(p => p.IsRequired || p.Name == "id").Select(p => KeyValuePair.Create(p.Name, Least(p.Name, p.PropertyType))));

    private static JsonNode? Least(string name, Type type) =>
        type == typeof(string) ? name
        : type == typeof(Edtf) ? "2025"
        : type.IsEnum ? EnumNames.Of(type)[0]
        : type == typeof(ValueMap) ? new JsonObject()
        : type.IsGenericType ? new JsonArray()
        : Least(type);
}
