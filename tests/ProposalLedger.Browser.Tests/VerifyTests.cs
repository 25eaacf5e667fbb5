using Microsoft.Playwright;

namespace ProposalLedger.Browser.Tests;

/// <summary>The button that verifies, against a server whose answers are changed on their way.</summary>
public sealed class VerifyTests(Chromium chromium, RealCase real)
{
    private const string Event = "/ukraine-2025/audit/900";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string, string> Changed => new()
    {
        { "data", "**/receipt", "\"fate\": \"dropped\"", "\"fate\": \"Dropped\"", "Data, Exact record" },
        { "data's salt", "**/receipt", "\"dataSalt\": \"", "", "Data" },
        { "actor", "**/receipt", "\"actor\": \"seeds\"", "\"actor\": \"seedz\"", "Who, what, why, where, Exact record" },
        { "time", "**/receipt", "\"recorded\": \"2", "\"recorded\": \"3", "Time" },
        { "entry", "**/receipt", "\\\"data\\\":\\\"", "", "Entry" },
        { "proof", "**/receipt", "index 899\\n", "", "Proof" },
        { "proof's index", "**/receipt", "index 899\\n", "index 898\\n", "Proof" },
        { "checkpoint's size", "**/receipt", "\\n940\\n", "\\n941\\n", "Checkpoint" },
        { "checkpoint's signature", "**/receipt", "— proposal-ledger/", "", "Checkpoint" },
        { "another event's receipt", "**/receipt", "\"position\": 900", "\"position\": 899", "Position, Entry" },
        { "the page", "**/audit/900", "&quot;fate&quot;: &quot;dropped&quot;", "&quot;fate&quot;: &quot;carried&quot;", "Exact record" },
        { "an intact event that is called redacted", "**/receipt", "\"position\": 900", "\"redactedBy\": 901, \"position\": 900", "Redaction" },
        { "a tile", "**/log/tile/0/003.p/172", "", "", "History" },
    };

    [Fact]
    public async Task P11_An_event_is_verified_in_the_browser_and_the_next_visit_proves_that_nothing_was_changed()
    {
        await using var visit = await chromium.VisitAsync(real.Address, width: 390);
        await VerifyAsync(visit, Event, await KeyAsync());
        await ToldAsync(visit, "Verified with your key: the event at position 900. Not checked: History.");
        Assert.Equal(["Given: Key.", "Proved: Checkpoint.", "Proved: Who, what, why, where.", "Proved: Data.", "Proved: Time.", "Proved: Entry.", "Proved: Proof.", "Proved: Exact record.", "Not checked: History."], await StepsAsync(visit));
        await Assertions.Expect(visit.Page.Locator("#verify [data-told]")).ToHaveAttributeAsync("role", "status");
        await Assertions.Expect(visit.Page.Locator(".verify-steps li").Last).ToContainTextAsync("This is your first visit with this browser");

        // The next visit, by the keyboard alone and from the foot of another page: the key is remembered.
        await visit.GoAsync("/lake-vell-crossing/claims");
        await visit.Page.Locator("#verify-drawer > summary").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Page.Locator("#verify-key")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await ToldAsync(visit, "Verified with your key: the log of 940 events.");
        await Assertions.Expect(visit.Page.Locator(".verify-steps li").Last).ToContainTextAsync("The 940 events that you verified on");
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        await visit.Page.Locator(".verify-steps details > summary").Last.ClickAsync();
        await Axe.CheckAsync(visit.Page);
        Assert.Empty(visit.Complaints);
    }

