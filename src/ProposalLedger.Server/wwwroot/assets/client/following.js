// One subscription, for as long as it is wanted: whatever ends it, it is begun again where it stood.
import { Refusal } from "./refusal.js";
import { onReturn, pause, rest } from "./waiting.js";

const SILENCE = 20_000; // heartbeats come every 10 s: after two lost ones the connection counts as dead
const SELDOM = 30_000;  // a request that is wrong stays wrong, unless what it names comes to exist

/// The connection is not to be used again.
class Dead extends Error {}

export class Following {
  #nodes; #cursor; #handlers; #snapshot; #closing = new AbortController();
  #told = "";          // how fresh it was said to be
  #refused = null;     // the code with which the connection was refused last
  #fresh;              // when all was well last; null where nothing was there yet

  /// `snapshot` reads a state, hands it on, and says the position that it holds at; null where the cursor says where to begin.
  constructor(nodes, cursor, handlers, snapshot = null) {
    [this.#nodes, this.#cursor, this.#handlers, this.#snapshot] = [nodes, cursor, handlers, snapshot];
    this.#fresh = cursor.isBegun ? new Date() : null;
    this.#tell("catching-up");
    this.#run();
  }

  get position() { return this.#cursor.position; }

  close() { this.#closing.abort(); }

  /// There is no connection at present; the server may have refused it.
  lost(why, refusal) {
    this.#tell("stale", { why, ...refusal ? { code: refusal.code } : {} });
    // Once, however often it is tried again.
    if (refusal && refusal.code !== this.#refused) this.#call("refused", { code: refusal.code, detail: refusal.detail });
    this.#refused = refusal?.code ?? this.#refused;
  }

  async #run() {
    let isBegun = !this.#snapshot;
    for (let attempt = 0; ;) {
      const hub = await this.#nodes.get();
      if (!hub || this.#closing.signal.aborted) return;
      this.#refused = null;
      this.#tell("catching-up");
      let least = 0;
      try {
        if (!isBegun) this.#cursor.anew(await this.#snapshot());
        isBegun = true;
        await this.#listen(hub, () => { attempt = 0; });
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        if (error instanceof Dead || hub.state !== "Connected") {
          this.#nodes.drop(hub, error instanceof Dead ? error.message : undefined);
          continue;
        }
        this.#tell("stale", { why: error.detail ?? error.message, code: error.code });
        if (error instanceof Refusal) this.#call("refused", { code: error.code, detail: error.detail });
        if (error.isOfTheCaller) {
          this.#nodes.drop(hub, error.detail);
          continue;
        }
        if (error.code === "position-beyond-head") isBegun = await this.#beginAnew(error);
        else if (error instanceof Refusal && !error.passes) least = SELDOM;
      }
      await rest(Math.max(least, pause(attempt++)), this.#closing.signal);
    }
  }

  /// The ledger that answers is not the one that was followed, and what is known of that one is void. Where the caller cannot begin anew now it is asked again.
  async #beginAnew({ code, detail }) {
    let position;
    try {
      position = await this.#handlers.anew?.({ code, detail });
    } catch {
      return true;
    }
    this.#cursor.anew(position);
    return !this.#snapshot || position !== undefined;
  }

  /// Rejects when the stream ends, for whatever reason, and resolves when it is no longer wanted. After that nothing more is heard of it.
  #listen(hub, heard) {
    const { signal } = this.#closing;
    let last = Date.now(), isOver = false, end, fail;
    const listening = new Promise((resolve, reject) => { [end, fail] = [resolve, reject]; });
    // By the clock, which goes on while a machine sleeps and its timers do not.
    const look = () => { if (Date.now() - last >= SILENCE) fail(new Dead("the server has gone silent")); };
    const watchdog = setInterval(look, SILENCE / 8);
    const stopLooking = onReturn(look);
    signal.addEventListener("abort", end);
    const stream = hub.stream(this.#cursor.method, this.#cursor.argument).subscribe({
      next: message => {
        if (isOver || signal.aborted) return;
        last = Date.now();
        try {
          this.#take(message, hub, fail);
        } catch (error) {
          isOver = true;
          fail(new Dead(error.message));
          return;
        }
        this.#nodes.heard();
        heard();
      },
      // Where the connection has ended, its streams err before it says so itself.
      error: error => queueMicrotask(() => fail(Refusal.of(error))),
      complete: () => fail(new Dead("the server has ended the stream")),
    });
    return listening.finally(() => {
      isOver = true;
      clearInterval(watchdog);
      stopLooking();
      signal.removeEventListener("abort", end);
      stream.dispose();
    });
  }

  #take(message, hub, fail) {
    const taken = this.#cursor.take(message);
    if (taken) {
      this.#handOn(taken);
    } else if (this.#cursor.isBehind) {
      this.#say({ ...message, freshness: message.freshness === "stale" ? "stale" : "catching-up" });
      // A node that is behind, or a ledger that never came as far: only the log itself can tell.
      if (message.kind === "state") this.#refuses(hub, this.#cursor.asTail).then(refusal => { if (refusal?.code === "position-beyond-head") fail(refusal); });
    }
  }

  #handOn(message) {
    this.#say(message);
    this.#call(message.kind, ...message.kind === "state" ? [message.body, message] : [message]);
  }

  #refuses(hub, argument) {
    return new Promise(resolve => {
      const stream = hub.stream("Tail", argument).subscribe({
        next: () => queueMicrotask(() => { stream.dispose(); resolve(null); }),
        error: error => resolve(Refusal.of(error)),
        complete: () => resolve(null),
      });
    });
  }

  /// An event says nothing of freshness but that the server reaches its database: what the last heartbeat said holds until the next.
  #say({ kind, freshness, stopped = [], position, head }) {
    if (kind === "event") freshness = position < head ? this.#told.startsWith("live") ? "live" : "catching-up" : "live";
    const [first] = stopped.toSorted((a, b) => a.position - b.position);
    const why = first ? `the view of ${first.view} cannot apply the event at position ${first.position} (${first.reason})` : "the server does not reach its database";
    this.#tell(freshness, freshness === "stale" ? { why, ...first ? { stopped } : {} } : {});
  }

  #tell(freshness, more = {}) {
    const told = freshness + JSON.stringify(more);
    if (freshness === "live") this.#fresh = new Date();
    if (told === this.#told || this.#closing.signal.aborted) return;
    this.#told = told;
    this.#call("freshness", { freshness, ...freshness === "stale" && this.#fresh ? { since: this.#fresh } : {}, ...more });
  }

  /// A handler that fails is its author's to hear of, as if nobody had called it; the subscription goes on.
  #call(name, ...what) {
    try {
      this.#handlers[name]?.(...what);
    } catch (error) {
      queueMicrotask(() => { throw error; });
    }
  }
}
