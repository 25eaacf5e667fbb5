// Keeps an open page up to date. Without this script everything can be read all the same: a reload shows what is new.
import { connect } from "./client/ledger.js";
import { pause, rest } from "./client/waiting.js";
import { show as badge, as, shown as badgeShown } from "./badge.js";
import { fetchPage, differences, newsOf, apply, isBelowTheScreen } from "./page.js";
import { offer, withdraw } from "./news.js";
import { announce } from "./announce.js";
import { paused, offerPause, whereItMatters, sinceNow } from "./pause.js";

const BETWEEN = 250;  // from one fetch to the next: an import of hundreds of events is one piece of news or two
const LATE = 2_000;   // heard of so long ago and not here yet: what is shown is not called live
const SETTLED = 400;  // a reader who moves on from state to state is not followed into each

const main = document.getElementById("main");
const { negotiation } = document.body.dataset;
const follows = () => document.body.dataset.follows; // a replay can lead to a state that does not change, and back
let waiting = null;   // the page that has been fetched and not shown
let wanted = false;   // a fetch is to come
let looking = false;
let told = { freshness: "catching-up" }; // of what is followed
let unfetched = null; // { since, why } while the page itself cannot be fetched
let late = false;     // while a fetch takes longer than it should
let redacted = 0;     // where the last text was taken away: no page from before that is shown
let behind = false;   // something was heard of while the page was not called live: it is not before that is here

/// At most one fetch is under way and one to come, however much is heard.
async function look() {
  wanted = true;
  behind ||= badgeShown() !== "live";
  if (looking) return;
  looking = true;
  for (let failed = 0; wanted;) {
    wanted = false;
    const at = location.href;
    const slow = setTimeout(() => { late = true; say(); }, LATE);
    try {
      const page = await fetchPage();
      const isOlder = Number(page.main.dataset.at) < Number(newest().at) || Number(page.main.dataset.known) < redacted; // from a node that has not come as far as another
      if (location.href === at && !isOlder) {
        take(page);
        behind = false;
      } else wanted = true; // so it is, or the reader has gone on to another state meanwhile
      [failed, unfetched] = [isOlder ? failed + 1 : 0, null];
    } catch (error) {
      wanted = true;
      unfetched ??= { since: new Date(), why: "" };
      unfetched.why = `the page cannot be fetched (${error.message})`;
      failed = error.name === "TimeoutError" ? 1 : failed + 1; // where nothing answers, the waiting has been done
    }
    clearTimeout(slow);
    late = false;
    say();
    await rest(failed ? pause(failed) : BETWEEN);
  }
  looking = false;
}

/// What lies below the screen is shown at once: nothing that the reader sees moves. Everything else waits behind the button,
/// which names what is new, until the reader wants it. Neither touches the focus, the scroll position or what was typed.
/// A wall shows everything at once; a paused page nothing.
function take(page) {
  const found = differences(main, page.main);
  waiting = null;
  if (Number(main.dataset.known) < redacted) return takeAway(page, found);
  if (paused()) {
    waiting = { page, found }; // also where nothing differs to the eye: it is the state that was heard of, and not asked for again
    return;
  }
  if (!found.any || "atOnce" in document.body.dataset || isBelowTheScreen(main, found)) {
    withdraw();
    apply(page, found);
    return;
  }
  waiting = { page, found };
  offer(found, showWaiting);
}

/// What law took away goes from the screen at once, whatever the reader is at: from a page of the past, a paused one, and from what was fetched and kept.
function takeAway(page, found) {
  withdraw();
  apply(page, found);
  announce("news", "A text was redacted: this page was loaded anew.");
  document.dispatchEvent(new Event("ledger:redacted"));
}

function heardOfRedaction({ position }) {
  redacted = Math.max(redacted, position);
  look();
}

function showWaiting() {
  const shown = waiting;
  waiting = null;
  if (shown) apply(shown.page, shown.found);
  say();
}

