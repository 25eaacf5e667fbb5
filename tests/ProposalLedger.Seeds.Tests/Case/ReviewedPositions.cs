namespace ProposalLedger.Seeds.Tests.Case;

/// <summary>
/// What each of the 108 positions says, decided by reading it, with its note: kind, stance (- where it is none) and what it is about.
/// The facts' stance is toward an issue and cannot be taken over: "opposes" of Kyiv's in nato may be toward limits, Moscow's toward membership.
/// </summary>
internal static class ReviewedPositions
{
    public static IReadOnlyDictionary<string, (string Kind, string Stance, string About)> Table { get; } = """
        p001 assessment - territory-five-regions-decisive
        p002 position reserves recognition-us-recognises
        p003 position supports recognition-referendums-genuine
        p004 position opposes recognition-referendums-genuine
        p005 position opposes recognition-us-recognises
        p006 position opposes recognition-ukraine-recognises
        p007 position supports territory-ukraine-concedes-land
        p008 position opposes recognition-international
        p009 position demands recognition-international
        p010 constraint - territory-ukraine-concedes-land
        p011 position supports nato-ukraine-renounces
        p012 position supports nato-ukraine-renounces
        p013 position demands nato-ukraine-renounces
        p014 position supports elections-ukraine-votes
        p015 position supports-if elections-ukraine-votes
        p016 position demands elections-ukraine-votes
        p017 position supports-if ceasefire-30-day-truce
        p018 intention - non-aggression-russia-attacks-europe
        p019 position supports ceasefire-fighting-stops
        p020 position supports-if ceasefire-30-day-truce
        p021 position proposes ceasefire-30-day-truce
        p022 position supports-if ceasefire-30-day-truce
        p023 position opposes ceasefire-30-day-truce
        p024 position supports process-trump-approach
        p025 position declines recognition-us-recognises
        p026 position supports-if ceasefire-30-day-truce
        p027 position supports ceasefire-before-settlement
        p028 occurrence - process-kellogg-ukraine-only
        p029 occurrence - security-guarantees-aid-to-ukraine
        p030 position opposes ceasefire-without-settlement
        p031 position supports recognition-us-recognises
        p032 position silent recognition-us-recognises
        p033 position opposes foreign-troops-western-in-ukraine
        p034 position demands armed-forces-demilitarisation
        p035 position demands territory-realities-accepted
        p036 assessment - process-agreement-near
        p037 assessment - ceasefire-ukraine-keeps-energy-pause
        p038 position supports nato-ukraine-renounces
        p039 position mixed us-peace-plan/us-ua-19
        p040 position demands territory-deal-settles-territory
        p041 position demands territory-ukraine-leaves-donbas
        p042 position supports-if process-europe-at-the-table
        p043 intention - non-aggression-russia-attacks-europe
        p044 position opposes territory-ukraine-leaves-donbas
        p045 position opposes nato-ukraine-renounces
        p046 position opposes armed-forces-limit
        p047 position opposes recognition-borders-by-force
        p048 assessment - process-agreement-near
        p049 assessment - security-guarantees-dependable
        p050 position proposes security-guarantees-us-term
        p051 position supports-if us-peace-plan/us-28
        p052 position opposes recognition-referendums-genuine
        p053 position opposes recognition-referendums-genuine
        p054 assessment - m-moscow-1202
        p055 assessment - security-guarantees-deal-leaves-exposed
        p056 warning - territory-russia-takes-more
        p057 position demands process-fixed-deadline
        p058 position opposes process-fixed-deadline
        p059 assessment - territory-russia-takes-more
        p060 position demands territory-contact-line-start
        p061 position supports-if process-us-led-effort
        p062 occurrence - us-peace-plan/us-28
        p063 denial - us-peace-plan/us-28
        p064 position opposes armed-forces-limit
        p065 position opposes recognition-borders-by-force
        p066 position supports-if process-us-plan-basis
        p067 position supports-if armed-forces-limit
        p068 position opposes armed-forces-limit
        p069 position opposes us-peace-plan/us-28/14
        p070 position opposes e3-counter/e3-28
        p071 position opposes nato-ukraine-renounces
        p072 position opposes nato-ukraine-renounces
        p073 position opposes us-peace-plan/us-28
        p074 position reserves territory-ukraine-concedes-land
        p075 position opposes amnesty-full
        p076 position supports us-peace-plan/us-ua-19
        p077 position supports-if us-peace-plan/us-ua-19
        p078 position proposes amnesty-full
        p079 position supports armed-forces-800000-peacetime
        p080 position supports-if process-us-plan-basis
        p081 position demands recognition-international
        p082 position supports-if process-us-plan-basis
        p083 position supports-if elections-ukraine-votes
        p084 position supports-if nato-ukraine-renounces
        p085 position supports elections-ukraine-votes
        p086 position opposes territory-ukraine-concedes-land
        p087 position reserves process-us-plan-basis
        p088 position supports foreign-troops-western-in-ukraine
        p089 position opposes foreign-troops-western-in-ukraine
        p090 position supports-if us-peace-plan/us-ua-20/14
        p091 position proposes security-guarantees-us-term
        p092 position proposes nuclear-plant-three-way
        p093 position proposes nuclear-plant-us-ukraine-venture
        p094 position opposes us-peace-plan/us-ua-20
        p095 position demands armed-forces-limit
        p096 position supports-if governance-referendum-on-plan
        p097 position demands territory-anchorage-formula
        p098 assessment - m-abudhabi-0123
        p099 position proposes process-eu-nato-separate-track
        p100 position supports-if territory-contact-line-start
        p101 position supports-if process-us-plan-basis
        p102 denial - sanctions-russia-returns-g8
        p103 position supports recognition-us-recognises
        p104 position opposes territory-ukraine-concedes-land
        p105 assessment - process-trust-in-putin
        p106 assessment - process-making-progress
        p107 assessment - process-making-progress
        p108 intention - security-guarantees-european-part
        """.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ')).ToDictionary(cells => cells[0], cells => (cells[1], cells[2], cells[3]));

    /// <summary>Where the first assertion is under another issue than the facts name: the claim that stands under theirs, or why none does.</summary>
    public static IReadOnlyDictionary<string, string> UnderAnotherIssue { get; } = new Dictionary<string, string>
    {
        ["p088"] = "p088-guarantees",
        ["p096"] = "p096-truce",
        ["p108"] = "said of Europe's part in security; the meeting itself is the session ukraine-european-advisers-2025-12",
    };
}
