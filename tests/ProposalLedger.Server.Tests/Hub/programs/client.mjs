// What every program here needs: a connection, a tail that keeps its position, a view read over HTTP.
import { createHash } from "node:crypto";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

export const input = JSON.parse(process.argv[2] ?? "{}");

/** One JSON value a line: what the test reads. */
export const say = value => process.stdout.write(JSON.stringify(value) + "\n");

export const connect = async (url, transport = "WebSockets") => {
  const connection = new HubConnectionBuilder()
    .withUrl(url + "/hubs/ledger", { transport: HttpTransportType[transport] })
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  return connection;
};

/** Resolves with why a subscription ended: null, or the error's message. `onMessage` may return false to leave. */
export const subscribe = (connection, method, request, onMessage) => new Promise(resolve => {
  let left = false;
  const subscription = connection.stream(method, request).subscribe({
    next: message => {
      if (left || onMessage(message) !== false) return;
      left = true;
      // After this message: the library has not returned the subscription yet where the first one ends it.
      queueMicrotask(() => { subscription.dispose(); resolve(null); });
    },
    error: error => resolve(error.message),
    complete: () => resolve(null),
  });
  connection.onclose(error => resolve(error?.message ?? "closed"));
});

/** RFC 8785 by other means than the server's. */
export const canonical = value => Array.isArray(value) ? `[${value.map(canonical).join(",")}]`
  : value && typeof value === "object"
    ? `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`
    : JSON.stringify(value);

export const tagOf = text => `"${createHash("sha256").update(text).digest("hex")}"`;

export const addressOf = (url, negotiation, view, query = "") =>
  `${url}/api/negotiations/${negotiation}${view ? "/" + view : ""}${query ? "?" + query : ""}`;

export const delay = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Repeatable chance: every client has its own. */
export const chance = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
