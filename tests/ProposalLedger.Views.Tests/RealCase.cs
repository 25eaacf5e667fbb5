using ProposalLedger.Server.Imports;

namespace ProposalLedger.Views.Tests;

/// <summary>The seeds, decided as the importer decides them.</summary>
internal static class RealCase
{
    public static Snapshot Of(string negotiation) => DossierOf(negotiation).At(Cut.Now);

    public static Dossier DossierOf(string negotiation)
    {
        var changes = ChangesOf(negotiation);
        return Dossier.Empty(negotiation).With(changes, changes.Count);
    }

    public static IReadOnlyList<Change> ChangesOf(string negotiation)
    {
        var directory = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(directory, "seeds"))) directory = Path.GetDirectoryName(directory)!;
        var plan = ImportPlan.Of(CaseFile.Read(File.ReadAllBytes(Path.Combine(directory, "seeds", $"{negotiation}.yaml"))), Register.Empty)!;
        return [.. plan.Events.Select((e, i) => new Change
        {
            Position = i + 1, Id = Guid.Empty, Recorded = DateTimeOffset.UnixEpoch, Occurred = e.Times.Occurred, Published = e.Times.Published,
            Actor = "editor", Stream = e.Stream, Version = i + 1, Type = EventNames.Of(e.Decided.Event), Event = e.Decided.Event,
        })];
    }
}
