// Clients with a filter each that come and go while others write: over every transport, to any node, each coming back with the position of its
// last message, event or heartbeat.
import { chance, connect, delay, input, say, subscribe } from "./client.mjs";

const { nodes, filters, goal } = input;
const transports = ["WebSockets", "ServerSentEvents", "LongPolling"];

const follow = async (filter, client) => {
  const random = chance(client);
  const result = { client, visits: 0, fromHeartbeats: 0, positions: [], faults: [] };
  let after = 0, last;
  while (after < goal) {
    let connection;
    try {
      connection = await connect(nodes[Math.floor(random() * nodes.length)], transports[client % transports.length]);
    } catch {
      await delay(50); // that node is not there at the moment
      continue;
    }
    result.visits++;
    if (last === "heartbeat") result.fromHeartbeats++;
    let left = 1 + Math.floor(random() * 25);
    const ended = await subscribe(connection, "Tail", { after, ...filter }, message => {
      if (message.previous !== after) result.faults.push(`previous is ${message.previous}, not ${after}`);
      ({ position: after, kind: last } = message);
      if (message.kind === "event") result.positions.push(message.position);
      return after < goal && --left > 0;
    });
    if (/HubException/.test(ended ?? "")) result.faults.push(ended);
    await connection.stop();
    await delay(random() * 30);
  }
  return result;
};

say({ kind: "ready" });
await Promise.all(filters.map(async (filter, client) => say(await follow(filter, client))));
