using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace ProposalLedger.Server.Pages.Parts;

/// <summary>SVG's <c>text</c>: in Razor that tag has a meaning of its own.</summary>
public sealed class SvgText : ComponentBase
{
    [Parameter, EditorRequired] public double X { get; set; }
    [Parameter, EditorRequired] public double Y { get; set; }
    [Parameter, EditorRequired] public string Text { get; set; } = "";
    [Parameter] public string? Class { get; set; }

    /// <summary>It ends at X.</summary>
    [Parameter] public bool EndsAt { get; set; }

    /// <summary>Others say the same to a screen reader.</summary>
    [Parameter] public bool Hidden { get; set; } = true;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", Number(X));
        builder.AddAttribute(2, "y", Number(Y));
        if (Class is not null) builder.AddAttribute(3, "class", Class);
        if (EndsAt) builder.AddAttribute(4, "text-anchor", "end");
        if (Hidden) builder.AddAttribute(5, "aria-hidden", "true");
        builder.AddContent(6, Text);
        builder.CloseElement();
    }

    internal static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
