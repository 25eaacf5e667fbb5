// Clients that come and go while others write: over every transport, to any node, each coming back with its last position.
import { addressOf, canonical, chance, connect, delay, input, say, subscribe, tagOf } from "./client.mjs";

const { nodes, negotiations, tails, watches, goal } = input;
const transports = ["WebSockets", "ServerSentEvents", "LongPolling"];

const visit = async (random, result, method, request, onMessage) => {
  const connection = await connect(nodes[Math.floor(random() * nodes.length)], transports[result.client % transports.length]);
  result.visits++;
  const ended = await subscribe(connection, method, request(), onMessage);
  if (ended) result.faults.push(ended);
  await connection.stop();
  await delay(random() * 100);
};

const tail = async client => {
  const random = chance(client);
  const negotiation = client % 5 === 4 ? negotiations[1] : undefined;
  const result = { kind: "tail", client, negotiation, visits: 0, positions: [], ids: [], heartbeats: 0, reads: 0, faults: [] };
  const reads = [];
  let after = 0;

  // What a tail shows, a read of the view already holds (P8).
  const read = async (url, event) => {
    result.reads++;
    const answer = await fetch(addressOf(url, event.negotiation, "claims/" + event.data.id));
    await answer.arrayBuffer();
    if (answer.status !== 200 || Number(answer.headers.get("ledger-position")) < event.position)
      result.faults.push(`position ${event.position} was shown, and its claim read as ${answer.status} at ${answer.headers.get("ledger-position")}`);
  };

  while (after < goal) {
    let left = 20 + Math.floor(random() * 400);
    await visit(random, result, "Tail", () => ({ after, negotiation }), message => {
      if (message.previous !== after) result.faults.push(`previous is ${message.previous}, not ${after}`);
      after = message.position;
      if (message.kind === "heartbeat") result.heartbeats++;
      else {
        result.positions.push(message.position);
        result.ids.push(message.id);
        if (client < 4 && message.type.startsWith("claim-") && message.position % 10 === client) reads.push(read(nodes[client % nodes.length], message));
      }
      return after < goal && --left > 0;
    });
  }
  await Promise.all(reads);
  return result;
};

const watch = async (client, [view, query]) => {
  const random = chance(1000 + client);
  const result = { kind: "watch", client, view, query, visits: 0, states: 0, heartbeats: 0, faults: [] };
  let position = 0, tag, body;
  while (position < goal) {
    let left = 3 + Math.floor(random() * 20), first = true;
    const least = nodes.length === 1 ? position : 0; // another node may be a moment behind
    await visit(random, result, "Watch", () => ({ negotiation: negotiations[0], view, query }), message => {
      if (message.position < (first ? least : position)) result.faults.push(`position went from ${position} to ${message.position}`);
      position = message.position;
      if (message.kind === "heartbeat") {
        result.heartbeats++;
        if (message.etag !== tag) result.faults.push(`a heartbeat names ${message.etag} after the state ${tag}`);
      } else {
        result.states++;
        if (!first && message.etag === tag) result.faults.push("the same state came twice");
        ({ etag: tag, body } = message);
      }
      first = false;
      return position < goal && --left > 0;
    });
  }
  const fresh = await fetch(addressOf(nodes[0], negotiations[0], view, query));
  const bytes = await fresh.text();
  result.bytes = bytes.length;
  if (fresh.headers.get("etag") !== tag) result.faults.push(`the last state's etag is ${tag}, a fresh read's ${fresh.headers.get("etag")}`);
  if (canonical(body) !== bytes) result.faults.push("the last state's body is not that of a fresh read");
  if (tagOf(bytes) !== tag) result.faults.push("the etag is not the SHA-256 of the canonical bytes");
  return result;
};

say({ kind: "ready" });
const clients = [...Array.from({ length: tails }, (_, i) => tail(i)), ...watches.map((view, i) => watch(i, view))];
await Promise.all(clients.map(async client => say(await client)));
