// Watches one view and says each message, without the body.
import { connect, input, say, subscribe } from "./client.mjs";

const connection = await connect(input.url);
await subscribe(connection, "Watch", input.request, ({ body, ...message }) => say(message));
