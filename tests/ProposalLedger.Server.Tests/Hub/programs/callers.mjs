// Opens streams as different callers, each on a connection of its own, and says what each gets and how it ends.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { input, say } from "./client.mjs";

const codeOf = message => /HubException: ([a-z0-9-]+): /.exec(message ?? "")?.[1] ?? null;

const got = (name, { kind = "problem", position = 0, previous = 0, type = "", negotiation = "" }) => say({ name, kind, position, previous, type, negotiation });

const overHub = async ({ name, url, token, ticket, headers, negotiate, method = "Tail", request = { after: 0 }, again }) => {
  const connection = new HubConnectionBuilder()
    .withUrl(`${url}/hubs/ledger${ticket ? "?ticket=" + ticket : ""}`, {
      transport: HttpTransportType.WebSockets,
      skipNegotiation: !negotiate,
      headers: { ...headers, ...token && { authorization: `Bearer ${token}` } },
    })
    .configureLogging(LogLevel.None)
    .build();
  try {
    await connection.start();
  } catch (error) {
    return say({ name, kind: "refused", why: error.message });
  }
  const follow = tried => connection.stream(method, request).subscribe({
    next: message => got(name, message),
    error: error => {
      say({ name, kind: tried ? "ended again" : "ended", code: codeOf(error.message), why: error.message });
      if (again && !tried) follow(true);
    },
    complete: () => say({ name, kind: "ended", code: null }),
  });
  follow(false);
};

const overEvents = async ({ name, url, token, ticket, negotiation, headers }) => {
  const query = new URLSearchParams({ after: 0, ...negotiation && { negotiation }, ...ticket && { ticket } });
  const answer = await fetch(`${url}/api/events?${query}`, { headers: { ...headers, accept: "text/event-stream", ...token && { authorization: `Bearer ${token}` } } });
  if (answer.status !== 200) return say({ name, kind: "refused", why: `${answer.status} ${await answer.text()}` });
  let rest = "", last = null;
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + part).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const { event, data } = Object.fromEntries(block.split("\n").map(line => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()]));
      last = event === "problem" ? JSON.parse(data).type.slice("/problems/".length) : null;
      if (event !== "problem") got(name, JSON.parse(data));
    }
  }
  say({ name, kind: "ended", code: last });
};

await Promise.all(input.streams.map(stream => (stream.sse ? overEvents : overHub)(stream)));
