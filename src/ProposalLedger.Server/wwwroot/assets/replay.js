// The replay bar's range, bars and Play. Without this script its links and its form do the same, step by step.
import { fetchPage, differences, apply } from "./page.js";

const SETTLED = 500;  // moved and then left alone for so long: where the reader wanted to be
const PACE = 900;     // of playing, and never faster than the pages come
const SVG = "http://www.w3.org/2000/svg";

const bar = () => document.getElementById("replay");
const track = () => document.getElementById("replay-track");
const range = () => track()?.querySelector("input");
const address = () => location.pathname + location.search;

let line = null;      // { address, stops } as drawn: what the ledger answers for the clock, and after it now
let shown = address();
let settling = null;  // while the reader moves: one entry of the history, however many steps
let asked = 0;        // how often a page was asked for
let work = null;      // while pages are fetched
let playing = false;
let dragged = false;

/// The address of a stop on this page; null is now.
function addressOf(value) {
  const { clock } = bar().dataset, url = new URL(location.href), query = url.searchParams;
  for (const name of [clock, "replay", "next", "v"]) query.delete(name); // a cursor is of one state, and a format of what is cited
  if (value) query.set(clock, value);
  query.set("replay", clock);
  return readable(url);
}

const readable = url => url.pathname + url.search.replaceAll("%2F", "/").replaceAll("%2C", ",");

/// Shows what stands at an address, in place. What is asked for meanwhile takes its turn: one fetch at a time, the newest next.
function go(where, how) {
  if (where !== address()) history[how === "replace" || (how === "move" && settling) ? "replaceState" : "pushState"](null, "", where);
  if (how === "move") {
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLED);
  }
  asked++;
  work ??= keepUp().finally(() => { work = null; mark(); });
  mark();
  return work;
}

async function keepUp() {
  try {
    for (let done = 0; done !== asked;) {
      done = asked;
      await show();
    }
  } catch {
    stop();
    tell("This step cannot be fetched. Try again in a moment.");
  }
}

async function show() {
  const at = address();
  const page = await fetchPage(at, { whatever: true });
  if (address() !== at) return; // asked for again
  if (page.redirected) history.replaceState(history.state, "", page.redirected);
  // The bar stays where it is; a reader further down keeps in sight what is there.
  const main = document.getElementById("main");
  apply(page, differences(main, page.main), main.getBoundingClientRect().top >= 0 ? bar() : null);
  shown = address();
}

function settle() {
  settling = dragged || playing ? setTimeout(settle, SETTLED) : null;
  mark();
}

/// For whoever waits until nothing moves.
function mark() {
  bar()?.toggleAttribute("data-moving", settling !== null || work !== null || playing);
}

