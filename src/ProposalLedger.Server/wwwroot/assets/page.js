// Fetches the page anew, finds what differs, and turns the old one into the new one in place.
import { Idiomorph } from "./vendor/idiomorph.esm.js";
import { fetchInTime } from "./client/waiting.js";

/// Only what this server answers at this page's own address is taken as markup.
const trusted = window.trustedTypes?.createPolicy("ledger-page", { createHTML: markup => markup }) ?? { createHTML: markup => markup };

/// `whatever`: a page that says what is not there, or what is wrong with the address, is wanted as well.
export async function fetchPage(address = location.href, { whatever = false } = {}) {
  const answer = await fetchInTime(address, { headers: { Accept: "text/html" }, cache: "no-cache" });
  if (!answer.ok && !(whatever && answer.status < 500)) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(trusted.createHTML(await answer.text()), "text/html");
  return {
    title: page.title, main: page.getElementById("main"), around: AROUND.map(part => page.querySelector(part)), follows: page.body.dataset.follows, atOnce: "atOnce" in page.body.dataset,
    badge: page.getElementById("badge"), redirected: answer.redirected ? answer.url : null,
  };
}

/// What stands around the content, and tells of its state or leads on at the same one.
const AROUND = ["body > header", "#replay", "body > footer"];

/// What repeats on a page what other things on it show: it counts only where nothing else is new.
const REPEATS = /^(event|step|later|latest)\//;

/// What a reader would count: things with a key of their own that are new, changed or gone, in the order of the page.
export function differences(before, after) {
  const old = keyed(before), now = keyed(after);
  const found = { added: [], changed: [], removed: [], any: false };
  let place = null;
  for (const [key, element] of now) {
    const same = old.get(key);
    if (!same) found.added.push({ key, title: titleOf(element), after: place });
    else if (words(same) !== words(element)) found.changed.push({ key, title: titleOf(element), element: same });
    if (same) place = same;
  }
  for (const [key, element] of old) if (!now.has(key)) found.removed.push({ key, title: titleOf(element), element });
  found.count = found.added.length + found.changed.length + found.removed.length;
  found.totals = totals(before, after);
  found.any = found.count > 0 || words(before, false) !== words(after, false);
  return found;
}

/// Lists in parts tell how many things they hold: what is new on another part is told by that.
function totals(before, after) {
  const [then, now] = [before, after].map(page => page.querySelector("[data-total]")?.dataset);
  return then && now && then.total !== now.total ? { thing: now.thing, before: Number(then.total), now: Number(now.total) } : null;
}

/// Each thing once, though it stands at several places of the page.
export function counted(found) {
  const own = found.filter(f => !REPEATS.test(f.key));
  const once = new Map();
  for (const f of own.length ? own : found) {
    const key = f.key.replace(/^line\/[^/]+\//, "draft/");
    if (!once.has(key)) once.set(key, f);
  }
  return [...once.values()];
}

/// What there is to tell: what is new, or else what has changed. The button and the badge of a paused page count alike.
export function newsOf(found) {
  const added = counted(found.added);
  return added.length ? { word: "new", things: added } : { word: "changed", things: counted([...found.changed, ...found.removed]) };
}

/// As the page names it; else its words, cut between two of them.
function titleOf(element) {
  const title = element.dataset.title ?? words(element);
  return title.length <= 90 ? title : title.slice(0, 90).replace(/\s+\S*$/, "") + " …";
}

const keyed = root => new Map([...root.querySelectorAll("[data-key]")].map(element => [element.dataset.key, element]));

/// An element's words without those of keyed things within it, which count for themselves, and without asides: of these no news is made.
function words(element, ownOnly = true) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(ownOnly ? "[data-key], [data-aside]" : "[data-aside]").forEach(inner => inner.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/// Nothing on the screen or above it would change.
export function isBelowTheScreen(main, found) {
  if (found.count === 0) return false;
  const places = [...found.changed, ...found.removed].map(f => f.element.getBoundingClientRect().top)
    .concat(found.added.map(f => f.after ? f.after.getBoundingClientRect().bottom : main.getBoundingClientRect().top));
  return Math.min(...places) >= innerHeight;
}

/// `still`: what stays where it is on the screen, rather than what the reader looks at in the content.
export function apply(page, found, still = null) {
  const main = document.getElementById("main");
  const anchor = still ?? anchorOf(main);
  const top = anchor?.getBoundingClientRect().top;
  document.querySelectorAll("[data-new]").forEach(element => delete element.dataset.new);
  morph(main, page.main);
  AROUND.forEach((part, at) => {
    const old = document.querySelector(part);
    if (old && page.around[at]) morph(old, page.around[at]);
  });
  document.title = page.title;
  document.body.dataset.follows = page.follows;
  document.body.toggleAttribute("data-at-once", page.atOnce);
  const fresh = new Set(found.added.map(f => f.key));
  document.querySelectorAll("[data-key]").forEach(element => { if (fresh.has(element.dataset.key)) element.dataset.new = ""; });
  if (anchor?.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - top);
  document.dispatchEvent(new CustomEvent("ledger:shown", { detail: { ...page, found } }));
}

function morph(old, now) {
  Idiomorph.morph(old, now, {
    morphStyle: "outerHTML",
    restoreFocus: true,
    callbacks: {
      // What scripts keep up themselves.
      beforeNodeMorphed: element => !element.dataset || !("keep" in element.dataset),
      // What a reader typed, chose or unfolded is the reader's.
      beforeAttributeUpdated: (name, element) =>
        !((name === "value" || name === "checked" || name === "selected") && isTouched(element)) && !(name === "open" && element.localName === "details"),
    },
  });
}

/// What the reader is looking at: it stays where it is on the screen, whatever is put in above it.
function anchorOf(main) {
  const focused = document.activeElement;
  const isOnScreen = element => { const box = element.getBoundingClientRect(); return box.height > 0 && box.bottom > 0 && box.top < innerHeight; };
  if (focused && focused !== main && main.contains(focused) && isOnScreen(focused)) return focused;
  return [...main.querySelectorAll("[data-key], h1, h2, h3, p")].find(element => element.getBoundingClientRect().top >= 0);
}

function isTouched(element) {
  const field = element.localName === "option" ? element.closest("select") : element;
  if (field?.localName === "select") return field === document.activeElement || [...field.options].some(option => option.selected !== option.defaultSelected);
  return "defaultValue" in field && (field === document.activeElement || field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}
