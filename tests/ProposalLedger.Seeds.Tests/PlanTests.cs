using ProposalLedger.Server.Imports;

namespace ProposalLedger.Seeds.Tests;

public sealed class PlanTests
{
    [Theory]
    [InlineData(Seed.Ukraine)]
    [InlineData(Seed.LakeVell)]
    public void A_seed_is_planned_without_a_problem_and_again_on_its_own_outcome_changes_nothing(string name)
    {
        var file = CaseFile.Read(Seed.BytesOf(name));
        var plan = ImportPlan.Of(file, Register.Empty);
        Assert.True(plan is not null, string.Join('\n', file.Problems.Select(p => $"{name}({p.Place.Line},{p.Place.Column}): {p.Code} {p.Pointer}: {p.Detail}")));
        Assert.Equal((file.Items.Count, 0, 0, 0), (plan.Recorded, plan.Corrected, plan.Retracted, plan.Unchanged));

        var outcome = plan.Events.Aggregate(Register.Empty, (register, planned) => register.Evolve(planned.Decided.Event));
        var again = ImportPlan.Of(CaseFile.Read(Seed.BytesOf(name)), outcome);
        Assert.NotNull(again);
        Assert.Empty(again.Events);
        Assert.Equal(file.Items.Count, again.Unchanged);
    }

    [Fact]
    public void Nothing_in_the_real_case_is_graded_since_nobody_graded_it()
    {
        Assert.All(Seed.OfUkraine.All<Source>(), source => Assert.Null(source.Reliability));
        Assert.All(Seed.OfUkraine.All<Claim>(), claim => Assert.Null(claim.Credibility));
    }
}
