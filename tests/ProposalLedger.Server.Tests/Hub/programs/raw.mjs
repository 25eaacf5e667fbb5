// Sends the hub frames as they are, each list of them over a WebSocket of its own, and says with which code it was refused, and whether the
// connection still serves a subscription afterwards.
import { createRequire } from "node:module";
import { input, say } from "./client.mjs";

const WebSocket = createRequire(createRequire(import.meta.url).resolve("@microsoft/signalr"))("ws");
const End = "\u001e";
const codeOf = error => /HubException: ([a-z0-9-]+): /.exec(error)?.[1] ?? error;

const attempt = ({ frames, handshake }) => new Promise(resolve => {
  const socket = new WebSocket(input.url.replace("http", "ws") + "/hubs/ledger");
  const result = { code: null, works: false };
  let rest = "", greeted = false;
  socket.on("open", () => socket.send((handshake ?? '{"protocol":"json","version":1}') + End));
  socket.on("error", error => { result.code ??= error.message; });
  socket.on("close", () => resolve(result));
  socket.on("message", data => {
    const messages = (rest + data).split(End);
    rest = messages.pop();
    for (const message of messages.map(text => JSON.parse(text))) {
      if (!greeted) {
        greeted = true;
        if (message.error) result.code = codeOf(message.error);
        else [...frames, '{"type":4,"invocationId":"next","target":"Tail","arguments":[{"after":0}]}'].forEach(frame => socket.send(frame + End));
      } else if (message.error) result.code ??= codeOf(message.error);
      else if (message.type === 2 && message.invocationId === "next") {
        result.works = true;
        socket.close();
      }
    }
  });
});

for (const one of input.cases) say(await attempt(one));
