// What a client of the ledger sees. Names and messages are those of docs/following.md.

/** How new what one sees is: at the ledger's head, on the way to it, or cut off from it. */
export type FreshnessWord = "live" | "catching-up" | "stale";

/** A view that met an event which it cannot apply. */
export interface StoppedView {
  view: string;
  position: number;
  reason: string;
}

export interface Freshness {
  freshness: FreshnessWord;
  /** When all was well last; of what is stale only, and not where nothing has been shown yet. */
  since?: Date;
  /** In words; of what is stale only. */
  why?: string;
  /** The code of a refusal, where one is why. */
  code?: string;
  stopped?: StoppedView[];
}

/** The kinds of entries, as event types and ids name them. */
export type Noun =
  | "negotiation" | "party" | "person" | "mandate" | "issue" | "proposition" | "source" | "session" | "action" | "proposal" | "draft"
  | "rendering" | "amendment" | "status" | "link" | "claim" | "conflict" | "resolution";

/** Events that record an entry: `data` is the entry, as it was posted. */
export type RecordedType =
  | "negotiation-opened.v1" | "party-added.v1" | "person-added.v1" | "mandate-given.v1" | "issue-raised.v1" | "proposition-put.v1"
  | "source-registered.v1" | "session-recorded.v1" | "action-recorded.v1" | "proposal-made.v1" | "draft-tabled.v1" | "rendering-added.v1"
  | "amendment-proposed.v1" | "point-status-reported.v1" | "lineage-linked.v1" | "claim-recorded.v1" | "conflict-raised.v1" | "conflict-resolved.v1";

export type CorrectedType = `${Noun}-corrected.v1`;
export type RetractedType = `${Noun}-retracted.v1`;

/** Who may read the negotiation from now on. */
export type VisibilityType = "visibility-set.v1";

/** What happened to tokens and roles: told to whoever may read what they are for. */
export type AccessType = "token-issued.v1" | "token-revoked.v1" | "role-granted.v1" | "role-revoked.v1";

/** The text of an earlier event had to go: `data` names it, and has the tombstone that stands in its place now. */
export type RedactedType = "event-redacted.v1";

/** The names that events are stored under. */
export type EventType = RecordedType | CorrectedType | RetractedType | VisibilityType | RedactedType | AccessType;

/** An entry's own fields; /openapi/v1.json has those of each kind. */
export interface EntryData {
  id: string;
  [field: string]: unknown;
}

interface CloudEvent {
  specversion: "1.0";
  id: string;
  source: string;
  subject: string;
  /** When it was recorded, RFC 3339 in UTC. */
  time: string;
  position: number;
  /** Its number within the stream. */
  version: number;
  stream: string;
  actor: string;
  reason?: string;
  /** EDTF. */
  occurred?: string;
  /** EDTF. */
  published?: string;
  sources?: string[];
  /** The position of the event that took its text away: `data` are a tombstone. */
  redactedBy?: number;
}

/** An event as every reader gets it: a CloudEvent 1.0 with the ledger's own attributes. */
export type LedgerEvent =
  | CloudEvent & { negotiation: string; type: RecordedType; data: EntryData }
  | CloudEvent & { negotiation: string; type: CorrectedType | RetractedType | VisibilityType | RedactedType; data: Record<string, unknown> }
  | CloudEvent & { negotiation?: string; type: AccessType; data: Record<string, unknown> };

interface OfTail {
  /** The ledger's last position. */
  head: number;
  /** The position of the message before this one in the subscription. */
  previous: number;
}

export type EventMessage = LedgerEvent & OfTail & { kind: "event" };

export interface TailHeartbeat extends OfTail {
  kind: "heartbeat";
  /** Everything up to it is done: sent, or left out by the filters. */
  position: number;
  freshness: FreshnessWord;
}

interface OfWatch {
  /** Every event up to it is in the state. */
  position: number;
  head: number;
  freshness: FreshnessWord;
  stopped?: StoppedView[];
  /** As the header ETag of the GET, quotes included. */
  etag: string;
}

export interface StateMessage<Body = unknown> extends OfWatch {
  kind: "state";
  body: Body;
}

export interface WatchHeartbeat extends OfWatch {
  kind: "heartbeat";
}

/** What the server does not take, a request or whoever connects, by its code (/problems/{code}) and in its words; `http-...` with a status where something before the server refuses. */
export interface Refused {
  code: string;
  detail: string;
}

/** Which events are wanted; what is left out does not matter. */
export interface Filters {
  negotiation?: string;
  proposal?: string | string[];
  party?: string | string[];
  issue?: string | string[];
  /** With or without its version. */
  type?: string | string[];
}

export interface TailRequest extends Filters {
  /** The last position that one has; 0 or left out: all events. */
  after?: number;
  /** The address of a state, e.g. `/api/negotiations/{n}/positions`, that is read first and followed from, rather than `after`. */
  snapshot?: string;
}

export interface WatchRequest {
  negotiation?: string;
  /** The path after the negotiation; empty for the overview. */
  view: string;
  query?: string | Record<string, string>;
  /** A state that one has already: it is not sent again, and no older one after it. */
  known?: { etag: string; position: number };
}

export interface Handlers {
  /** Told at first, and whenever it changes. */
  freshness?(now: Freshness): void;
  /** The server does not take the request, or the token or origin that it comes with. It is asked again all the same, seldom where that is hopeless. */
  refused?(refusal: Refused): void;
  /**
   * The ledger that answers has not come to the position that was reached: it is another one, or one from an old copy, and what was heard is
   * void. A tail goes on after the position that is returned, else after a new snapshot or from the beginning; where the promise is rejected this
   * is asked again later.
   */
  anew?(refusal: Refused): number | void | Promise<number | void>;
}

export interface TailHandlers<Body = unknown> extends Handlers {
  /** Each event once, in order. Handlers are not waited for. */
  event?(message: EventMessage): void;
  heartbeat?(message: TailHeartbeat): void;
  snapshot?(body: Body, position: number): void;
}

export interface WatchHandlers<Body = unknown> extends Handlers {
  /** The state now, and each later one. None is older than the one before it, whichever node sent it. */
  state?(body: Body, message: StateMessage<Body>): void;
  /** The last state still holds, up to `position`. */
  heartbeat?(message: WatchHeartbeat): void;
}

export interface Following {
  /** The last position that is done. Kept where a restart finds it, it is what the next `after` is. */
  readonly position: number | undefined;
  close(): void;
}

export interface Ledger {
  /** Every event after a position, then those that come. */
  tail<Body = unknown>(request?: TailRequest, handlers?: TailHandlers<Body>): Following;
  /** A view's state, now and whenever it changes. */
  watch<Body = unknown>(request: WatchRequest, handlers?: WatchHandlers<Body>): Following;
  /** Ends all that is followed, and the connection. */
  close(): void;
}

export interface Options {
  /** For what not everybody may read. Asked for each time that a connection is opened. */
  token?: () => string | Promise<string>;
}

/**
 * One connection, for all that is followed over it, to one of the servers of a ledger: when it dies, to the next of the list, and round it for ever.
 * @param urls Where they are, without a path: `https://ledger.example`.
 */
export function connect(urls: string | string[], options?: Options): Ledger;
