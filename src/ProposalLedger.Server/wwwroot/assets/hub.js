// One subscription to the hub, for as long as the page is open.
import "./vendor/signalr.min.js";

const SILENCE = 20_000;   // heartbeats come every 10 s: after two lost ones the connection counts as dead
const LONGEST = 30_000;

/// Backoff that doubles, with jitter, so that a server that comes back is not met by everybody at once; it never gives up.
export const pause = attempt => Math.min(LONGEST, 500 * 2 ** attempt) * (0.5 + Math.random());

/// Follows until the page goes. `lost` gets the time of the last message and, where the server refused, its words. `anew` is asked to
/// fetch the page again where the server does not know the position that was reached: it has another ledger, or one from an old copy.
export async function follow({ method, argument }, { heard, lost, back, anew }) {
  let position;        // of the last message, where a subscription resumes by it
  let last = new Date();
  for (let attempt = 0; ; attempt++) {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl("/hubs/ledger")
      .configureLogging(signalR.LogLevel.None)
      .build();
    let refusal = null;
    try {
      await connection.start();
      back();
      const wanted = argument(position);
      position = wanted.after;
      await listen(connection, method, wanted, message => {
        if (method === "Tail") {
          if (message.previous !== position) throw new Error(`Something between ${position} and ${message.position} is missing.`);
          position = message.position;
        }
        last = new Date();
        attempt = 0;
        heard(message);
      });
    } catch (error) {
      const [, code, words] = /HubException: ([a-z0-9-]+): (.*)/s.exec(error?.message) ?? [];
      if (code) refusal = { code, words };
    }
    await connection.stop().catch(() => {});
    lost(last, refusal?.words);
    if (refusal?.code === "position-beyond-head" && await anew().then(() => true, () => false)) position = undefined;
    await rest(pause(attempt));
  }
}

/// Resolves or rejects when the stream ends, for whatever reason; after that nothing more is heard of it.
function listen(connection, method, argument, heard) {
  let silence;
  return new Promise((resolve, reject) => {
    let over = false;
    const alive = () => { clearTimeout(silence); silence = setTimeout(() => reject(new Error("silence")), SILENCE); };
    alive();
    connection.onclose(() => reject(new Error("closed")));
    connection.stream(method, argument).subscribe({
      next: message => {
        if (over) return;
        alive();
        try { heard(message); } catch (error) { over = true; reject(error); }
      },
      error: reject,
      complete: resolve,
    });
  }).finally(() => clearTimeout(silence));
}

/// Less long where the network or the reader comes back.
export function rest(milliseconds) {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    const seen = () => { if (!document.hidden) end(); };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
    document.addEventListener("visibilitychange", seen);
  });
}
