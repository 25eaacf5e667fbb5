using ProposalLedger.Server.Pages.Words;

namespace ProposalLedger.Server.Tests.Pages;

public sealed class ArticlesTests
{
    [Theory]
    [InlineData("United States", "the United States"), InlineData("Russian Federation", "the Russian Federation"), InlineData("E3", "the E3"), InlineData("EU", "the EU")]
    [InlineData("E3 (United Kingdom, France, Germany)", "the E3 (United Kingdom, France, Germany)"), InlineData("UN General Assembly", "the UN General Assembly")]
    [InlineData("Ukraine", "Ukraine"), InlineData("NATO", "NATO"), InlineData("the Kremlin", "the Kremlin"), InlineData("The Netherlands", "The Netherlands"), InlineData("Київ", "Київ"), InlineData("us", "us")]
    public void A_name_takes_the_article_in_running_text_where_English_has_one(string name, string text) => Assert.Equal(text, Articles.With(name));
}
