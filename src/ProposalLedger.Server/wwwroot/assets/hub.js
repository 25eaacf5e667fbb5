// One subscription to the hub, for as long as the page is open.
import "./vendor/signalr.min.js";

const SILENCE = 25_000;   // heartbeats come every 10 s: after two lost ones the connection counts as dead
const LONGEST = 30_000;

/// Backoff that doubles, with jitter, so that a server that comes back is not met by everybody at once; it never gives up.
const pause = attempt => Math.min(LONGEST, 500 * 2 ** attempt) * (0.5 + Math.random());

/// Follows until the page goes. `lost` gets the time of the last message; a message is worked off before the next.
export async function follow({ method, argument }, { heard, lost, back }) {
  let position;        // of the last message, where a subscription resumes by it
  let last = new Date();
  for (let attempt = 0; ; attempt++) {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl("/hubs/ledger")
      .configureLogging(signalR.LogLevel.None)
      .build();
    try {
      await connection.start();
      back();
      await listen(connection, method, argument(position), async message => {
        last = new Date();
        attempt = 0;
        if (method === "Tail" && message.position) position = message.position;
        await heard(message);
      });
    } catch {
      // Told by the badge.
    }
    await connection.stop().catch(() => {});
    lost(last);
    await rest(pause(attempt));
  }
}

/// Resolves or rejects when the stream ends, for whatever reason.
function listen(connection, method, argument, heard) {
  return new Promise((resolve, reject) => {
    let work = Promise.resolve();
    let silence;
    const alive = () => { clearTimeout(silence); silence = setTimeout(() => reject(new Error("silence")), SILENCE); };
    alive();
    connection.onclose(() => { clearTimeout(silence); reject(new Error("closed")); });
    connection.stream(method, argument).subscribe({
      next: message => { alive(); work = work.then(() => heard(message)).catch(reject); },
      error: reject,
      complete: resolve,
    });
  });
}

/// Less long where the network or the reader comes back.
function rest(milliseconds) {
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
