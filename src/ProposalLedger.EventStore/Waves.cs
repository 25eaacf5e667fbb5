namespace ProposalLedger.EventStore;

/// <summary>
/// Orders the appends of a batch that touch the same thing: what shares a stream, a command or a reserved id with an earlier append comes a
/// wave later, so that it sees the earlier one's effect.
/// </summary>
internal sealed class Waves
{
    private readonly Dictionary<(char Kind, string, string), int> last = [];

    /// <summary>Fills in each append's wave, from 1; returns the number of waves.</summary>
    public int Assign(PendingAppend[] appends, int[] waves)
    {
        if (appends.Length == 1) return waves[0] = 1;
        last.Clear(); // of a batch that broke off
        var highest = 0;
        for (var i = 0; i < appends.Length; i++)
        {
            var append = appends[i].Append;
            var wave = Math.Max(After(('s', append.Stream, "")), append.Command is { } c ? After(('c', c.Actor, c.Key)) : 1);
            foreach (var id in append.Reserves) wave = Math.Max(wave, After(('r', id, "")));

            last[('s', append.Stream, "")] = wave;
            if (append.Command is { } command) last[('c', command.Actor, command.Key)] = wave;
            foreach (var id in append.Reserves) last[('r', id, "")] = wave;
            waves[i] = wave;
            highest = Math.Max(highest, wave);
        }

        last.Clear(); // lets go of the texts; the room stays for the next batch
        return highest;
    }

    private int After((char, string, string) what) => last.GetValueOrDefault(what) + 1;
}
