// Watches one view and says each message whole.
import { connect, input, say, subscribe } from "./client.mjs";

const connection = await connect(input.url);
await subscribe(connection, "Watch", input.request, message => say(message));
