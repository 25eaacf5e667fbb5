using System.Globalization;
using System.Text;
using ProposalLedger.TransparencyLog.Merkle;
using ProposalLedger.TransparencyLog.Notes;

namespace ProposalLedger.Server.Log;

/// <summary>Somebody else who looks at the log's checkpoints and signs those that go on from what he saw last (C2SP tlog-witness).</summary>
/// <param name="Key">What his signatures are verified with.</param>
/// <param name="Address">The submission prefix, with a slash at its end.</param>
internal sealed record Witness(VerifierKey Key, Uri Address)
{
    private const int LongestAnswer = 64 * 1024;

    /// <summary>As the configuration writes it: the key, a space, the address.</summary>
    /// <exception cref="FormatException">It is not so.</exception>
    public static Witness Parse(string text)
    {
        if (text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var key, var address])
            throw new FormatException("A witness is a key, a space and an address: witness.example/w1+0123abcd+base64 https://witness.example/");
        var read = VerifierKey.Parse(key);
        if (read.Type != SignatureType.CosignatureV1) throw new FormatException($"{read.Name} is no witness's key: a cosignature's type is 0x04.");
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            throw new FormatException($"The address of {read.Name} is https, or http on this machine, without a login or a query.");
        return new Witness(read, uri);
    }

    /// <summary>Asks for a cosignature.</summary>
    /// <param name="client">Its timeout is the witness's.</param>
    /// <param name="old">The size that the witness is believed to have seen last; it may say another, and is then asked again.</param>
    /// <param name="checkpoint">What it is to sign.</param>
    /// <param name="prove">Consistency of a size with the checkpoint.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Verified.</returns>
    /// <exception cref="WitnessException">It has not signed, or something else.</exception>
    public async Task<NoteSignature> AskAsync(HttpClient client, long old, Note checkpoint, Func<long, Task<IReadOnlyList<Hash>>> prove, CancellationToken ct)
    {
        var size = Checkpoint.Parse(checkpoint.Text).Size;
        for (var again = false; ; again = true)
        {
            var path = old == 0 ? [] : await prove(old);
            var body = $"old {old.ToString(CultureInfo.InvariantCulture)}\n{string.Concat(path.Select(hash => hash + "\n"))}\n{checkpoint}";
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "add-checkpoint")) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            // Whatever the answer calls its bytes, they are a note's. How many there may be, the client says.
            var said = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(ct));
            if ((int)answer.StatusCode == StatusCodes.Status200OK) return Signature(checkpoint, said);
            if (again || (int)answer.StatusCode != StatusCodes.Status409Conflict || !long.TryParse(said.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
                throw new WitnessException($"{Key.Name} answered {(int)answer.StatusCode} to a checkpoint of {size} events.");
            if (seen > size) throw new WitnessException($"{Key.Name} has seen {seen} events of this log, and the newest checkpoint covers {size}: the log was rolled back, or another signs with its key.");
            old = seen;
        }
    }

    /// <summary>A client that does not follow elsewhere and reads no more than an answer can be.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = LongestAnswer,
    };

    // What others have signed besides is not asked for.
    private NoteSignature Signature(Note checkpoint, string lines)
    {
        try
        {
            var own = Note.Parse($"{checkpoint.Text}\n{lines}").Signatures.FirstOrDefault(line => line.Name == Key.Name && line.KeyId == Key.Id);
            if (own is not null && Key.Verifies(checkpoint.Text, own.Bytes.Span)) return own;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new WitnessException($"{Key.Name} answered with no signature that its key verifies.");
    }
}

/// <summary>A witness has not cosigned; the words are for the operator.</summary>
internal sealed class WitnessException(string message) : Exception(message);
