using System.Security.Cryptography;
using System.Text.Json;

namespace ProposalLedger.EventStore.Embedded;

/// <summary>Generated passwords of a cluster that listens on loopback, in a file that only the server's user reads.</summary>
internal sealed record Passwords(IReadOnlyDictionary<string, string> ByLogin)
{
    public string Of(string login) => ByLogin[login];

    /// <summary>Null for a cluster that is reached through its socket.</summary>
    public static Passwords? Read(Layout layout) => File.Exists(layout.Passwords)
        ? new Passwords(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(layout.Passwords))!)
        : null;

    public static Passwords Generate(Layout layout)
    {
        var made = new Passwords(new[] { Endpoint.Superuser, Endpoint.Owner, Endpoint.App }
            .ToDictionary(login => login, _ => RandomNumberGenerator.GetHexString(40, lowercase: true)));
        File.Delete(layout.Passwords);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(layout.Passwords, create);
        JsonSerializer.Serialize(file, made.ByLogin);
        return made;
    }
}
