// Tails from `after` to `until`, coming back with its last position as often as the server goes away; says each message.
import { connect, delay, input, say, subscribe } from "./client.mjs";

const { url, negotiation, until = Infinity, transport } = input;
let after = input.after ?? 0;
while (after < until) {
  try {
    const connection = await connect(url, transport);
    const ended = await subscribe(connection, "Tail", { after, negotiation }, message => {
      after = message.position;
      say(message);
      return after < until;
    });
    if (after < until) say({ kind: "ended", why: ended });
    await connection.stop();
  } catch {
    await delay(50); // not there yet
  }
}
