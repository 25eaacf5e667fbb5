// "3 new - show": says politely that something came, and leaves it to the reader when to see it.
import { counted } from "./page.js";
import { announce, unsaid } from "./announce.js";

const place = document.getElementById("news");
const main = document.getElementById("main");
let before = null;    // where in the content the reader was last
let back = false;     // going backwards, key by key: that leads to the button, and where it began is where the reader was

document.addEventListener("keydown", event => {
  if (event.key === "Shift") return;
  const backwards = event.key === "Tab" && event.shiftKey;
  if (backwards && !back && main.contains(document.activeElement)) before = document.activeElement;
  back = backwards;
});
main.addEventListener("focusin", event => { if (!back) before = event.target; });

export function offer(found, show) {
  const added = counted(found.added), changed = counted([...found.changed, ...found.removed]);
  const named = (added.length ? added : changed).filter(f => f.title);
  const words = added.length ? `${added.length} new - show` : changed.length ? `${changed.length} changed - show` : "Changed - show";
  const titles = named.slice(0, 2).map(f => f.title).join("; ");
  const text = titles ? `${titles}${named.length > 2 ? " and more" : ""}` : "What is shown here has changed.";
  let button = place.querySelector("button");
  if (!button) {
    place.replaceChildren(document.createElement("p"), document.createElement("button"));
    button = place.querySelector("button");
    button.type = "button";
    // The mouse does not take the focus out of a field that the reader is typing in.
    button.addEventListener("mousedown", event => event.preventDefault());
  }
  button.onclick = () => {
    const had = document.activeElement === button;
    withdraw();
    show();
    if (had) (before?.isConnected ? before : main).focus({ preventScroll: true });
  };
  if (button.textContent !== words) button.textContent = words;
  const line = place.querySelector("p");
  if (line.textContent !== text) line.textContent = text;
  announce("news", `${words}: ${text}`);
  keepClear();
  document.dispatchEvent(new Event("ledger:news"));
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
