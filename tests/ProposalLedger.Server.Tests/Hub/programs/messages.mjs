// Says every message of a tail up to its first live heartbeat, and of a watch up to its first heartbeat.
import { connect, input, say, subscribe } from "./client.mjs";

const hub = await connect(input.url);
await subscribe(hub, "Tail", { after: 0 }, message => { say(message); return message.freshness !== "live"; });
await subscribe(hub, "Watch", { negotiation: input.negotiation, view: input.view }, message => { say(message); return message.kind !== "heartbeat"; });
await hub.stop();
