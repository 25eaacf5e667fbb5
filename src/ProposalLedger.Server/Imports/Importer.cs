using ProposalLedger.EventStore;
using ProposalLedger.Server.Access;
using ProposalLedger.Server.Auth;
using ProposalLedger.Server.Problems;
using ProposalLedger.Server.Writing;

namespace ProposalLedger.Server.Imports;

/// <summary>What an import did. The counts are of entries.</summary>
/// <param name="Negotiation">The case's id.</param>
/// <param name="Recorded">New ones.</param>
/// <param name="Corrected">Those that the file says otherwise.</param>
/// <param name="Retracted">Those that the file retracts.</param>
/// <param name="StillRetracted">Those that the file has unretracted and that were retracted before: they stay so.</param>
/// <param name="Unchanged">Those that were already so.</param>
/// <param name="Position">Ledger position of the last event; where nothing was recorded, of the last that says what the file says.</param>
public sealed record ImportResult(string Negotiation, int Recorded, int Corrected, int Retracted, int StillRetracted, int Unchanged, long Position);

/// <summary>Case files into the ledger: checked whole, then all of it or nothing.</summary>
internal sealed class Importer(LedgerStore store, Registers registers)
{
    private const int Attempts = 5;

    /// <exception cref="ProblemException">The file is refused, with every problem by line and column; nothing was written.</exception>
    public async Task<ImportResult> ImportAsync(
        ReadOnlyMemory<byte> yaml, Caller caller, CommandId? command, string? trace, IProgress<ImportProgress>? progress, CancellationToken ct, string? reason = null)
    {
        // Before anything is told of how the file compares with the record.
        var first = CaseFile.Read(yaml.Span);
        if (first.Negotiation is { } named) AccessGate.Require(caller, Role.Recorder, named);
        if (command is not null && await RepeatedAsync(yaml, command, ct) is { } before) return before;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            progress?.Report(new("Reading", 0, 1));
            var file = attempt == 1 ? first : CaseFile.Read(yaml.Span);
            var standing = file.Negotiation is { } negotiation ? await registers.LatestAsync(negotiation, ct) : Standing.Empty;
            var plan = ImportPlan.Of(file, standing.Register, progress, reason) ?? throw new ProblemException(ToProblem(file));
            RequireRoles(plan, standing, caller, file.Negotiation!);
            if (plan.Events.Count == 0)
            {
                var says = Says(file, standing);
                if (command is null) return Result(file, plan, says);
                await store.AppendAsync(Nothing(file, command, says), ct);
                return (await RepeatedAsync(yaml, command, ct))!;
            }

            var appends = Appends(file.Negotiation!, plan, standing, caller.Actor, trace, command);
            var total = appends.Count;
            var staged = progress is null ? null : new Staged(done => progress.Report(new("Staging", done, total)));
            switch (await store.AppendAllAsync(appends, command, staged, ct))
            {
                case AppendAllOutcome.Appended done:
                    return Result(file, plan, done.LastPosition);
                case AppendAllOutcome.Replayed or AppendAllOutcome.CommandReused:
                    return await RepeatedAsync(yaml, command!, ct) ?? throw new InvalidOperationException("A command that was done cannot be found.");
            }
            // Somebody wrote to the negotiation in the meantime: decided again on what is there now.
        }
        throw new StoreOverloadedException();
    }

    /// <exception cref="ProblemException">403: one of the file's changes is not his to make, and so none is made.</exception>
    private static void RequireRoles(ImportPlan plan, Standing standing, Caller caller, string negotiation)
    {
        foreach (var happens in plan.Events.Select(planned => planned.Decided.Event))
        {
            var (kind, key) = happens.Subject();
            AccessGate.Require(caller, happens is LedgerEvent.Recorded ? AccessRules.RoleToRecord(kind) : AccessRules.RoleToChange(kind, standing.Find(kind, key)?.By, caller), negotiation, $"{EventNames.Noun(kind)} '{key}': ");
        }
    }

    private static List<Append> Appends(string negotiation, ImportPlan plan, Standing standing, string actor, string? trace, CommandId? command)
    {
        var appends = new List<Append>();
        var import = $"import:{Guid.CreateVersion7()}";
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < plan.Events.Count;)
        {
            var stream = plan.Events[i].Stream;
            var run = plan.Events.Skip(i).TakeWhile(e => e.Stream == stream).ToList();
            var version = versions.TryGetValue(stream, out var known) ? known : standing.VersionOf(stream);
            appends.Add(new Append
            {
                Stream = stream,
                Scope = negotiation,
                ExpectedVersion = version,
                Events = [.. run.Select(e => Stamp.Of(e.Decided, e.Times, actor, trace, command, import))],
                Reserves = [.. run.SelectMany(e => Reservations.Of(negotiation, e.Decided.Event))],
            });
            versions[stream] = version + run.Count;
            i += run.Count;
        }
        return appends;
    }

    /// <summary>Remembers the command alone, and with it the answer, which stays the same whatever is recorded later.</summary>
    private static Append Nothing(CaseFile file, CommandId command, long says) => new()
    {
        Stream = StreamKey.Of(file.Negotiation!, file.Items.First(i => i.Kind == EntryKind.Negotiation).Entry!),
        Scope = file.Negotiation!,
        Events = [],
        Command = command,
        AnswerPosition = says,
    };

    private static ImportResult Result(CaseFile file, ImportPlan plan, long position) =>
        new(file.Negotiation!, plan.Recorded, plan.Corrected, plan.Retracted, plan.StillRetracted, plan.Unchanged, position);

    private static long Says(CaseFile file, Standing standing) =>
        file.Items.Max(i => i.Key is { } key ? standing.Find(i.Kind, key)?.Position ?? 0 : 0);

    /// <summary>The first answer once more (P3): what the file did is read off the events that it left, which stand together and name it as their cause.</summary>
    private async Task<ImportResult?> RepeatedAsync(ReadOnlyMemory<byte> yaml, CommandId command, CancellationToken ct)
    {
        if (await store.FindCommandAsync(command.Actor, command.Key, ct) is not { } done) return null;
        var file = CaseFile.Read(yaml.Span);
        // As with every command, what was redacted has no hash any more. Then it has to be an import, of the same negotiation.
        var same = done.BodyHash.IsEmpty
            ? done.Stream is null && (await store.GetEventAsync(done.Position, ct))?.Scope == file.Negotiation
            : done.BodyHash.Span.SequenceEqual(command.BodyHash.Span);
        if (!same) throw new ProblemException(new Problem("idempotency-key-reused"));
        var most = done.HadEvents ? (file.Items.Count * 2) + 1 : 0; // recorded, and retracted at once; and the negotiation's visibility
        var events = most == 0 ? [] : await store.ReadLogAsync(Math.Max(0, done.Position - most), most, upTo: done.Position, ct: ct);
        var left = events.Where(e => e.Metadata.CausationId == events[^1].Metadata.CausationId).ToList();
        var touched = left.Where(e => EventNames.Meaning(e.Type) is not null).Select(e => EventJson.Read(e.Type, e.Data.Span).Subject()).ToHashSet();
        // Nothing of the words is known any more, but what the import was about is: a file that does not have all of it is another.
        if (done.BodyHash.IsEmpty && !touched.Where(about => about.Key.Length > 0).All(file.Items.Where(i => i.Key is not null).Select(i => (i.Kind, i.Key!)).ToHashSet().Contains)) throw new ProblemException(new Problem("idempotency-key-reused"));
        var standing = await registers.LatestAsync(file.Negotiation!, ct);
        // A retraction is the last that happens to an entry: where it stands tells whether it came before the file did.
        var still = file.Items.Count(i => i.Retracted is null && i.Key is { } key && !touched.Contains((i.Kind, key))
            && standing.Register.Find(i.Kind, key) is { Retracted: true } && standing.Find(i.Kind, key)!.Position <= done.Position);
        int Count(EventVerb verb) => left.Count(e => EventNames.Meaning(e.Type)?.Verb == verb);
        return new ImportResult(
            file.Negotiation!, Count(EventVerb.Recorded), Count(EventVerb.Corrected), Count(EventVerb.Retracted), still, file.Items.Count - touched.Count - still, done.Position);
    }

    private static Problem ToProblem(CaseFile file) => Problem.Of(
    [
        .. file.Problems.OrderBy(p => p.Place.Line).ThenBy(p => p.Place.Column).Take(CaseFile.MostProblems).Select(p => new ProblemError
        {
            Code = p.Code, Pointer = p.Pointer, Line = p.Place.Line, Column = p.Place.Column, Detail = p.Detail,
        }),
    ]);

    /// <summary>Reports on the caller's thread, in order.</summary>
    private sealed class Staged(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
