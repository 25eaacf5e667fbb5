// Subscribers that follow the whole log through whatever happens, until the claim `last` comes. Each says what it was sent.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const { subscribers, after, last, silence } = JSON.parse(process.argv[2]);
const say = value => process.stdout.write(JSON.stringify(value) + "\n");
const delay = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Resolves with why it ended. `onMessage` returns true when there is nothing more to follow. */
const visit = (url, transport, request, onMessage) => new Promise(resolve => {
  const connection = new HubConnectionBuilder()
    .withUrl(`${url}/hubs/ledger`, { transport: HttpTransportType[transport], skipNegotiation: transport === "WebSockets", timeout: silence })
    .configureLogging(LogLevel.None)
    .build();
  let over = false, timer;
  const end = why => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    resolve(why);
    connection.stop().catch(() => {});
  };
  // Only the silence tells of a network that swallows, and it may swallow the beginning, too.
  const alive = () => { clearTimeout(timer); timer = setTimeout(() => end("silence"), silence); };
  alive();
  connection.onclose(() => end("closed"));
  connection.start().then(() => {
    if (over) return;
    connection.stream("Tail", request()).subscribe({
      next: message => {
        if (over) return;
        alive();
        if (onMessage(message)) end("done");
      },
      error: error => end(error.message),
      complete: () => end("completed"),
    });
  }).catch(() => end("no connection"));
});

const follow = async ({ urls, transport }, number) => {
  const result = { kind: "subscriber", number, transport, connections: 0, positions: [], ids: [], faults: [], ends: {}, stale: 0, gap: 0 };
  let position = after, heard = 0, first = true, done = false;
  for (let turn = number, attempt = 0; !done; turn++) {
    let fresh = true;
    const why = await visit(urls[turn % urls.length], transport, () => ({ after: position }), message => {
      const now = performance.now();
      if (heard) result.gap = Math.max(result.gap, now - heard);
      heard = now;
      if (fresh) { result.connections++; fresh = false; attempt = 0; }
      if (message.previous !== position) result.faults.push(`previous is ${message.previous}, not ${position}`);
      position = message.position;
      if (message.kind === "heartbeat") {
        if (message.freshness === "stale") result.stale++;
        if (first) say({ kind: "following", number });
        first = false;
        return false;
      }
      result.positions.push(message.position);
      result.ids.push(message.id);
      return done = message.data.id === last;
    });
    result.ends[why] = (result.ends[why] ?? 0) + 1;
    const code = /HubException: ([a-z0-9-]+): /.exec(why)?.[1];
    if (code && code !== "database-unavailable") result.faults.push(why);
    if (!done) await delay(Math.min(2000, 100 * 2 ** attempt++) * (0.5 + Math.random()));
  }
  say(result);
};

say({ kind: "ready", pid: process.pid });
await Promise.all(subscribers.map(follow));
process.stdout.write("", () => process.exit(0)); // connections that the network swallowed would keep it
