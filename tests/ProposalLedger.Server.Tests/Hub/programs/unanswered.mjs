// Follows over each kind of connection, and says when all of it flows. Once all that is followed by one says that it is stale, or has ended, makes every call on it, if it
// is still there, and on another of its kind, and says of each how it ended, or its first message, and after how many seconds; at last what it heard by following, and the longest silence.
import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel } from "@microsoft/signalr";
import { input, say } from "./client.mjs";

const stopwatch = () => { const begun = performance.now(); return () => (performance.now() - begun) / 1000; };

const build = ({ transport, token }) => new HubConnectionBuilder()
  .withUrl(input.url + "/hubs/ledger", { transport: HttpTransportType[transport], headers: token ? { authorization: `Bearer ${token}` } : {} })
  .configureLogging(LogLevel.None)
  .build();

const follow = (connection, name, [method, request]) => {
  let since = stopwatch();
  const heard = { name, what: "followed", method, freshness: [], ended: null, silence: 0, quiet: () => since() };
  return new Promise(flows => {
    heard.told = new Promise(resolve => {
      const hear = () => { heard.silence = Math.max(heard.silence, since()); since = stopwatch(); flows(heard); };
      const end = why => { hear(); heard.ended = why; resolve(); };
      connection.stream(method, request).subscribe({
        next: ({ freshness }) => {
          hear();
          if (freshness && freshness !== heard.freshness.at(-1)) heard.freshness.push(freshness);
          if (freshness === "stale") resolve();
        },
        error: error => end(error.message),
        complete: () => end("completed"),
      });
    });
  });
};

const call = (connection, name, [method, request]) => new Promise(resolve => {
  const since = stopwatch();
  const end = (got, why) => { say({ name, what: `${method} ${JSON.stringify(request)}`, got, why, seconds: since() }); resolve(); };
  const subscription = connection.stream(method, request).subscribe({
    next: message => { end(message.kind); queueMicrotask(() => subscription.dispose()); },
    error: error => end("refused", error.message),
    complete: () => end("completed"),
  });
});

const tryAnew = async kind => {
  const [connection, name, since] = [build(kind), `${kind.name}, anew`, stopwatch()];
  const end = (got, why) => say({ name, what: "connect", got, why, seconds: since() });
  try {
    await connection.start();
  } catch (error) {
    return end("refused", error.message);
  }
  end("connected");
  await Promise.all(input.calls.map(wanted => call(connection, name, wanted)));
};

const kinds = await Promise.all(input.connections.map(async kind => {
  const connection = build(kind);
  await connection.start();
  return { kind, connection, followed: await Promise.all(input.follows.map(wanted => follow(connection, kind.name, wanted))) };
}));
say("all flows");
await Promise.all(kinds.map(async ({ kind, connection, followed }) => {
  await Promise.all(followed.map(heard => heard.told));
  const calls = connection.state === HubConnectionState.Connected ? input.calls : [];
  await Promise.all([...calls.map(wanted => call(connection, kind.name, wanted)), tryAnew(kind)]);
  for (const heard of followed) say({ ...heard, told: undefined, silence: heard.ended === null ? Math.max(heard.silence, heard.quiet()) : heard.silence });
}));
process.exit();
