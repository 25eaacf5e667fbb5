// "3 new - show": says politely that something came, and leaves it to the reader when to see it.
const place = document.getElementById("news");
let before = null;   // what had the focus when the reader went to the button

export function offer(found, show) {
  const words = `${found.count || ""} new - show`.trim();
  const titles = found.added.map(f => f.title).filter(Boolean).slice(0, 2).join("; ");
  const text = titles ? `${titles}${found.added.length > 2 ? " and more" : ""}` : "What is shown here has changed.";
  let button = place.querySelector("button");
  if (!button) {
    place.replaceChildren(document.createElement("p"), document.createElement("button"));
    button = place.querySelector("button");
    button.type = "button";
    // The mouse does not take the focus out of a field that the reader is typing in.
    button.addEventListener("mousedown", event => event.preventDefault());
    button.addEventListener("focus", event => { before = event.relatedTarget; });
  }
  button.onclick = () => { const had = document.activeElement === button; withdraw(); show(); if (had) (before?.isConnected ? before : document.getElementById("main")).focus({ preventScroll: true }); };
  if (button.textContent !== words) button.textContent = words;
  const line = place.querySelector("p");
  if (line.textContent !== text) line.textContent = text;
}

export function withdraw() {
  if (place.firstChild) place.replaceChildren();
}
