// How fresh the page is, in words. A screen reader is told of another state, and not of every number in it.
import { announce } from "./announce.js";

const place = document.getElementById("badge");
const LONGEST = 120; // of a reason, in the badge; the whole of it is in its title
const clip = text => text?.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text;
const clock = time => `${time.toISOString().slice(11, 16)} UTC`;

/// `since` is a time or words; `why` is said of what is stale, `note` of what is live, `news` and `lost` of what is paused.
export function show(state, { since, why, note, news, lost } = {}) {
  const words = {
    "live": note ? `Live, ${note}` : "Live",
    "catching-up": "Catching up",
    "stale": `Stale${since ? ` since ${since instanceof Date ? clock(since) : since}` : ""}${why ? `: ${clip(why)}` : ""}`,
    "paused": `Paused since ${since instanceof Date ? clock(since) : ""}${news ? `, ${news}` : ""}${lost ? `; no news since ${clock(lost)}` : ""}`,
  }[state];
  place.title = state === "stale" && why?.length > LONGEST ? why : "";
  write(words, state);
}

/// The state that it shows.
export const shown = () => place.dataset.state;

/// As the server made it, where nothing is followed.
export const as = made => made && write(made.textContent, made.dataset.state);

function write(words, state) {
  if (place.textContent !== words) place.textContent = words;
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  announce("badge", words);
}