/// Loads the steps when they are first looked at, and again when the ledger has others.
async function draw() {
  const place = track();
  if (!place || !bar().querySelector("details").open) return;
  const { steps, total, from } = bar().dataset;
  if (line?.address !== steps || line.total !== total || line.from !== from) {
    try {
      const answer = await fetch(steps, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const { items } = await answer.json();
      if (bar().dataset.steps !== steps) return;
      // Where the page has no answer yet there is nothing to stop at.
      line = { address: steps, total, from, stops: [...items.filter(stop => !from || !earlier(stop.value, from)), { value: null, size: 0, sentence: "Now: the current state" }] };
      place.replaceChildren(...parts());
    } catch {
      line = null;
      place.textContent = "The steps cannot be fetched; the links below go on.";
      return;
    }
  } else if (!place.firstChild) {
    place.replaceChildren(...parts());
  }
  point(here());
}

const parts = () => [bars(line.stops), ...slider(line.stops.length), announcer()];

/// The stop that the page stands at: where several steps are one, the one that holds its step.
function here() {
  const { index, total, current } = bar().dataset;
  if (Number(index) >= Number(total)) return line.stops.length - 1;
  if (!current) return -1;
  return line.stops.findIndex(stop => stop.value === null || !earlier(stop.value, current));
}

/// By the clock that is replayed.
const earlier = (value, than) => bar().dataset.clock === "at" ? Number(value) < Number(than) : value < than;

/// A bar for each stop, as high as the square root of the size of its change: a claim of a line stays visible beside a draft.
function bars(stops) {
  const most = Math.max(1, ...stops.map(stop => stop.size));
  const picture = element("svg", { viewBox: `0 0 ${Math.max(1, stops.length - 1)} 100`, preserveAspectRatio: "none", "aria-hidden": "true", class: "bars" });
  stops.forEach((stop, at) => {
    const height = stop.changes ? Math.max(4, 100 * Math.sqrt(stop.size / most)) : 0;
    picture.append(element("rect", { x: at - .35, y: 100 - height, width: .7, height }));
  });
  return picture;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function slider(count) {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", id: "replay-range", step: 1, max: count - 1 });
  const label = document.createElement("label");
  label.className = "visually-hidden";
  label.htmlFor = input.id;
  label.textContent = "Step of the replay";
  return [label, input];
}

/// Said where a step is not taken on the range, which says its own.
function announcer() {
  const words = document.createElement("p");
  words.className = "visually-hidden";
  words.setAttribute("role", "status");
  return words;
}

function tell(words) {
  const place = track()?.querySelector("[role=status]");
  if (place && document.activeElement !== range()) place.textContent = words;
}

/// The thumb, its words, and which bars lie behind it.
function point(at) {
  const input = range();
  if (!input) return;
  input.min = Math.min(0, at);
  if (!dragged || input !== document.activeElement) input.value = at;
  input.setAttribute("aria-valuetext", sentence(at));
  track().querySelectorAll("rect").forEach((rect, of) => rect.setAttribute("class", of < at ? "past" : of === at ? "here" : "later"));
}

const sentence = at => at < 0 ? "Before the first step" : line.stops[at].sentence;

function step(at) {
  const to = Math.max(0, Math.min(line.stops.length - 1, at));
  point(to);
  return go(addressOf(line.stops[to].value), "move");
}

async function play() {
  if (!line || playing) return;
  playing = true;
  button().textContent = "Pause";
  mark();
  // From the end it begins anew.
  let at = here() >= line.stops.length - 1 ? -1 : here();
  while (playing && at < line.stops.length - 1) {
    await Promise.all([step(++at), new Promise(resolve => setTimeout(resolve, PACE))]);
  }
  stop();
}

function stop() {
  if (!playing) return;
  playing = false;
  button().textContent = "Play";
  mark();
}

const button = () => document.getElementById("replay-play");

document.addEventListener("input", event => {
  if (event.target !== range()) return;
  stop();
  step(event.target.valueAsNumber);
});
document.addEventListener("pointerdown", event => {
  if (event.target === range()) dragged = true;
  if (!event.target.closest?.("#replay-play")) stop();
});
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { dragged = false; });

document.addEventListener("click", event => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (event.target.closest?.("#replay-play")) return playing ? stop() : void play();
  const link = event.target.closest?.("#replay a[data-step]");
  if (!link) return;
  event.preventDefault();
  go(readable(new URL(link.href)));
});

document.addEventListener("keydown", event => {
  const { target, key } = event;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && key === " " && target === range()) {
    event.preventDefault();
    return playing ? stop() : void play();
  }
  if (!(target === button() && (key === " " || key === "Enter"))) stop();
  const link = plain && { ",": "replay-previous", ".": "replay-next" }[key];
  if (!link || !target.closest?.("#replay") || target.matches("input:not([type=range])")) return;
  event.preventDefault();
  document.getElementById(link)?.click();
});
document.addEventListener("ledger:news", stop);

// Open or closed is part of the address, too: so the bar stays as it is on the next page and after a reload.
document.addEventListener("toggle", event => {
  if (!event.target.matches?.("#replay > details")) return;
  stop();
  const open = event.target.open, url = new URL(location.href);
  if (open !== url.searchParams.has("replay")) {
    if (open) url.searchParams.set("replay", bar().dataset.clock);
    else url.searchParams.delete("replay");
    go(readable(url), "replace");
  }
  draw();
}, true);

document.addEventListener("ledger:shown", () => {
  draw();
  const words = document.querySelector("#replay .at")?.textContent;
  if (words) tell(words);
});

addEventListener("popstate", () => {
  if (address() === shown) return;
  stop();
  go(address());
});

// A sentence may have had what was taken away.
document.addEventListener("ledger:redacted", () => {
  line = null;
  draw();
});

document.documentElement.dataset.scripted = "";
draw();
