// The script that the pages verify with, in Node: node pages.mjs <assets/verify> <log's directory> <key> [<cases.json>]. Says what it finds wrong.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [scripts, directory, vkey, cases] = process.argv.slice(2);
const load = name => import(pathToFileURL(join(scripts, name)));
const [{ canonical, commitment, fromBase64, toBase64 }, { TiledTree, leafHash, rootOver, same }, note] = [await load("canonical.js"), await load("merkle.js"), await load("note.js")];
const wrong = [];
const read = path => readFile(join(directory, path));

const key = await note.parseKey(vkey);
const checkpoint = await readCheckpoint();
const { inclusion, consistency } = JSON.parse(await read("proofs.json"));
const tiles = path => read(`tile/${path}`);
const { newer } = await new TiledTree(checkpoint.size, tiles).roots(0);
if (!same(newer, checkpoint.root)) wrong.push("tiles");
for (const { index, path } of inclusion) {
  const root = await rootOver(await leafHash(await entry(index)), index, checkpoint.size, path.map(fromBase64));
  if (!root || !same(root, checkpoint.root)) wrong.push(`inclusion of ${index}`);
}
for (const { older, root } of consistency) {
  const roots = await new TiledTree(checkpoint.size, tiles).roots(older);
  if (toBase64(roots.older) !== root || !same(roots.newer, checkpoint.root)) wrong.push(`consistency with ${older}`);
}
for (const { json, text, salt, committed } of cases ? JSON.parse(await readFile(cases)) : []) {
  let own = null;
  try {
    own = canonical(JSON.parse(json));
  } catch {
    // Null is what C# says of it, too.
  }
  if (own !== text) wrong.push(`canonical ${json}: ${own} instead of ${text}`);
  else if (own !== null && await commitment(salt, JSON.parse(json)) !== committed) wrong.push(`commitment ${json}`);
}
console.log(wrong.length ? wrong.join("\n") : `root ${toBase64(checkpoint.root)}`);
process.exit(wrong.length ? 1 : 0);

async function readCheckpoint() {
  try {
    const signed = note.parseNote((await read("checkpoint")).toString("utf8"));
    if (await note.isSigned(signed, key) !== true) throw new TypeError("the signature does not hold");
    return note.parseCheckpoint(signed);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.log(`checkpoint: ${error.message}`); // Nothing is proved by one that is not signed.
    process.exit(1);
  }
}

async function entry(index) {
  const first = Math.floor(index / 256), width = Math.min(256, checkpoint.size - first * 256);
  const path = `entries/${String(first % 1000).padStart(3, "0")}`;
  const bytes = await tiles(width < 256 ? `${path}.p/${width}` : path);
  let at = 0;
  for (let i = first * 256; i < index; i++) at += 2 + bytes.readUInt16BE(at);
  return bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at));
}
