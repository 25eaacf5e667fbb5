// A proxy as some networks have one: it lets HTTP through, and no WebSocket. Says its address, and each WebSocket that it refused.
import { createServer, request } from "node:http";
import { input, say } from "./client.mjs";

const { hostname, port } = new URL(input.url);
const server = createServer((asked, answer) => {
  const forward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, got => {
    answer.writeHead(got.statusCode, got.headers);
    answer.flushHeaders();
    got.pipe(answer);
  });
  forward.on("error", () => answer.destroy());
  answer.on("close", () => forward.destroy());
  asked.pipe(forward);
});
server.on("upgrade", (asked, socket) => { say({ refused: asked.url }); socket.destroy(); });
server.listen(0, "127.0.0.1", () => say({ url: `http://127.0.0.1:${server.address().port}` }));
