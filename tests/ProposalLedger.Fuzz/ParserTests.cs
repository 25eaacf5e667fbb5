namespace ProposalLedger.Fuzz;

/// <summary>
/// Every parser that reads what strangers send. In the tests each has a moment, and those of what is told furthest (<see cref="Files"/>, <see cref="Lines"/>) five seconds;
/// <c>LEDGER_FUZZ_SECONDS=60</c> gives each a minute, with a seed that is another each time and is printed, and <c>LEDGER_FUZZ_SEED</c> repeats one.
/// The classes run beside each other, as many as there are cores.
/// </summary>
public sealed class ParserTests
{
    internal static readonly string[] Files = ["case file", "bundle", "bundle's files", "cursor"];
    internal static readonly string[] Lines = ["EDTF", "note", "proof", "tile path"];

    public static TheoryData<string> Parsers => [.. Targets.All.Select(target => target.Name).Except(Files).Except(Lines)];

    [Theory, MemberData(nameof(Parsers))]
    public void P14_No_input_throws_what_is_not_documented_hangs_or_fills_the_memory(string parser) => Fuzzing.Run(parser, seconds: 0.5);
}

/// <inheritdoc cref="ParserTests"/>
public sealed class FileParserTests
{
    public static TheoryData<string> Parsers => [.. ParserTests.Files];

    [Theory, MemberData(nameof(Parsers))]
    public void P14_No_input_throws_what_is_not_documented_hangs_or_fills_the_memory(string parser) => Fuzzing.Run(parser, seconds: 5);
}

/// <inheritdoc cref="ParserTests"/>
public sealed class LineParserTests
{
    public static TheoryData<string> Parsers => [.. ParserTests.Lines];

    [Theory, MemberData(nameof(Parsers))]
    public void P14_No_input_throws_what_is_not_documented_hangs_or_fills_the_memory(string parser) => Fuzzing.Run(parser, seconds: 5);
}
