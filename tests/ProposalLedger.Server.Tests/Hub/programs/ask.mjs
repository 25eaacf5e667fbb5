// Calls the hub with what the test gives, and says for each call how it ended, or its first message.
import { connect, input, say, subscribe } from "./client.mjs";

const connection = await connect(input.url);
for (const [method, request] of input.calls) {
  let first = null;
  const why = await subscribe(connection, method, request, message => { first = message; return false; });
  say({ first, code: /HubException: ([a-z0-9-]+): /.exec(why ?? "")?.[1] ?? null, why });
}
await connection.stop();
