namespace ProposalLedger.Views.Histories;

/// <summary>What snapshots of one dossier have in common. Disposable: the latest few are kept.</summary>
internal sealed class Shared
{
    private const int Kept = 8;
    private readonly LinkedList<(Cutting[] Of, string Else, object Value)> made = [];

    public T Get<T>(Cutting[] of, string @else, Func<T> make) where T : class
    {
        lock (made)
        {
            for (var node = made.First; node is not null; node = node.Next)
            {
                if (node.Value.Value is not T there || node.Value.Else != @else || !node.Value.Of.Zip(of).All(p => p.First.HoldsAs(p.Second))) continue;
                made.Remove(node);
                made.AddFirst(node);
                return there;
            }
        }
        var value = make();
        lock (made)
        {
            made.AddFirst((of, @else, value));
            if (made.Count > Kept) made.RemoveLast();
        }
        return value;
    }
}
