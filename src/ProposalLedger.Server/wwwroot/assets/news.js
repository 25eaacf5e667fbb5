// "3 new - show": says politely that something came, and leaves it to the reader when to see it.
import { newsOf } from "./page.js";
import { announce, unsaid } from "./announce.js";

const place = document.getElementById("news");
const main = document.getElementById("main");
const KEY = "Alt+N";   // shows the news from wherever the reader is
let before = null;    // where in the content the reader was last
let top = null;       // and how far down the screen that was when the keyboard left it
let back = false;     // going backwards, key by key: that leads to the button, and where it began is where the reader was

document.addEventListener("keydown", event => {
  if (event.key === "Shift") return;
  const backwards = event.key === "Tab" && event.shiftKey;
  if (event.key === "Tab" && !back && main.contains(document.activeElement)) {
    before = document.activeElement;
    top = before.getBoundingClientRect().top;
  }
  back = backwards;
});
main.addEventListener("focusin", event => { if (!back) [before, top] = [event.target, null]; });

document.addEventListener("keydown", event => {
  const isKey = event.code === "KeyN" && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const button = place.querySelector("button");
  // Where that key writes a letter, it does so in a field.
  if (!isKey || !button || (event.key.toLowerCase() !== "n" && event.target.closest?.("input, textarea, select"))) return;
  event.preventDefault();
  button.click();
});

export function offer(found, show) {
  const { words, text } = told(found);
  let button = place.querySelector("button");
  if (!button) {
    place.replaceChildren(document.createElement("p"), document.createElement("button"), document.createElement("kbd"));
    place.querySelector("kbd").textContent = KEY;
    button = place.querySelector("button");
    button.type = "button";
    button.setAttribute("aria-keyshortcuts", KEY);
    // The mouse does not take the focus out of a field that the reader is typing in.
    button.addEventListener("mousedown", event => event.preventDefault());
  }
  button.onclick = () => {
    const had = document.activeElement === button, was = top;
    withdraw();
    show();
    if (!had) return;
    const there = before?.isConnected ? before : main;
    there.focus({ preventScroll: true });
    if (there === main) return;
    // The way to the button led through the page: what had the focus is put back to where it was on the screen.
    if (was !== null) scrollBy(0, there.getBoundingClientRect().top - was);
    const box = there.getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight) there.scrollIntoView({ block: "center" });
  };
  if (button.textContent !== words) button.textContent = words;
  const line = place.querySelector("p");
  if (line.textContent !== text) line.textContent = text;
  announce("news", joined([`${words}: ${text}`, `${KEY} shows it`]));
  keepClear();
  document.dispatchEvent(new Event("ledger:news"));
}

/// A full stop stands at the end alone.
const joined = parts => parts.map((part, at) => at < parts.length - 1 ? part.replace(/(?<!\.)\.$/, "") : part).join("; ");

/// On the button, and beside it.
function told(found) {
  const { word, things } = newsOf(found);
  const titles = things.map(f => f.title).filter(Boolean);
  const text = joined([...titles.slice(0, 2), ...(titles.length > 2 ? ["and more"] : [])]);
  const { totals } = found;
  if (!totals) return { words: things.length ? `${things.length} ${word} - show` : "Changed - show", text: text || "What is shown here has changed." };
  const more = totals.now - totals.before, number = count => count.toLocaleString("en");
  const counts = `${number(totals.now)} ${totals.thing}${totals.now === 1 ? "" : "s"} now, ${number(totals.before)} before`;
  if (things.length) return { words: `${things.length} ${word} - show`, text: Math.abs(more) === things.length ? text : joined([text, counts]) };
  return { words: `${number(Math.abs(more))} ${more > 0 ? "more" : "fewer"} - show`, text: `${counts}: on another part of the list` };
}

/// The bar lies over the page, so that nothing moves for it: at the foot, or at the head where what has the focus would lie under it.
function keepClear() {
  const focused = document.activeElement;
  const below = focused && focused !== document.body && !place.contains(focused) && focused.getBoundingClientRect();
  place.classList.toggle("above", Boolean(below) && below.bottom > innerHeight - place.offsetHeight - 8 && below.top > place.offsetHeight + 8);
}
document.addEventListener("focusin", () => { if (place.firstChild) keepClear(); });

export function withdraw() {
  if (!place.firstChild) return;
  unsaid("news");
  place.replaceChildren();
}
