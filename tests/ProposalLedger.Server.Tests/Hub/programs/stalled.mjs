// Subscribes and then takes no more bytes from its socket; says when the server has cut it.
import { createConnection } from "node:net";
import { randomBytes } from "node:crypto";
import { input, say } from "./client.mjs";

const { hostname, port } = new URL(input.url);
const socket = createConnection({ host: hostname, port: Number(port) });
const frame = text => {
  const data = Buffer.from(text), mask = randomBytes(4);
  return Buffer.concat([Buffer.from([0x81, 0x80 | data.length]), mask, data.map((byte, i) => byte ^ mask[i % 4])]);
};
socket.write(`GET /hubs/ledger HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`);
await new Promise(resolve => socket.once("data", resolve));
socket.write(frame('{"protocol":"json","version":1}\u001e'));
socket.write(frame('{"type":4,"invocationId":"1","target":"Tail","arguments":[{"after":0}]}\u001e'));
await new Promise(resolve => socket.once("data", resolve));
socket.pause();
socket.on("error", () => {});
say({ kind: "stalled" });
// A paused socket does not see its end, so it asks: a write to a connection that was cut fails.
while (!socket.destroyed) {
  await new Promise(resolve => setTimeout(resolve, 100));
  socket.write(frame('{"type":6}\u001e'));
}
say({ kind: "cut" });
process.exit(0);
