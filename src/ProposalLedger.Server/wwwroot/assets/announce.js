// What a screen reader is told, politely: the newest words of each kind, and nothing more often than every few seconds, however much happens.
const SOON = 1000;     // what comes and goes within a second is not worth a word
const BETWEEN = 6000;

const place = document.getElementById("said");
const waiting = new Map();
let last = -BETWEEN;
let timer = null;

/// Words of the same kind that were not said yet give way to these.
export function announce(kind, words) {
  waiting.set(kind, words);
  timer ??= setTimeout(say, Math.max(SOON, last + BETWEEN - performance.now()));
}

/// They hold no longer.
export const unsaid = kind => waiting.delete(kind);

function say() {
  timer = null;
  if (!waiting.size) return;
  last = performance.now();
  place.replaceChildren([...waiting.values()].join(". "));
  waiting.clear();
}
