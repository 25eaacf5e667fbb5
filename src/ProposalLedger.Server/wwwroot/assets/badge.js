// How fresh the page is, in words. The region is a polite status: a screen reader says each change once.
const place = document.getElementById("badge");

export function show(state, detail) {
  const words = {
    "live": detail ? `Live, ${detail}` : "Live",
    "catching-up": "Catching up",
    "stale": `Stale since ${detail instanceof Date ? `${detail.toISOString().slice(11, 16)} UTC` : detail}`,
  }[state];
  if (place.textContent !== words) place.textContent = words;
  if (place.dataset.state !== state) place.dataset.state = state;
}
