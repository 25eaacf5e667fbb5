using ProposalLedger.Domain.Entries;
using ProposalLedger.Server.OpenApi;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Slices;

/// <summary>Who negotiates, and who speaks for whom.</summary>
internal static class Parties
{
    public static void MapParties(this IEndpointRouteBuilder negotiation)
    {
        negotiation.MapEntry<Party>("/parties", new Description("Add a party", "A state or group. Parties and third parties are rows of the position matrix; others may speak or be spoken of.")
        {
            Example = """{"id":"north","name":"North Island","kind":"party"}""",
        });
        negotiation.MapEntry<Person>("/persons", new Description("Add a person", "Somebody who speaks. For whom, and when, is a mandate.")
        {
            Example = """{"id":"a-north","name":"A. North"}""",
        });
        negotiation.MapEntry<Mandate>("/mandates", new Description("Record a mandate", "Who speaks for a party, in which role, from when to when. A changed brief is a new mandate.")
        {
            Example = """{"id":"a-north-envoy","person":"a-north","party":"north","role":"envoy","from":"2025-01","sources":["gazette"]}""",
        });
        negotiation.MapRevisions(EntryKind.Party, "/parties/{id}", """{"reason":"As it calls itself.","name":"Northern Island"}""");
        negotiation.MapRevisions(EntryKind.Person, "/persons/{id}", """{"reason":"As printed.","name":"Ann North"}""");
        negotiation.MapRevisions(EntryKind.Mandate, "/mandates/{id}", """{"reason":"As the decree has it.","role":"special envoy"}""");
    }
}