    [Theory, MemberData(nameof(Changed))]
    public async Task P11_What_was_changed_on_its_way_is_named(string what, string address, string words, string others, string named)
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.Page.RouteAsync(address, async route =>
        {
            var answer = await route.FetchAsync();
            var bytes = await answer.BodyAsync();
            if (words.Length == 0) bytes[5] ^= 1;
            else bytes = System.Text.Encoding.UTF8.GetBytes(Change(System.Text.Encoding.UTF8.GetString(bytes), words, others));
            await route.FulfillAsync(new() { Response = answer, BodyBytes = bytes });
        });
        await VerifyAsync(visit, Event, await KeyAsync());
        await ToldAsync(visit, $"NOT VERIFIED. Wrong: {named}.");
        Assert.True(what == "a tile" || !await visit.Page.EvaluateAsync<bool>("'last' in JSON.parse(localStorage.getItem('ledger-verify'))"), "What is not verified is not remembered.");
    }

    [Fact]
    public async Task P11_What_only_something_unsigned_says_was_redacted_is_not_verified()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        var answers = true;
        await visit.Page.RouteAsync("**/900/receipt", async route =>
        {
            var answer = await route.FetchAsync();
            var receipt = System.Text.Json.Nodes.JsonNode.Parse(await answer.TextAsync())!;
            var happened = receipt["event"]!.AsObject();
            happened.Remove("data");
            happened.Remove("dataSalt");
            happened["redactedBy"] = 941;
            await route.FulfillAsync(new() { Response = answer, Body = receipt.ToJsonString() });
        });
        await visit.Page.RouteAsync("**/941/receipt", route => answers
            ? route.FulfillAsync(new() { Status = 404, ContentType = "application/problem+json", Body = """{"detail":"Position 941 is in no checkpoint yet; the last one covers 940."}""" })
            : route.AbortAsync());
        await VerifyAsync(visit, Event, await KeyAsync());
        await ToldAsync(visit, "NOT VERIFIED. Wrong: Redaction.");
        await Assertions.Expect(visit.Page.Locator(".verify-steps .wrong")).ToContainTextAsync("was signed: Position 941 is in no checkpoint yet; the last one covers 940. Nothing vouches for what stands here");

        // Without a connection nobody knows.
        answers = false;
        await visit.Page.ClickAsync("#verify [data-verify=run]");
        await ToldAsync(visit, "Verified with your key: the event at position 900. Not checked: Data, Redaction, Exact record, History.");
    }

    [Fact]
    public async Task P11_The_readers_key_decides_and_the_servers_own_proves_nothing()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.GoAsync(Event);
        await visit.Page.ClickAsync("#verify [data-verify=run]");
        await ToldAsync(visit, "Not verified: give the log's public key.");

        var key = await KeyAsync();
        await VerifyAsync(visit, Event, key[..^3] + (key[^3] == 'A' ? 'B' : 'A') + key[^2..]);
        await ToldAsync(visit, "Not verified: give the log's public key.");
        await Assertions.Expect(visit.Page.Locator(".verify-steps .wrong")).ToContainTextAsync("The key that you gave cannot be used: ");
        await VerifyAsync(visit, Event, TransparencyLog.Notes.SigningKey.Generate(key.Split('+')[0]).Verifier.ToString());
        await ToldAsync(visit, "NOT VERIFIED. Wrong: Checkpoint.");
        await Assertions.Expect(visit.Page.Locator(".verify-steps .wrong")).ToContainTextAsync("and not with your key");

        // A fingerprint that the reader typed, as sha256sum prints that of the file /log/key.
        var fingerprint = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await real.Server.Reader.GetByteArrayAsync("/log/key", Ct)));
        await VerifyAsync(visit, Event, fingerprint[1..] + "0");
        await Assertions.Expect(visit.Page.Locator(".verify-steps .wrong")).ToContainTextAsync("another fingerprint");
        await VerifyAsync(visit, Event, fingerprint);
        await ToldAsync(visit, "Verified with your key: the event at position 900. Not checked: History.");

        await visit.Page.ClickAsync("#verify [data-verify=take]");
        await Assertions.Expect(visit.Page.Locator("[data-told]")).ToContainTextAsync($"its fingerprint is {fingerprint}");
        await visit.Page.ClickAsync("#verify [data-verify=run]");
        await Assertions.Expect(visit.Page.Locator("[data-told]")).ToContainTextAsync("But the key is the server's own: this shows that it agrees with itself, and proves nothing about it.");
        await visit.GoAsync(Event);
        await visit.Page.ClickAsync("#verify [data-verify=run]");
        await Assertions.Expect(visit.Page.Locator("[data-told]")).ToContainTextAsync("proves nothing about it");
    }

    [Fact]
    public async Task P11_A_browser_without_Ed25519_says_so_and_checks_the_rest()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.Page.AddInitScriptAsync("const own = crypto.subtle.importKey.bind(crypto.subtle); crypto.subtle.importKey = (form, key, how, ...rest) => how.name === 'Ed25519' ? Promise.reject(new DOMException('none', 'NotSupportedError')) : own(form, key, how, ...rest)");
        await VerifyAsync(visit, Event, await KeyAsync());
        await ToldAsync(visit, "NOT verified: this browser cannot check the signature; the rest fits together: the event at position 900. Not checked: Checkpoint, History.");
        Assert.False(await visit.Page.EvaluateAsync<bool>("'last' in JSON.parse(localStorage.getItem('ledger-verify'))"), "What nobody signed for is not remembered as verified.");
    }

    [Fact]
    public async Task P11_A_browser_that_keeps_nothing_tells_the_servers_own_key_all_the_same_until_the_reader_types_one()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.Page.AddInitScriptAsync("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('none', 'SecurityError'); } })");
        var key = await KeyAsync();
        await visit.GoAsync(Event);
        await visit.Page.ClickAsync("#verify [data-verify=take]");
        await Assertions.Expect(visit.Page.Locator("[data-told]")).ToContainTextAsync("This is what the server says its key is");
        await visit.Page.ClickAsync("#verify [data-verify=run]");
        await ToldAsync(visit, "Verified with your key: the event at position 900. Not checked: Key, History. But the key is the server's own: this shows that it agrees with itself, and proves nothing about it.");
        // The same, as the reader has it from somewhere else.
        await visit.Page.FillAsync("#verify-key", key);
        await visit.Page.ClickAsync("#verify [data-verify=run]");
        await ToldAsync(visit, "Verified with your key: the event at position 900. Not checked: History.");
    }

    [Fact]
    public async Task Without_a_connection_or_without_script_it_says_so_in_words()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await visit.Page.RouteAsync("**/receipt", route => route.AbortAsync());
        await VerifyAsync(visit, Event, await KeyAsync());
        await ToldAsync(visit, "Nothing could be verified: the server cannot be reached.");
        await using var plain = await chromium.VisitAsync(real.Address, script: false);
        await plain.GoAsync(Event);
        await Assertions.Expect(plain.Page.Locator("#verify [data-unscripted]")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("#verify [data-unscripted]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task P11_History_that_was_changed_since_the_last_visit_is_told_and_where()
    {
        await using var visit = await chromium.VisitAsync(real.Address);
        await VerifyAsync(visit, Event, await KeyAsync());
        await ToldAsync(visit, "Verified with your key: the event at position 900. Not checked: History.");
        const string edit = "change => { const kept = JSON.parse(localStorage.getItem('ledger-verify')), { last } = kept; if (change === 'changed') { last.root = last.peaks[0]; last.peaks[2] = last.peaks[1]; } else if (change === 'longer') last.size = 2000; else last.origin = 'elsewhere'; localStorage.setItem('ledger-verify', JSON.stringify(kept)); }";
        // As if another log of as many events had been seen then: 940 are 512 + 256 + 128 + 32 + 8 + 4.
        foreach (var (change, told) in new[]
        {
            ("changed", "What was changed is among positions 769 to 896."),
            ("longer", "It was rolled back: positions 941 to 2000 are gone."),
            ("other", "this is another one"),
        })
        {
            await visit.Page.EvaluateAsync("localStorage.setItem('saved', localStorage.getItem('ledger-verify'))");
            await visit.Page.EvaluateAsync(edit, change);
            await visit.GoAsync(Event);
            await visit.Page.ClickAsync("#verify [data-verify=run]");
            await ToldAsync(visit, "NOT VERIFIED. Wrong: History.");
            await Assertions.Expect(visit.Page.Locator(".verify-steps .wrong")).ToContainTextAsync(told);
            await visit.Page.EvaluateAsync("localStorage.setItem('ledger-verify', localStorage.getItem('saved'))");
        }

        await visit.Page.ClickAsync("#verify [data-verify=forget]");
        Assert.Null(await visit.Page.EvaluateAsync<string?>("localStorage.getItem('ledger-verify')"));
    }

    private static string Change(string text, string words, string others)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        Assert.True(at >= 0, $"There is no {words} in it.");
        if (others.Length > 0) return text.Replace(words, others, StringComparison.Ordinal);
        // One character of the base64 that follows.
        var place = at + words.Length + (words.StartsWith('—') ? text[(at + words.Length)..].IndexOf(' ', StringComparison.Ordinal) + 20 : 3);
        return text[..place] + (text[place] == 'A' ? 'B' : 'A') + text[(place + 1)..];
    }

    private async Task<string> KeyAsync()
    {
        await real.Server.SignedAsync(940, Ct);
        return (await real.Server.Reader.GetStringAsync("/log/key", Ct)).Trim();
    }

    private static async Task VerifyAsync(Visit visit, string address, string key)
    {
        await visit.GoAsync(address);
        await visit.Page.FillAsync("#verify-key", key);
        await visit.Page.ClickAsync("#verify [data-verify=run]");
    }

    private static Task ToldAsync(Visit visit, string words) => Assertions.Expect(visit.Page.Locator("#verify [data-told]")).ToHaveTextAsync(words);

    private static async Task<IEnumerable<string>> StepsAsync(Visit visit) => (await visit.Page.Locator(".verify-steps > li > strong").AllInnerTextsAsync()).Select(step => step.Trim());
}
