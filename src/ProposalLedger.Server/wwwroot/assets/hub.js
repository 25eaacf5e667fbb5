// One subscription to the hub, for as long as the page is open.
import "./vendor/signalr.min.js";

const SILENCE = 20_000;   // heartbeats come every 10 s: after two lost ones the connection counts as dead
const LONGEST = 30_000;

/// Backoff that doubles, with jitter, so that a server that comes back is not met by everybody at once; it never gives up.
export const pause = attempt => Math.min(LONGEST, 500 * 2 ** attempt) * (0.5 + Math.random());

/// Follows until the page goes. `subscription` says what there is to follow, or null where there is nothing; `lost` gets the time of the last
/// message and, where the server refused, its words. `anew` is asked to fetch the page again where the server does not know the position that was
/// reached: it has another ledger, or one from an old copy. What is returned starts over, on the same connection, with what there is to follow then.
export function follow(subscription, handlers) {
  const turns = { over: () => {}, asked: false };
  keepFollowing(subscription, handlers, turns);
  return () => { turns.asked = true; turns.over(); };
}

async function keepFollowing(subscription, { heard, lost, back, anew }, turns) {
  let position;        // of the last message, where a subscription resumes by it
  let last = new Date();
  let connection = null;
  for (let attempt = 0; ;) {
    const moved = new Promise(resolve => { turns.over = resolve; });
    if (turns.asked) [position, turns.asked] = [undefined, false];
    const followed = subscription(position);
    if (!followed) {
      await moved;
      continue;
    }
    let refusal = null;
    try {
      if (!connection) {
        connection = new signalR.HubConnectionBuilder().withUrl("/hubs/ledger").configureLogging(signalR.LogLevel.None).build();
        await connection.start();
        back();
      }
      position = followed.argument.after;
      await listen(connection, followed.method, followed.argument, moved, message => {
        if (followed.method === "Tail") {
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
    if (turns.asked) continue;
    await connection.stop().catch(() => {});
    connection = null;
    lost(last, refusal?.words);
    if (refusal?.code === "position-beyond-head" && await anew().then(() => true, () => false)) position = undefined;
    await rest(pause(attempt++));
  }
}

/// Resolves or rejects when the stream ends, for whatever reason, or something else is to be followed; after that nothing more is heard of it.
function listen(connection, method, argument, moved, heard) {
  let silence, stream;
  return new Promise((resolve, reject) => {
    let over = false;
    const alive = () => { clearTimeout(silence); silence = setTimeout(() => reject(new Error("silence")), SILENCE); };
    alive();
    connection.onclose(() => reject(new Error("closed")));
    moved.then(() => { over = true; resolve(); });
    stream = connection.stream(method, argument).subscribe({
      next: message => {
        if (over) return;
        alive();
        try { heard(message); } catch (error) { over = true; reject(error); }
      },
      error: reject,
      complete: resolve,
    });
  }).finally(() => { clearTimeout(silence); stream?.dispose(); });
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
