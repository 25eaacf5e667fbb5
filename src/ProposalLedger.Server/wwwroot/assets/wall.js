// The wall's own: its clock, and for how long what is new is marked. What is shown, and when, is live.js's.
import { announce } from "./announce.js";
import { paused } from "./pause.js";

const MARKED = 60_000;

const clock = () => document.getElementById("now");
// By the server's clock, which made the page a moment ago: a screen's own may be wrong by anything.
const ahead = clock() ? Date.parse(clock().dateTime) - Date.now() : 0;
const time = () => new Date(Date.now() + ahead);
const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" });
const day = date => date.toISOString().slice(0, 10);

let shown = day(time()); // the day that "306 days ago" was counted from

function tick() {
  const place = clock(), now = time();
  if (place && !paused()) {
    const parts = Object.fromEntries(words.formatToParts(now).map(part => [part.type, part.value]));
    const text = `${parts.day} ${parts.month} ${parts.year}, ${parts.hour}:${parts.minute} UTC`;
    if (place.textContent !== text) {
      place.textContent = text;
      place.dateTime = now.toISOString().slice(0, 19) + "Z";
    }
    if (day(now) !== shown) {
      shown = day(now);
      document.dispatchEvent(new Event("ledger:look"));
    }
  }
  setTimeout(tick, 1000 - now.getUTCMilliseconds());
}
tick();

const marks = new Map(); // what is marked, by its key, and until when
let clearing = null;

document.addEventListener("ledger:shown", ({ detail: { found } }) => {
  const until = performance.now() + MARKED;
  for (const { key } of [...found.added, ...found.changed]) marks.set(key, until);
  mark();
  const news = found.added.filter(f => f.key.startsWith("event/"));
  if (news.length) announce("news", `${news.length} new: ${news[0].title}`);
});

/// Marks what is on the page and still new, forgets everything else, and comes back when the next mark is due.
function mark() {
  const now = performance.now(), there = new Set();
  for (const element of document.querySelectorAll("#main [data-key]")) {
    const { key } = element.dataset, isNew = marks.get(key) > now;
    element.toggleAttribute("data-new", isNew);
    if (isNew) there.add(key);
  }
  for (const key of marks.keys()) if (!there.has(key)) marks.delete(key);
  clearTimeout(clearing);
  clearing = marks.size ? setTimeout(unmark, Math.min(...marks.values()) - now + 50) : null;
}

function unmark() {
  if (paused()) clearing = setTimeout(unmark, 1000);
  else mark();
}
