// Keeps an open page up to date. Without this script everything can be read all the same: a reload shows what is new.
import { follow, pause, rest } from "./hub.js";
import { show as badge, as } from "./badge.js";
import { fetchPage, differences, apply, isBelowTheScreen } from "./page.js";
import { offer, withdraw } from "./news.js";

const BETWEEN = 250;  // from one fetch to the next: an import of hundreds of events is one piece of news or two
const SETTLED = 400;  // a reader who moves on from state to state is not followed into each

const main = document.getElementById("main");
const { negotiation } = document.body.dataset;
const follows = () => document.body.dataset.follows; // a replay can lead to a state that does not change, and back
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
    const at = location.href;
    try {
      const page = await fetchPage();
      if (location.href === at) take(page);
      else wanted = true; // the reader has gone on to another state meanwhile
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
  if (follows() === "view") {
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

/// What there is to follow where the page stands now; null where nothing changes.
function subscription(from) {
  if (follows() === "view") return { method: "Watch", argument: { negotiation, view: main.dataset.view, query: JSON.parse(main.dataset.query || "{}") } };
  if (follows() === "log") return { method: "Tail", argument: { after: from ?? Number(newest().at), ...(negotiation ? { negotiation } : {}) } };
  return null;
}

const anew = follow(subscription, {
  heard,
  lost: (since, refusal) => { gone = { since, why: refusal ?? "no connection to the server" }; say(); },
  back: () => { gone = told = null; say(); },
  anew: async () => take(await fetchPage()),
});
if (follows() !== "nothing") badge("catching-up");

// A replay has led to another state: what was fetched for the last one is not offered here, and another one is followed.
let turning = null;
let followed = JSON.stringify(subscription(0));
document.addEventListener("ledger:shown", ({ detail: page }) => {
  const now = JSON.stringify(subscription(0));
  if (now === followed) return;
  followed = now;
  waiting = null;
  withdraw();
  clearTimeout(turning);
  turning = setTimeout(anew, SETTLED);
  if (follows() === "nothing") as(page.badge);
  else say();
});
