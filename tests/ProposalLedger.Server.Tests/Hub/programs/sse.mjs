// Reads server-sent events, leaving after every `visit` messages and coming back with Last-Event-ID.
import { input, say } from "./client.mjs";

const { url, until, visit, query = "" } = input;
let last = null;
while (Number(last ?? 0) < until) {
  const leave = new AbortController();
  const address = `${url}/api/events?after=0&${query}`;
  const answer = await fetch(address, { signal: leave.signal, headers: { accept: "text/event-stream", ...last && { "last-event-id": last } } });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  let left = visit, rest = "";
  try {
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + part).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = Object.fromEntries(block.split("\n").map(line => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()]));
        last = lines.id;
        say({ id: lines.id, event: lines.event ?? null, message: JSON.parse(lines.data) });
        if (Number(last) >= until || --left === 0) leave.abort();
        if (leave.signal.aborted) break;
      }
      if (leave.signal.aborted) break;
    }
  } catch (error) {
    if (!leave.signal.aborted) throw error;
  }
}
