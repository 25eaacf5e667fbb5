// What is checked, step by step: each says what it proved or what is wrong, with the values. Runs in a browser and in Node; knows of no page.
import { canonical, commitment, fromBase64, toBase64, toHex, sha256, utf8 } from "./canonical.js";
import { TiledTree, leafHash, rootOver, same } from "./merkle.js";
import { isSigned, parseCheckpoint, parseKey, parseNote, parseProof } from "./note.js";

const count = (number, word, many = `${word}s`) => `${number.toLocaleString("en")} ${number === 1 ? word : many}`;

/// Steps as they are done; the first that is wrong names what was changed.
export class Steps {
  all = [];
  #add(state, name, words, values) { this.all.push({ state, name, words, values }); }
  proved(name, words, values = []) { this.#add("proved", name, words, values); }
  given(name, words, values = []) { this.#add("given", name, words, values); }
  wrong(name, words, values = []) { this.#add("wrong", name, words, values); }
  unchecked(name, words, values = []) { this.#add("unchecked", name, words, values); }
  get isSound() { return this.all.every(step => step.state !== "wrong"); }
}

/// The reader's key, or null where it cannot be read.
export async function readKey(steps, text) {
  try {
    return await parseKey(text);
  } catch (error) {
    steps.wrong("Key", `The key that you gave cannot be used: ${error.message}.`);
    return null;
  }
}

/// A checkpoint with the key's signature; null where it cannot be read. `isTrusted`: nothing speaks against the signature; `isSigned`: it holds.
export async function checkCheckpoint(steps, text, key) {
  let checkpoint;
  try {
    const note = parseNote(text);
    checkpoint = { ...parseCheckpoint(note), text, isTrusted: false, isSigned: false };
    if (!key) {
      steps.unchecked("Checkpoint", "Its signature was not checked, for want of a key.", valuesOf(checkpoint));
      return checkpoint;
    }
    if (checkpoint.origin !== key.name) throw new TypeError(`it is of the log ${checkpoint.origin}, and your key is that of ${key.name}`);
    const signed = await isSigned(note, key);
    if (signed === false) throw new TypeError("the signature does not hold: the checkpoint or its signature was changed, or it was made with another key than yours");
    [checkpoint.isTrusted, checkpoint.isSigned] = [true, signed === true];
    const others = note.signatures.length - 1;
    if (signed) steps.proved("Checkpoint", `The key that you gave has signed this checkpoint over ${count(checkpoint.size, "event")}.${others ? ` ${count(others, "other signature")} on it was not looked at here.` : ""}`, valuesOf(checkpoint));
    else steps.unchecked("Checkpoint", "This browser has no Ed25519, so the signature was not checked: the rest was. `ledger verify` checks it, or a newer browser.", valuesOf(checkpoint));
  } catch (error) {
    steps.wrong("Checkpoint", `It cannot be trusted: ${error.message}.`, checkpoint ? valuesOf(checkpoint) : []);
  }
  return checkpoint ?? null;
}

const valuesOf = checkpoint => [["Log", checkpoint.origin], ["Events", String(checkpoint.size)], ["Root", toBase64(checkpoint.root)]];

/// An event's receipt, as text. `position` is the event that was asked for; `shown` what the page shows of it, JSON texts by name;
/// `receiptOf` brings another event's receipt: of a redacted event only the redaction says what it left.
export async function checkReceipt(steps, text, key, position, shown = {}, receiptOf = null) {
  let event, entryText, proof;
  try {
    const receipt = JSON.parse(text);
    if (receipt.format !== "proposal-ledger/receipt@v1") throw new TypeError("it is of another format");
    [event, entryText, proof] = [receipt.event, receipt.entry, parseProof(receipt.proof)];
    if (typeof entryText !== "string" || typeof event?.position !== "number") throw new TypeError("event or entry are missing");
  } catch (error) {
    steps.wrong("Receipt", `The server's receipt cannot be read: ${error.message}.`);
    return null;
  }

  const checkpoint = await checkCheckpoint(steps, proof.note, key);
  const made = await entryOf(event);
  const lead = async entry => entry === null ? null : rootOver(await leafHash(utf8(entry)), proof.index, checkpoint?.size ?? 0, proof.path);
  const isIn = async entry => checkpoint !== null && same(await lead(entry) ?? [], checkpoint.root);
  // Two of the three fit together: what does not is what was changed.
  const [given, own] = [await isIn(entryText), made.entry === entryText || await isIn(made.entry)];
  const truth = parsed(!given && own && made.entry !== entryText ? made.entry : entryText);

  if (event.position !== position) steps.wrong("Position", `The receipt is that of position ${event.position}, not of ${position}.`);
  if (event.metadata === undefined && event.redactedBy) steps.unchecked("Who, what, why, where", "A reason was taken away with the data: nothing is left to check it against the log with.");
  else compare(steps, "Who, what, why, where", made.metadata, truth?.metadata, "The metadata", [["Salt", event.metadataSalt]]);
  if (event.data === undefined && event.redactedBy) steps.unchecked("Data", `They were redacted, the server says, by the event at position ${event.redactedBy}: nothing is left to check. The rest still holds.`);
  else compare(steps, "Data", made.data, truth?.data, "The data", [["Salt", event.dataSalt]]);
  if (typeof event.recorded === "string" && event.recorded === truth?.recorded) steps.proved("Time", "The time of recording is the one in the log.", [["Recorded", event.recorded]]);
  else steps.wrong("Time", `The log says that it was recorded at ${truth?.recorded}; the event says ${event.recorded}.`);

  const read = parsed(entryText);
  if (!given && own && made.entry !== entryText) steps.wrong("Entry", "The entry in the receipt was changed: the event itself leads to the signed root, and this entry does not.", [["Entry", entryText]]);
  else if (!read || canonical(read) !== entryText || read.position !== event.position) steps.wrong("Entry", "It is not written as the log writes the entry of this position.", [["Entry", entryText]]);
  else steps.proved("Entry", "It is the log's entry of this position, byte for byte in its one spelling.", [["Entry", entryText], ["Leaf (SHA-256)", toBase64(await leafHash(utf8(entryText)))]]);

  const reached = await lead(own && !given ? made.entry : entryText);
  const values = [["Leaf's index", String(proof.index)], ...proof.path.map((hash, i) => [`Hash ${i + 1}`, toBase64(hash)]), ["Leads to", reached ? toBase64(reached) : "no root"]];
  if (proof.index !== position - 1) steps.wrong("Proof", `It is the proof of position ${proof.index + 1}.`, values);
  else if (given || own && made.entry !== entryText) steps.proved("Proof", `With ${count(proof.path.length, "hash", "hashes")} the leaf leads to the root of the checkpoint: the event is one of the ${checkpoint.size.toLocaleString("en")}.`, values);
  else if (!checkpoint?.isTrusted) steps.unchecked("Proof", "It leads to another root than the checkpoint's, and the checkpoint is not to be trusted: which of the two was changed does not show.", values);
  else if (made.entry !== entryText) steps.wrong("Proof", "Neither the event nor its entry leads to the signed root: both were changed, or the proof was.", values);
  else steps.wrong("Proof", "The event fits its entry, and the proof does not lead from it to the signed root: the proof was changed, or the event was put in its place with its entry.", values);
  const left = event.redactedBy == null ? null : await checkRedaction(steps, event, key, receiptOf);
  checkShown(steps, { metadata: event.metadata ?? left?.metadata, data: event.data ?? left?.tombstone }, shown);
  return checkpoint;
}

/// What the redaction left of an event, from its own receipt, which is verified like every other; null where that cannot be had.
async function checkRedaction(steps, event, key, receiptOf) {
  const by = event.redactedBy;
  if (event.data !== undefined || !Number.isSafeInteger(by) || by <= event.position) {
    steps.wrong("Redaction", event.data !== undefined ? `It is said to be redacted by the event at position ${by}, and its data are there: the one or the other is not true.` : `What is said to have redacted it, ${by}, is no later event's position.`);
    return null;
  }
  let text;
  try {
    if (!receiptOf) throw new Error("nobody brings its receipt");
    text = await receiptOf(by);
  } catch (error) {
    // A server that answers, and cannot show it signed, has nothing that vouches for what stands here: the same is a finding of `ledger verify`.
    if (error.isAnswer) steps.wrong("Redaction", `The server does not show that the event at position ${by}, which is said to have redacted it, was signed: ${error.message}. Nothing vouches for what stands here; verify again when a checkpoint covers it.`);
    else steps.unchecked("Redaction", `What the event at position ${by} says of it could not be had: ${error.message}.`);
    return null;
  }
  const own = new Steps();
  await checkReceipt(own, text, key, by);
  const bad = own.all.filter(step => step.state === "wrong").map(step => step.name);
  const { metadata, data: says } = parsed(text)?.event ?? {};
  if (bad.length) steps.wrong("Redaction", `The event at position ${by}, which is said to have redacted it, does not hold: ${bad.join(", ")}.`);
  else if (metadata?.type !== "event-redacted.v1" || says?.position !== event.position || says.tombstone === undefined) steps.wrong("Redaction", `The event at position ${by} is no redaction of this one.`);
  else if (event.metadata !== undefined && ["stream", "version", "type"].some(name => event.metadata[name] !== says[name])) steps.wrong("Redaction", `The event at position ${by} redacted one of another stream, version or type.`);
  else {
    steps.proved("Redaction", `The event at position ${by}, verified like this one, took the text away and says what it left.`, [["By", metadata.headers?.actor ?? "nobody"], ["Reason", metadata.headers?.reason ?? "none"]]);
    return says;
  }
  return null;
}

/// Only what stands under the page's heading of this name; what it tells above in words of its own is made from the same, and is not compared.
function checkShown(steps, checked, shown) {
  const there = Object.entries(shown).filter(([, text]) => text !== null);
  const names = wanted => there.filter(wanted).map(([name]) => name).join(" and ");
  const differing = names(([name, text]) => checked[name] !== undefined && (parsedCanonical(text) ?? "unreadable") !== canonicalOrNull(checked[name]));
  const open = names(([name]) => checked[name] === undefined);
  if (differing) steps.wrong("Exact record", `This page shows other ${differing} than those of the receipt.`);
  else if (open) steps.unchecked("Exact record", `There is nothing to compare the ${open} with that this page shows.`);
  else if (there.length) steps.proved("Exact record", `The ${names(() => true)} that this page shows under that heading are those that were checked. The sentence and the table above were not compared.`);
}

function compare(steps, name, own, log, words, values) {
  const all = [...values, ["Commitment", own ?? "none can be made"]];
  if (own !== null && own === log) steps.proved(name, `${words} and their salt make the commitment that is in the log.`, all);
  else steps.wrong(name, `${words}, or their salt, were changed: the log has another commitment.`, [...all, ["In the log", log ?? "none"]]);
}

/// The entry that the event amounts to, with its commitments; null where one cannot be made.
async function entryOf(event) {
  const attempt = async (salt, value) => {
    try {
      return value === undefined || typeof salt !== "string" || fromBase64(salt).length !== 32 ? null : await commitment(salt, value);
    } catch {
      return null;
    }
  };
  const [metadata, data] = [await attempt(event.metadataSalt, event.metadata), await attempt(event.dataSalt, event.data)];
  const entry = metadata && data ? canonicalOrNull({ data, metadata, position: event.position, recorded: event.recorded }) : null;
  return { metadata, data, entry };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const parsedCanonical = text => canonicalOrNull(parsed(text));

function canonicalOrNull(value) {
  try {
    return value === undefined ? null : canonical(value);
  } catch {
    return null;
  }
}

/// Whether the log still begins with the checkpoint that was verified on the last visit; `read` brings a tile's bytes. Gives back what to remember.
export async function checkHistory(steps, checkpoint, last, read) {
  const tree = new TiledTree(checkpoint.size, read);
  try {
    if (last && last.origin !== checkpoint.origin) {
      steps.wrong("History", `On your last visit you verified the log ${last.origin}; this is another one, ${checkpoint.origin}.`);
      return null;
    }
    if (last && last.size > checkpoint.size) {
      steps.wrong("History", `On your last visit, ${last.at}, the log had ${count(last.size, "event")}; now it has ${checkpoint.size.toLocaleString("en")}. It was rolled back: positions ${checkpoint.size + 1} to ${last.size} are gone.`);
      return null;
    }
    const roots = await tree.roots(last?.size ?? 0);
    if (!same(roots.newer, checkpoint.root)) {
      steps.wrong("History", "The tiles that the server gives out do not amount to the root of the checkpoint.", [["Tiles' root", toBase64(roots.newer)]]);
      return null;
    }
    if (!last) steps.unchecked("History", "This is your first visit with this browser: that nothing was changed before it, nothing can show. The checkpoint is remembered for the next one.");
    else if (toBase64(roots.older) === last.root) steps.proved("History", `The ${count(last.size, "event")} that you verified on ${last.at} are the beginning of the log as it is now: none was changed, none taken out.`, [["Root then", last.root]]);
    else {
      const now = await tree.peaks(last.size);
      const changed = now.filter((peak, i) => toBase64(peak.hash) !== last.peaks?.[i]);
      const where = changed.map(peak => peak.first === peak.last ? `position ${peak.first}` : `positions ${peak.first} to ${peak.last}`).join(", ");
      steps.wrong("History", `History was changed since your last visit, ${last.at}: the ${count(last.size, "event")} of then have another root now.${where ? ` What was changed is among ${where}.` : ""}`, [["Root then", last.root], ["Root now", toBase64(roots.older)]]);
      return null;
    }
    const peaks = (await tree.peaks(checkpoint.size)).map(peak => toBase64(peak.hash));
    return { origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root), peaks };
  } catch (error) {
    steps.unchecked("History", `The log's tiles cannot be read: ${error.message}.`);
    return null;
  }
}

/// SHA-256 of the key as the server sends it, in hex: what two people compare over the telephone.
export const fingerprint = async key => toHex(await sha256(utf8(`${key.trim()}\n`)));