const newest = () => (waiting ? waiting.page.main : main).dataset;
const strip = etag => (etag ?? "").replace(/^W\//, "").replaceAll('"', "");

function heard(message) {
  if (message.head) write("[data-head]", message.head);
  if (message.type?.startsWith("event-redacted.")) heardOfRedaction(message);
  if (follows() === "view") {
    // The same etag is no news. A heartbeat's tells of what a fetch came too early for.
    if (strip(message.etag) !== newest().etag) look();
    else if (!waiting) write("[data-position]", message.position);
  } else if (message.kind === "event") {
    look();
  }
}

// The page may have been made for a later position than a message that was under way.
function write(selector, number) {
  const place = document.querySelector(`#state ${selector}`);
  if (place && !paused() && Number(place.textContent.replaceAll(",", "")) < number) place.textContent = number.toLocaleString("en");
}

/// The server may itself be cut off from the log, or a view may have stopped; or there is no server.
function say() {
  if (follows() === "nothing") return;
  if (paused()) return badge("paused", { since: paused(), news: unseen(), lost: told.freshness === "stale" ? told.since : unfetched?.since });
  const { freshness, since, why, stopped } = told;
  const [first] = (stopped ?? []).toSorted((a, b) => a.position - b.position);
  if (first) badge("stale", { since: `position ${first.position.toLocaleString("en")}`, why: `the view of ${first.view} cannot apply the event there (${first.reason})` });
  else if (freshness === "stale") badge("stale", { since, why });
  else if (unfetched) badge("stale", unfetched);
  else if (late || behind) badge("catching-up");
  else badge(freshness, { note: waiting ? "new not shown" : null });
}

/// What a reader would count of what has come while the page is paused, as the button has it.
function unseen() {
  if (!waiting?.found.any) return "";
  const { word, things } = newsOf(waiting.found);
  return `${Math.max(1, things.length)} ${word}`;
}

/// What there is to follow where the page stands now; null where nothing changes.
function subscription() {
  if (follows() === "view") return { negotiation, view: main.dataset.view, query: JSON.parse(main.dataset.query || "{}") };
  if (follows() === "log") return negotiation ? { negotiation } : {};
  return null;
}

const ledger = connect(location.origin);
let following = null;
let beside = null;    // what is shown of another scope than what is followed; or else the redactions, where not every event is told

// What comes with a message is told before the message itself: it is said when that has been heard, too.
function follow() {
  following?.close();
  beside?.close();
  const wanted = subscription();
  const handlers = { event: heard, heartbeat: heard, state: (_, message) => heard(message), freshness: now => { told = now; queueMicrotask(say); }, anew };
  const { etag, at } = newest();
  following = !wanted ? null
    : follows() === "view" ? ledger.watch({ ...wanted, known: { etag: `"${etag}"`, position: Number(at) } }, handlers)
    : ledger.tail({ ...wanted, after: Number(at) }, handlers);
  const { known } = newest();
  beside = follows() === "log" ? (main.dataset.beside ? ledger.tail({ negotiation: main.dataset.beside, after: Number(at) }, { event: look }) : null)
    : Number(known) > 0 ? ledger.tail({ ...(negotiation ? { negotiation } : {}), type: ["event-redacted"], after: Number(known) }, { event: heardOfRedaction, anew: () => { redacted = 0; } }) : null;
}

/// The server has another ledger than the page is of, or one from an old copy.
async function anew() {
  redacted = 0;
  take(await fetchPage());
  return Number(newest().at);
}

follow();
offerPause(() => {
  if (!paused()) {
    withdraw();
    showWaiting();
  }
  say();
});
whereItMatters(follows() !== "nothing");
say();
document.addEventListener("ledger:look", look);

// A replay has led to another state: what was fetched for the last one is not offered here, and another one is followed.
let turning = null;
let followed = JSON.stringify([follows(), subscription()]);
document.addEventListener("ledger:shown", ({ detail: page }) => {
  const now = JSON.stringify([follows(), subscription()]);
  if (now === followed) return;
  whereItMatters(follows() !== "nothing");
  sinceNow();
  followed = now;
  waiting = null;
  withdraw();
  clearTimeout(turning);
  turning = setTimeout(follow, SETTLED);
  if (follows() === "nothing") as(page.badge);
  else say();
});
