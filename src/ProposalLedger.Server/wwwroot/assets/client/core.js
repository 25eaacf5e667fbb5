// The client, whatever SignalR's library is loaded from.
import { TailCursor, WatchCursor } from "./cursors.js";
import { Following } from "./following.js";
import { Nodes } from "./nodes.js";
import { Refusal } from "./refusal.js";
import { fetchInTime } from "./waiting.js";

/// `connect` for one copy of SignalR's library. ledger.d.ts says what it takes and gives.
export const connector = signalr => (urls, { token } = {}) => {
  const all = new Set();
  const nodes = new Nodes(signalr, [urls].flat().map(url => url.replace(/\/+$/, "")), token, (why, refusal) => all.forEach(following => following.lost(why, refusal)));
  const follow = (cursor, handlers, snapshot) => {
    const following = new Following(nodes, cursor, handlers, snapshot);
    all.add(following);
    return {
      get position() { return following.position; },
      close() { following.close(); all.delete(following); },
    };
  };
  return {
    tail: ({ snapshot, ...request } = {}, handlers = {}) =>
      follow(new TailCursor(request), handlers, snapshot ? () => read(nodes, snapshot, handlers) : null),
    watch: (request, handlers = {}) => follow(new WatchCursor(request), handlers),
    close() {
      all.forEach(following => following.close());
      all.clear();
      nodes.close();
    },
  };
};

/// A state over HTTP, from the node that will be followed.
async function read(nodes, address, handlers) {
  const answer = await fetchInTime(new URL(address, nodes.url + "/"), { headers: await nodes.headers(), cache: "no-cache" });
  const body = await answer.json();
  if (!answer.ok) throw new Refusal(body.type.split("/").at(-1), body.detail);
  const position = Number(answer.headers.get("Ledger-Position") ?? NaN);
  if (Number.isNaN(position)) throw new Error(`${address} came without its position: something between here and the server drops the header Ledger-Position.`);
  handlers.snapshot?.(body, position);
  return position;
}
