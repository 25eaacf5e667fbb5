// "Pause": nothing on the page changes until the reader wants it to. A reload does not end it: it is kept for this page, in this tab.
const KEY = "ledger:paused";
const button = document.getElementById("pause");
let since = null;

/// Since when, or null.
export const paused = () => since;

/// `turned` is called after each turn of the button.
export function offerPause(turned) {
  if (kept(storage => storage.getItem(KEY)) === location.pathname) since = new Date();
  write();
  button.addEventListener("click", () => {
    since = since ? null : new Date();
    kept(storage => since ? storage.setItem(KEY, location.pathname) : storage.removeItem(KEY));
    write();
    turned();
  });
}

/// Where the page does not change there is nothing to pause.
export function whereItMatters(matters) { button.hidden = !matters; }

/// What is shown was asked for by the reader just now.
export function sinceNow() { if (since) since = new Date(); }

function write() {
  button.textContent = since ? "Resume" : "Pause";
  button.setAttribute("aria-label", since ? "Resume updates" : "Pause updates");
}

// A browser may refuse to keep anything.
function kept(use) {
  try { return use(sessionStorage); } catch { return null; }
}
