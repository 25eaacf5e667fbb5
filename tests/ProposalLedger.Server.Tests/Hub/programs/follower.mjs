// Follows with the client module, and says all that it is told, one line each. What it is to follow comes from the test.
import { connect } from "proposal-ledger-client";
import { input, say } from "./client.mjs";

const ledger = connect(input.urls, input.token ? { token: async () => input.token } : {});
const tell = name => ({
  event: ({ position, previous, type, data }) => say({ name, told: "event", position, previous, type, id: data.id }),
  heartbeat: ({ position, head, freshness }) => say({ name, told: "heartbeat", position, head, freshness }),
  state: (body, { position, etag }) => say({ name, told: "state", position, etag }),
  snapshot: (body, position) => say({ name, told: "snapshot", position }),
  freshness: now => say({ name, told: "freshness", ...now }),
  refused: refusal => say({ name, told: "refused", ...refusal }),
  anew: refusal => { say({ name, told: "anew", ...refusal }); },
});
for (const [name, method, request] of input.follow) ledger[method](request, tell(name));
