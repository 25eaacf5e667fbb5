// One connection to one of several nodes, for all that is followed over it.
import { pause, rest } from "./waiting.js";
import { Refusal } from "./refusal.js";

const IN_BROWSER = !globalThis.process?.versions?.node;
const SHORT = 3_000;
const START = 10_000; // a node that lets a connection hang is no better than one that refuses it

/// The library waits for a WebSocket for as long as the browser does, which is minutes, and a browser opens no second one to the same
/// address meanwhile: one that the network has swallowed would stand in the way of all that come after it.
const impatient = WebSocket => class extends WebSocket {
  constructor(...how) {
    super(...how);
    setTimeout(() => { if (this.readyState === WebSocket.CONNECTING) this.close(); }, START);
  }
};

/// Opened when it is first needed, and replaced when it dies: at the next address of the list, and so on round it, for ever.
export class Nodes {
  #signalr; #urls; #token; #lost; #closing = new AbortController();
  #at = 0;           // the address in use, or to be tried next
  #failures = 0;     // since something was last heard
  #tries = new Map();
  #opening = null;

  /// `lost` is told why there is no connection, each time that it is tried in vain, and what the server refuses of whoever comes, if it does.
  constructor(signalr, urls, token, lost) {
    [this.#signalr, this.#urls, this.#token, this.#lost] = [signalr, urls, token, lost];
  }

  get url() { return this.#urls[this.#at]; }

  /// Of HTTP requests to the node in use.
  async headers() { return this.#token ? { Authorization: `Bearer ${await this.#token()}` } : {}; }

  /// The connection as it is, or the next one, however long that takes; null once all is closed.
  get() { return this.#opening ??= this.#open(); }

  /// Something came over it: what failed before is forgiven.
  heard() { this.#failures = 0; }

  /// It is dead, whatever it says.
  drop(hub, why) {
    hub.stop().catch(() => {});
    if (hub !== this.hub) return;
    this.hub = this.#opening = null;
    this.#next(why);
  }

  close() {
    this.#closing.abort();
    this.hub?.stop().catch(() => {});
  }

  async #open() {
    while (!this.#closing.signal.aborted) {
      if (this.#failures > 0) await rest(pause(Math.floor((this.#failures - 1) / this.#urls.length)), this.#closing.signal);
      if (this.#closing.signal.aborted) break;
      const { url } = this;
      const tries = this.#tries.get(url) ?? 0;
      const begun = performance.now();
      try {
        const hub = await this.#start(url, tries);
        this.#tries.set(url, 0);
        hub.onclose(() => this.drop(hub));
        if (this.#closing.signal.aborted) hub.stop().catch(() => {});
        return this.hub = hub;
      } catch (error) {
        this.#tries.set(url, tries + 1);
        // A node that lets things hang is not asked what it has against it.
        const refusal = error instanceof Refusal ? error : performance.now() - begun < SHORT ? await this.#refusal(url) : null;
        this.#next(refusal?.detail, refusal);
      }
    }
    return null;
  }

  #next(why = "no connection to the server", refusal = null) {
    this.#failures++;
    this.#at = (this.#at + 1) % this.#urls.length;
    if (!this.#closing.signal.aborted) this.#lost(why, refusal);
  }

  /// Nobody is told why a WebSocket was refused; whoever asks for a connection over HTTP with the same token is. Null where nothing is refused, or nobody answers.
  async #refusal(url) {
    try {
      const answer = await fetch(`${url}/hubs/ledger/negotiate?negotiateVersion=1`, { method: "POST", headers: await this.headers(), signal: AbortSignal.timeout(SHORT) });
      return answer.ok ? null : await Refusal.from(answer);
    } catch {
      return null;
    }
  }

  async #start(url, tries) {
    const { HubConnectionBuilder, LogLevel } = this.#signalr;
    const ways = this.#token && IN_BROWSER ? this.#waysWithTicket : this.#ways;
    const { ticket, ...way } = ways[tries % ways.length];
    const address = `${url}/hubs/ledger${ticket ? `?ticket=${await this.#ticket(url)}` : ""}`;
    const hub = new HubConnectionBuilder()
      .withUrl(address, { ...way, withCredentials: false, timeout: START, ...IN_BROWSER ? { WebSocket: impatient(WebSocket) } : {} })
      .configureLogging(LogLevel.None)
      .build();
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("It takes too long.")), START); });
    try {
      await Promise.race([hub.start(), late]);
      return hub;
    } catch (error) {
      hub.stop().catch(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /// A WebSocket alone first: one round trip, and whichever node a load balancer leads to will do. Where that fails it is negotiated, which tells
  /// why; and then without WebSockets, for there are networks that open them and let nothing through.
  get #ways() {
    const { HttpTransportType: { WebSockets, ServerSentEvents, LongPolling } } = this.#signalr;
    const accessTokenFactory = this.#token;
    return [
      { transport: WebSockets, skipNegotiation: true, accessTokenFactory },
      { accessTokenFactory },
      { transport: ServerSentEvents | LongPolling, accessTokenFactory },
    ];
  }

  /// A browser sends no header with a WebSocket, and a token does not belong in an address: a ticket that is good for one connection does. Polls have headers.
  get #waysWithTicket() {
    const { HttpTransportType: { WebSockets, LongPolling } } = this.#signalr;
    return [{ transport: WebSockets, skipNegotiation: true, ticket: true }, { transport: LongPolling, accessTokenFactory: this.#token }];
  }

  async #ticket(url) {
    const answer = await fetch(`${url}/api/tickets`, { method: "POST", headers: await this.headers(), signal: AbortSignal.timeout(START) });
    if (!answer.ok) throw await Refusal.from(answer);
    return (await answer.json()).ticket;
  }
}
