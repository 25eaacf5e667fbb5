// Waiting that ends for ever: how long, and what cuts it short.
const LONGEST = 30_000;
const BEGUN = 7_000;  // the server answers within five seconds, if only that it cannot; a connection that the network has swallowed never does
const WHOLE = 20_000; // over a slow line

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

/// A fetch that does not wait for a dead connection for long: a browser keeps six to a server, and believes in each of them until a request over it has failed.
export async function fetchInTime(address, options) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("no answer", "TimeoutError")), BEGUN);
  try {
    return await fetch(address, { ...options, signal: AbortSignal.any([late.signal, AbortSignal.timeout(WHOLE)]) });
  } finally {
    clearTimeout(timer);
  }
}
