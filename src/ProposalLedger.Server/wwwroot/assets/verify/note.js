// Signed notes, checkpoints and proofs as C2SP writes them. What is not written so throws a TypeError, in words.
import { fromBase64, join, sha256, toHex, utf8 } from "./canonical.js";

const ED25519 = 1;

/// A public key: name+id+base64.
export async function parseKey(text) {
  const [name, id, encoded] = parts(text.trim(), "+", 3) ?? fail("a key looks like name+0123abcd+base64");
  const bytes = fromBase64(encoded);
  if (bytes[0] !== ED25519 || bytes.length !== 33) fail("it is no Ed25519 key");
  const own = toHex((await sha256(join(utf8(`${name}\n`), bytes))).slice(0, 4));
  if (own !== id) fail(`its id is ${own}, not ${id}: the key, its name or its id was changed`);
  return { name, id, bytes: bytes.slice(1), text: text.trim() };
}

/// A text and the signatures below it.
export function parseNote(note) {
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0 || !note.endsWith("\n")) fail("a checkpoint is a text, a blank line and signatures");
  const signatures = note.slice(blank + 2, -1).split("\n").map(line => {
    const [dash, name, encoded] = parts(line, " ", 3) ?? [];
    if (dash !== "\u2014" || !name) fail("a signature looks like: an em dash, a name, and base64");
    const bytes = fromBase64(encoded);
    return { name, id: toHex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

/// What a log says of itself.
export function parseCheckpoint(note) {
  const [origin, size, root] = note.text.split("\n");
  if (!/^(0|[1-9]\d{0,14})$/.test(size ?? "")) fail("the checkpoint does not say its size");
  const hash = fromBase64(root ?? "");
  if (hash.length !== 32) fail("the checkpoint's root is no hash");
  return { origin, size: Number(size), root: hash };
}

/// An entry's place in a log.
export function parseProof(text) {
  const blank = text.indexOf("\n\n");
  const lines = blank < 0 ? [] : text.slice(0, blank).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1") fail("it does not begin as a proof does");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const index = /^index (0|[1-9]\d{0,14})$/.exec(lines.shift() ?? "") ?? fail("the proof does not say its index");
  const path = lines.map(line => fromBase64(line));
  if (path.some(hash => hash.length !== 32)) fail("a hash of the proof is none");
  return { index: Number(index[1]), path, note: text.slice(blank + 2) };
}

/// Whether the key's owner signed the note. Null: this browser cannot tell, as it has no Ed25519.
export async function isSigned(note, key) {
  const signature = note.signatures.find(s => s.name === key.name && s.id === key.id)
    ?? fail(`it was signed by ${note.signatures.map(s => `${s.name} (${s.id})`).join(", ")}, and not with your key, ${key.name} (${key.id})`);
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError") return null;
    throw error;
  }
  return crypto.subtle.verify("Ed25519", imported, signature.bytes, utf8(note.text));
}

function parts(text, separator, count) {
  const all = text.split(separator);
  return all.length < count ? null : [...all.slice(0, count - 1), all.slice(count - 1).join(separator)];
}

function fail(why) {
  throw new TypeError(why);
}
