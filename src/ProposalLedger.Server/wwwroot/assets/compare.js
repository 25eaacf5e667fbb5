// From change to change by key or button, with the place said: "Change 3 of 41". What was carried over is no change. The bar stands outside of <main>, which may be morphed at any
// time; what it counts is read anew at each step. Without this script the changes are a table all the same.
const changes = () => [...document.querySelectorAll(".changes .change[data-change]")];
const here = () => changes().findIndex(change => change.id === decodeURIComponent(location.hash.slice(1)));

let bar = null, place = null;

function build() {
  if (bar || !document.querySelector("table.compare")) return;
  bar = document.createElement("section");
  bar.className = "change-bar";
  bar.setAttribute("aria-label", "Changes");
  for (const [step, words, key] of [[-1, "Previous change", "p"], [1, "Next change", "n"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.step = step;
    const hint = document.createElement("kbd");
    hint.textContent = key;
    button.append(`${words} `, hint);
    bar.append(button);
  }
  place = document.createElement("output");
  place.setAttribute("aria-live", "polite");
  bar.append(place);
  document.querySelector("main").after(bar);
  tell();
}

function tell() {
  if (!place) return;
  const all = changes(), at = here();
  place.textContent = at < 0 ? `${all.length} ${all.length === 1 ? "change" : "changes"}` : `Change ${at + 1} of ${all.length}: ${all[at].dataset.change}`;
}

/// To the next one, or to the first one below the top of the screen where none is chosen. The address names it.
function go(step) {
  const all = changes();
  if (all.length === 0) return;
  const at = here();
  const next = at >= 0 ? at + step
    : step > 0 ? Math.max(0, all.findIndex(change => change.getBoundingClientRect().top >= 0)) : all.findLastIndex(change => change.getBoundingClientRect().top < 0);
  if (next < 0 || next >= all.length) return;
  const target = all[next];
  location.replace(`#${encodeURIComponent(target.id)}`);
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  tell();
}

const isTyping = target => target instanceof Element && target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");

document.addEventListener("keydown", event => {
  if (!bar || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
  const step = { n: 1, j: 1, p: -1, k: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  go(step);
});
document.addEventListener("click", event => {
  const button = event.target instanceof Element && event.target.closest(".change-bar button");
  if (button) go(Number(button.dataset.step));
});
addEventListener("hashchange", tell);
build();
