// Keeps an open page up to date. Without this script everything can be read all the same: a reload shows what is new.
import { follow } from "./hub.js";
import { show as badge } from "./badge.js";
import { fetchPage, differences, apply, isBelowTheScreen } from "./page.js";
import { offer, withdraw } from "./news.js";

const main = document.getElementById("main");
const { negotiation, follows } = document.body.dataset;
let waiting = null;   // the page that has been fetched and not shown
let running = null;   // one fetch at a time; what comes meanwhile asks for one more
let again = false;

/// What lies below the screen is shown at once: nothing that the reader sees moves. Everything else waits behind the button,
/// which names what is new, until the reader wants it. Neither touches the focus, the scroll position or what was typed.
async function look() {
  if (running) { again = true; return running; }
  running = (async () => {
    do {
      again = false;
      const page = await fetchPage();
      const found = differences(main, page.main);
      if (!found.any) { withdraw(); waiting = null; apply(page, found); continue; }
      if (isBelowTheScreen(main, found)) { withdraw(); waiting = null; apply(page, found); continue; }
      waiting = { page, found };
      offer(found, () => { const shown = waiting; waiting = null; if (shown) apply(shown.page, shown.found); say(); });
    } while (again);
  })();
  try { await running; } finally { running = null; }
}

function positions(message) {
  // The page may have been made for a later position than a message that was under way.
  if (message.head) write("[data-head]", message.head);
  if (message.position && !waiting && follows === "view") write("[data-position]", message.position);
}

function write(selector, number) {
  const place = document.querySelector(`#state ${selector}`);
  if (place && Number(place.textContent.replaceAll(",", "")) < number) place.textContent = number.toLocaleString("en");
}

const strip = etag => (etag ?? "").replace(/^W\//, "").replaceAll('"', "");

async function heard(message) {
  if (follows === "view") {
    const shown = waiting ? waiting.page.main.dataset.etag : main.dataset.etag;
    // After a reconnect the state comes again: the same etag is no news.
    if (message.kind === "state" && strip(message.etag) !== shown) await look();
  } else if (message.kind === "event") {
    await look();
  }
  positions(message);
  say(message);
}

/// The server says how fresh what it sends is: it may itself be cut off from the log, or a view may have stopped.
let fresh = new Date();
function say(message) {
  if (message?.freshness !== "stale") fresh = new Date();
  const stopped = message?.stopped?.length ? Math.min(...message.stopped.map(view => view.position)) : null;
  const state = message?.freshness ?? "live";
  badge(state, state === "stale" ? stopped ? `position ${stopped.toLocaleString("en")}` : fresh : waiting ? "new not shown" : null);
}

const subscription = follows === "view"
  ? { method: "Watch", argument: () => ({ negotiation, view: main.dataset.view, query: JSON.parse(main.dataset.query || "{}") }) }
  : { method: "Tail", argument: from => ({ after: from ?? Number(main.dataset.at), ...(negotiation ? { negotiation } : {}) }) };

if (follows === "view" || follows === "log") {
  badge("catching-up");
  follow(subscription, { heard, lost: since => badge("stale", since), back: () => badge("catching-up") });
}
