using FsCheck;
using FsCheck.Fluent;

namespace ProposalLedger.Domain.Tests.Laws;

public class LedgerLaws
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(1_000_000);

    private static readonly Register Start = Recorded.Register;

    [Fact]
    public void Replay_is_deterministic() => ForAnySeed(seed =>
    {
        var events = Enumerable.Range(0, 20).Select(i => new Any(seed + i).Event()).ToArray();
        Assert.Equal(Ordered(Fold(events)), Ordered(Fold(events)));
    });

    [Fact]
    public void Replay_of_what_was_stored_is_replay_of_what_happened() => ForAnySeed(seed =>
    {
        var (events, register) = Run(seed);
        Assert.Equal(Ordered(register), Ordered(Fold(events.Select(e => EventJson.Read(EventNames.Of(e), EventJson.Write(e))))));
    });

    [Fact]
    public void Every_accepted_command_repeated_is_empty() => ForAnySeed(seed => Run(seed, (command, register) =>
        Assert.Empty(Assert.IsType<Decision.Accepted>(Decider.Decide(command, register)).Events)));

    [Fact]
    public void What_was_decided_is_held() => ForAnySeed(seed => Run(seed, (command, register) =>
    {
        var held = command switch
        {
            Command.Record(var entry, _) record => (register.Find(entry.EntryKind, entry.Key)?.Entry == entry, record.Visibility is null || record.Visibility == register.Visibility),
            Command.Correct(var entry, _) => (register.Find(entry.EntryKind, entry.Key)?.Entry == entry, true),
            Command.Retract r => (register.Find(r.Kind, r.Key)?.Retracted, true),
            Command.SetVisibility(var visibility, _) => (register.Visibility == visibility, true),
            _ => default,
        };
        Assert.Equal((true, true), held);
    }));

    [Fact]
    public void Commands_are_accepted_often_enough_for_these_laws_to_mean_something()
    {
        var accepted = Enumerable.Range(0, 50).Sum(seed => Run(seed).Events.Count - All.Count);
        Assert.InRange(accepted, 200, int.MaxValue);
    }

    [Fact]
    public void Evolve_never_throws() => ForAnySeed(seed => Fold(Enumerable.Range(0, 20).Select(i => new Any(seed + i).Event())));

    [Fact]
    public void Decide_and_the_clocks_never_throw_whatever_is_on_record() => ForAnySeed(seed =>
    {
        var register = Fold(Enumerable.Range(0, 10).Select(i => new Any(seed + i).Event()).Prepend(new LedgerEvent.Recorded(River)));
        var any = new Any(seed);
        Decider.Decide(new Command.Record(any.Entry()), register, any.Text());
        Decider.Decide(new Command.Correct(any.Entry(), any.Text()), register);
        EventClocks.Of(any.Event(), register);
    });

    private static void ForAnySeed(Action<int> law) => Prop.ForAll<int>(law).Check(Runs);

    private static Register Fold(IEnumerable<LedgerEvent> events) => events.Aggregate(Register.Empty, (register, e) => register.Evolve(e));

    private static IEnumerable<KeyValuePair<(EntryKind, string), Held>> Ordered(Register register) =>
        register.Entries.OrderBy(e => e.Key.Kind).ThenBy(e => e.Key.Key, StringComparer.Ordinal);

    /// <summary>Thirty commands at random on top of the small case; what was accepted has happened.</summary>
    private static (List<LedgerEvent> Events, Register Register) Run(int seed, Action<Command, Register>? whenAccepted = null)
    {
        var any = new Any(seed);
        var events = Recorded.Events.ToList();
        var register = Start;
        for (var i = 0; i < 30; i++)
        {
            var command = any.Command();
            if (Decider.Decide(command, register) is not Decision.Accepted { Events: var decided }) continue;
            // What is nothing new need not be held as it is asked: a retracted entry recorded again stays retracted.
            register = decided.Aggregate(register, (r, d) => r.Evolve(d.Event));
            events.AddRange(decided.Select(d => d.Event));
            whenAccepted?.Invoke(command, register);
        }
        return (events, register);
    }
}
