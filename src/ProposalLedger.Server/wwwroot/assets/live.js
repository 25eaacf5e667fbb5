// Keeps an open page up to date. Without this script everything can be read all the same: a reload shows what is new.
import { follow, pause, rest } from "./hub.js";
import { show as badge } from "./badge.js";
import { fetchPage, differences, apply, isBelowTheScreen } from "./page.js";
import { offer, withdraw } from "./news.js";

const BETWEEN = 250;  // from one fetch to the next: an import of hundreds of events is one piece of news or two

const main = document.getElementById("main");
const { negotiation, follows } = document.body.dataset;
let waiting = null;   // the page that has been fetched and not shown
let wanted = false;   // a fetch is to come
let looking = false;
let told = null;      // what the server said last of its freshness; null while nothing has been heard
let fresh = new Date();
let gone = null;      // { since, why } while there is no connection
let unfetched = null; // the same while the page itself cannot be fetched

/// At most one fetch is under way and one to come, however much is heard.
async function look() {
  wanted = true;
  if (looking) return;
  looking = true;
  for (let failed = 0; wanted;) {
    wanted = false;
    try {
      take(await fetchPage());
      [failed, unfetched] = [0, null];
    } catch (error) {
      wanted = true;
      unfetched ??= { since: new Date(), why: "" };
      unfetched.why = `the page cannot be fetched (${error.message})`;
      failed++;
    }
    say();
    await rest(failed ? pause(failed) : BETWEEN);
  }
  looking = false;
}

/// What lies below the screen is shown at once: nothing that the reader sees moves. Everything else waits behind the button,
/// which names what is new, until the reader wants it. Neither touches the focus, the scroll position or what was typed.
function take(page) {
  const found = differences(main, page.main);
  waiting = null;
  if (!found.any || isBelowTheScreen(main, found)) {
    withdraw();
    apply(page, found);
    return;
  }
  waiting = { page, found };
  offer(found, () => { const shown = waiting; waiting = null; if (shown) apply(shown.page, shown.found); say(); });
}

const newest = () => (waiting ? waiting.page.main : main).dataset;
const strip = etag => (etag ?? "").replace(/^W\//, "").replaceAll('"', "");

function heard(message) {
  if (message.head) write("[data-head]", message.head);
  if (follows === "view") {
    // After a reconnect the state comes again: the same etag is no news. A heartbeat's tells of what a fetch came too early for.
    if (strip(message.etag) !== newest().etag) look();
    else if (!waiting) write("[data-position]", message.position);
  } else if (message.kind === "event") {
    look();
  }
  told = { freshness: message.freshness ?? "live", stopped: message.stopped ?? [] };
  if (told.freshness !== "stale") fresh = new Date();
  say();
}

// The page may have been made for a later position than a message that was under way.
function write(selector, number) {
  const place = document.querySelector(`#state ${selector}`);
  if (place && Number(place.textContent.replaceAll(",", "")) < number) place.textContent = number.toLocaleString("en");
}

/// The server says how fresh what it sends is: it may itself be cut off from the log, or a view may have stopped.
function say() {
  const [stopped] = (told?.stopped ?? []).toSorted((a, b) => a.position - b.position);
  if (gone) badge("stale", gone);
  else if (!told) badge("catching-up");
  else if (stopped) badge("stale", { since: `position ${stopped.position.toLocaleString("en")}`, why: `the view of ${stopped.view} cannot apply the event there (${stopped.reason})` });
  else if (told.freshness === "stale") badge("stale", { since: fresh, why: "the server does not reach its database" });
  else if (unfetched) badge("stale", unfetched);
  else badge(told.freshness, { note: waiting ? "new not shown" : null });
}

const subscription = follows === "view"
  ? { method: "Watch", argument: () => ({ negotiation, view: main.dataset.view, query: JSON.parse(main.dataset.query || "{}") }) }
  : { method: "Tail", argument: from => ({ after: from ?? Number(newest().at), ...(negotiation ? { negotiation } : {}) }) };

if (follows === "view" || follows === "log") {
  badge("catching-up");
  follow(subscription, {
    heard,
    lost: (since, refusal) => { gone = { since, why: refusal ?? "no connection to the server" }; say(); },
    back: () => { gone = told = null; say(); },
    anew: async () => take(await fetchPage()),
  });
}
