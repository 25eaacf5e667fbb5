using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ProposalLedger.Server.Startup;

/// <summary>Says on the console what the start is doing, while it does it; what takes over two seconds is said to go on.</summary>
public sealed class Steps : IProgress<string>, IDisposable
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private readonly TextWriter output;
    private readonly bool json;
    private readonly Timer patience;
    private string? current;
    private TimeSpan since;

    /// <param name="output">Where to.</param>
    /// <param name="json">As lines of JSON, like those of the log.</param>
    public Steps(TextWriter output, bool json = false)
    {
        (this.output, this.json) = (output, json);
        patience = new Timer(_ => StillAtIt(), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
    }

    public void Report(string value)
    {
        lock (gate)
        {
            (current, since) = (value, clock.Elapsed);
            Write(value + " ...");
        }
    }

    /// <summary>What is not a step, as it is. The next step has not begun.</summary>
    public void Say(string text)
    {
        lock (gate)
        {
            current = null;
            output.WriteLine(json ? Json(text) : text);
        }
    }

    public void Dispose() => patience.Dispose();

    private void StillAtIt()
    {
        lock (gate)
        {
            if (current is not null && clock.Elapsed - since > TimeSpan.FromSeconds(2))
                Write($"{current}: still at it, {(clock.Elapsed - since).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
        }
    }

    private void Write(string text) => output.WriteLine(json ? Json(text) : $"[{clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),5} s] {text}");

    // As the console's own formatter writes it.
    private static string Json(string text) => JsonSerializer.Serialize(new { EventId = 0, LogLevel = "Information", Category = "ProposalLedger.Start", Message = text });
}
