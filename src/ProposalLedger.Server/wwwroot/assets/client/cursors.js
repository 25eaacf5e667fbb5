// What a subscription keeps of what it has heard, so that nothing is lost, repeated or taken back.

/// A place in the log.
export class TailCursor {
  method = "Tail";
  #filters;

  constructor({ after = 0, ...filters }) { [this.position, this.#filters] = [after, filters]; }

  get argument() { return { ...this.#filters, after: this.position }; }

  /// Whether the caller has something already.
  get isBegun() { return this.position > 0; }

  /// What is to be handed on of a message: its kind, or null for what has been there before.
  take(message) {
    if (message.previous !== this.position) {
      if (message.position <= this.position) return null;
      throw new Error(`Something between ${this.position} and ${message.position} is missing.`);
    }
    this.position = message.position;
    return message;
  }

  /// The ledger is another one.
  anew(position = 0) { this.position = position; }
}

/// A view's newest state.
export class WatchCursor {
  method = "Watch";
  #shown = null; // the newest state handed on, with the latest position that it is known to hold at
  #held = null;  // one that a node sent which has not come as far

  /// `known`: the etag and the position of a state that the caller has.
  constructor({ known = null, ...argument }) { [this.argument, this.#shown] = [argument, known]; }

  get position() { return this.#shown?.position; }

  get isBegun() { return this.#shown !== null; }

  /// A state, once; a heartbeat; or null where the node is behind what has been shown: it has nothing new to say.
  take(message) {
    if (this.#shown && message.position < this.#shown.position) {
      this.#held = message.kind === "state" ? message : this.#held ?? message;
      return null;
    }
    const state = message.kind === "state" ? message : this.#held?.kind === "state" && this.#held.etag === message.etag ? { ...this.#held, ...message, kind: "state" } : null;
    this.#held = null;
    const isNew = state && state.etag !== this.#shown?.etag;
    if (isNew || this.#shown) this.#shown = { etag: isNew ? state.etag : this.#shown.etag, position: message.position };
    if (isNew) return state;
    const { body, ...heartbeat } = message;
    return { ...heartbeat, kind: "heartbeat" };
  }

  /// The node has not come as far as what has been shown.
  get isBehind() { return this.#held !== null; }

  /// Asks for the log after what has been shown.
  get asTail() { return { after: this.position, ...this.argument.negotiation ? { negotiation: this.argument.negotiation } : {} }; }

  /// The ledger is another one: its state comes first, whatever its position.
  anew() { this.#shown = this.#held = null; }
}
