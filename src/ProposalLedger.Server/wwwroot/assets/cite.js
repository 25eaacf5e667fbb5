// Buttons that copy what stands beside them. Delegated, as a page is morphed; without this script the texts can be selected.
document.documentElement.dataset.copies = "";

document.addEventListener("click", async event => {
  const button = event.target.closest?.("button[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const copied = source && await copy(source);
  const said = button.closest("details")?.querySelector(".copied");
  if (said) said.textContent = copied ? `${button.textContent.replace(/^Copy( the)? /, "")}: copied.` : "This browser does not let pages copy: the text is selected, copy it with the keyboard.";
});

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(source); // no permission, or no secure address
    return false;
  }
}
