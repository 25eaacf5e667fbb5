// Waiting that ends for ever: how long, and what cuts it short.
const LONGEST = 30_000;

/// Backoff that doubles, with jitter, so that a server that comes back is not met by everybody at once; it never gives up.
export const pause = attempt => Math.min(LONGEST, 500 * 2 ** attempt) * (0.5 + Math.random());

/// Less long where the network or the reader comes back, or whoever waits is told to stop.
export function rest(milliseconds, signal) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      stop();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const stop = onReturn(end);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
  });
}

/// Calls when a network is there again, or a reader looks again; what is returned ends that. Where there is no page, neither is told.
export function onReturn(call) {
  const page = globalThis.document;
  const seen = () => { if (!page.hidden) call(); };
  globalThis.addEventListener?.("online", call);
  page?.addEventListener("visibilitychange", seen);
  return () => {
    globalThis.removeEventListener?.("online", call);
    page?.removeEventListener("visibilitychange", seen);
  };
}
