// Subscribers that follow the whole log through whatever happens, until the claim `last` comes. Each says when it is lost and when it is back,
// and at its end what it was sent.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { connect } from "../../../src/ProposalLedger.Server/wwwroot/assets/client/npm.js";

const { subscribers, after, last } = JSON.parse(process.argv[2]);
const SILENCE = 20_000;
const say = value => process.stdout.write(JSON.stringify(value) + "\n");
const delay = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** What one subscriber hears. `take` is true when there is nothing more to follow. */
const listener = (number, how) => {
  const result = { kind: "subscriber", number, how, reconnections: 0, positions: [], ids: [], faults: [], ends: {}, gap: 0 };
  let position = after, heard = 0, state = "new";
  return {
    result,
    get position() { return position; },
    lost(why) {
      result.ends[why] = (result.ends[why] ?? 0) + 1;
      if (state === "heard") say({ kind: state = "lost", number });
    },
    take(message) {
      const now = performance.now();
      if (heard) result.gap = Math.max(result.gap, now - heard);
      heard = now;
      if (message.previous !== position) result.faults.push(`previous is ${message.previous}, not ${position}`);
      position = message.position;
      if (state === "lost") {
        result.reconnections++;
        say({ kind: "back", number });
        state = "heard";
      }
      if (message.kind === "heartbeat") {
        if (state === "new") say({ kind: "following", number });
        state = "heard";
        return false;
      }
      result.positions.push(message.position);
      result.ids.push(message.id);
      return message.data.id === last;
    },
  };
};

/** As anybody does it, with the project's own client. */
const withClient = (urls, listener) => new Promise(resolve => {
  const client = connect(urls);
  const take = message => {
    if (!listener.take(message)) return;
    client.close();
    resolve();
  };
  client.tail({ after }, {
    event: take,
    heartbeat: take,
    freshness: ({ freshness, why }) => { if (freshness === "stale" && !/database/.test(why)) listener.lost(why); },
    refused: ({ code, detail }) => listener.result.faults.push(`${code}: ${detail}`),
  });
});

/** With SignalR's library alone, over a transport that is negotiated. */
const withLibrary = async (urls, transport, listener) => {
  const visit = url => new Promise(resolve => {
    const connection = new HubConnectionBuilder()
      .withUrl(`${url}/hubs/ledger`, { transport: HttpTransportType[transport] }).configureLogging(LogLevel.None).build();
    let timer, over = false;
    const end = why => { over = true; clearTimeout(timer); connection.stop().catch(() => {}); resolve(why); };
    const alive = () => { clearTimeout(timer); timer = setTimeout(() => end("silence"), SILENCE); };
    alive();
    connection.onclose(() => end("closed"));
    connection.start().then(() => connection.stream("Tail", { after: listener.position }).subscribe({
      next: message => {
        if (over) return;
        alive();
        if (listener.take(message)) end(null);
      },
      error: error => end(error.message),
      complete: () => end("completed"),
    })).catch(() => end("no connection"));
  });

  for (let turn = 0, attempt = 0; ; turn++) {
    const begun = listener.position;
    const why = await visit(urls[turn % urls.length]);
    if (why === null) return;
    listener.lost(why);
    const code = /HubException: ([a-z0-9-]+): /.exec(why)?.[1];
    if (code && code !== "database-unavailable") listener.result.faults.push(why);
    attempt = listener.position > begun ? 0 : attempt + 1;
    await delay(Math.min(2000, 100 * 2 ** attempt) * (0.5 + Math.random()));
  }
};

say({ kind: "ready", pid: process.pid });
await Promise.all(subscribers.map(async ({ urls, transport }, number) => {
  const heard = listener(number, transport ?? "client");
  const turned = urls.map((_, i) => urls[(i + number) % urls.length]);
  await (transport ? withLibrary(turned, transport, heard) : withClient(turned, heard));
  say(heard.result);
}));
process.stdout.write("", () => process.exit(0)); // connections that the network swallowed would keep it
