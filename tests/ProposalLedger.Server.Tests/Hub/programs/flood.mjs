// Calls all at once, wrongly, and says how many calls were answered as such and how many were too many; whether another connection is served
// meanwhile; and whether this one is, after a rest.
import { connect, delay, input, say } from "./client.mjs";

const codeOf = error => /HubException: ([a-z0-9-]+): /.exec(error?.message ?? "")?.[1] ?? error?.message ?? null;
const call = (connection, after) => new Promise(resolve => {
  const subscription = connection.stream("Tail", { after }).subscribe({
    next: () => { queueMicrotask(() => subscription.dispose()); resolve(null); },
    error: error => resolve(codeOf(error)),
    complete: () => resolve("completed"),
  });
});

const [flooding, quiet] = [await connect(input.url), await connect(input.url)];
const begun = performance.now();
const calls = Array.from({ length: input.calls }, () => call(flooding, -1));
const other = await call(quiet, 0);
const codes = await Promise.all(calls);
const seconds = (performance.now() - begun) / 1000;
let after;
do {
  await delay(100);
  after = await call(flooding, 0);
} while (after === "too-many-calls");
say({ served: codes.filter(code => code === "negative-position").length, "too-many-calls": codes.filter(code => code === "too-many-calls").length, seconds, other, after });
await flooding.stop();
await quiet.stop();
