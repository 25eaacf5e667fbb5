// How fresh the page is, in words. The region is a polite status: a screen reader says each change once.
const place = document.getElementById("badge");

/// `since` is a time or words; `why` is said of what is stale, `note` of what is live.
export function show(state, { since, why, note } = {}) {
  const words = {
    "live": note ? `Live, ${note}` : "Live",
    "catching-up": "Catching up",
    "stale": `Stale since ${since instanceof Date ? `${since.toISOString().slice(11, 16)} UTC` : since}${why ? `: ${why}` : ""}`,
  }[state];
  write(words, state);
}

/// As the server made it, where nothing is followed.
export const as = made => made && write(made.textContent, made.dataset.state);

function write(words, state) {
  if (place.textContent !== words) place.textContent = words;
  if (place.dataset.state !== state) place.dataset.state = state;
}
