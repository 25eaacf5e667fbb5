// What the server does not take, by its code and in its words.

/// The server does not take the request.
export class Refusal extends Error {
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    [this.code, this.detail] = [code, detail];
  }

  /// Another connection, or a moment, may be all that it takes.
  get passes() { return /^(database-unavailable|overloaded|internal|too-many-)/.test(this.code); }

  /// A connection has the token that it was opened with.
  get isOfTheCaller() { return this.code.startsWith("token-"); }

  static of(error) {
    const [, code, detail] = /HubException: ([a-z0-9-]+): (.*)/s.exec(error?.message) ?? [];
    return code ? new Refusal(code, detail) : error;
  }

  /// Of an answer over HTTP that is no success.
  static async from(answer) {
    try {
      const { type, detail } = await answer.json();
      return new Refusal(type.split("/").at(-1), detail);
    } catch {
      return new Refusal(`http-${answer.status}`, `The server refuses the connection (${answer.status}).`); // not the ledger's own answer: a proxy's
    }
  }
}
