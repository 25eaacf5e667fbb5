namespace ProposalLedger.EventStore.Embedded;

/// <summary>The embedded PostgreSQL cannot serve. The message says what went wrong, where, and what to do about it.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Use the constructor that takes the three parts.</summary>
    public EmbeddedPostgresException()
    {
    }

    /// <inheritdoc cref="EmbeddedPostgresException()"/>
    public EmbeddedPostgresException(string message) : base(message)
    {
    }

    /// <inheritdoc cref="EmbeddedPostgresException()"/>
    public EmbeddedPostgresException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <param name="what">What went wrong, a sentence without its full stop.</param>
    /// <param name="where">The directory, file or program concerned.</param>
    /// <param name="remedy">What the reader can do, whole sentences.</param>
    /// <param name="cause">The error underneath, if there is one.</param>
    internal EmbeddedPostgresException(string what, string where, string remedy, Exception? cause = null)
        : this($"{what}: {where}. {remedy}", cause)
    {
    }
}
