// RFC 6962's tree: hashes of leaves and nodes, and roots out of proofs and tiles. Hashes are Uint8Arrays of 32 bytes.
import { join, sha256 } from "./canonical.js";

const FULL = 256;
const ZERO = Uint8Array.of(0), ONE = Uint8Array.of(1);

export const leafHash = entry => sha256(join(ZERO, entry));
export const nodeHash = (left, right) => sha256(join(ONE, left, right));
export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/// Leaves of the left subtree: the greatest power of two below the size.
export function split(size) {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/// The root that a leaf and its path lead to; null where the path has not the length that the place in the tree demands.
export async function rootOver(leaf, index, size, path) {
  const lefts = [];
  for (let low = 0, high = size; high - low > 1;) {
    const middle = low + split(high - low);
    lefts.push(index < middle);
    [low, high] = index < middle ? [low, middle] : [middle, high];
  }
  if (!(index >= 0 && index < size) || path.length !== lefts.length) return null;
  let hash = leaf;
  for (const [i, isLeft] of lefts.reverse().entries()) hash = await (isLeft ? nodeHash(hash, path[i]) : nodeHash(path[i], hash));
  return hash;
}

/// A tree as its tiles hold it (C2SP tlog-tiles). `read` brings a tile's bytes by its path.
export class TiledTree {
  #read; #tiles = new Map();

  constructor(size, read) {
    [this.size, this.#read] = [size, read];
  }

  /// The roots over all leaves and over the first `older`, out of the same hashes: so the one tree begins with the other.
  async roots(older) {
    if (this.size === 0 || older === 0) return { older: await sha256(new Uint8Array()), newer: await this.#range(0, this.size) };
    const { older: inner, newer } = await this.#both(0, this.size, older);
    return { older: inner, newer };
  }

  /// The roots of the complete subtrees that the first leaves are made of, largest first, each with the positions that it covers.
  async peaks(size) {
    const peaks = [];
    for (let first = 0; first < size;) {
      let width = 1;
      while (width * 2 <= size - first) width *= 2;
      peaks.push({ first: first + 1, last: first + width, hash: await this.#range(first, first + width) });
      first += width;
    }
    return peaks;
  }

  async #both(low, high, older) {
    if (high <= older) {
      const hash = await this.#range(low, high);
      return { older: hash, newer: hash };
    }
    if (low >= older) return { older: null, newer: await this.#range(low, high) };
    const middle = low + split(high - low);
    const [left, right] = [await this.#both(low, middle, older), await this.#both(middle, high, older)];
    return { older: right.older ? await nodeHash(left.older, right.older) : left.older, newer: await nodeHash(left.newer, right.newer) };
  }

  async #range(low, high) {
    if (high === low) return sha256(new Uint8Array());
    const width = high - low;
    if (Number.isInteger(Math.log2(width)) && low % width === 0) return this.#subtree(Math.log2(width), low / width);
    const middle = low + split(width);
    return nodeHash(await this.#range(low, middle), await this.#range(middle, high));
  }

  async #subtree(level, index) {
    const within = level % 8, first = index * 2 ** within;
    const hashes = await this.#tile(Math.floor(level / 8), Math.floor(first / FULL));
    return fold(hashes, first % FULL, 2 ** within);
  }

  #tile(level, index) {
    const key = `${level}/${index}`;
    if (!this.#tiles.has(key)) this.#tiles.set(key, this.#fetched(level, index));
    return this.#tiles.get(key);
  }

  async #fetched(level, index) {
    const width = Math.min(FULL, Math.floor(this.size / FULL ** level) - index * FULL);
    const path = tilePath(level, index, width);
    const bytes = await this.#read(path);
    if (bytes.length !== width * 32) throw new TypeError(`tile ${path} has ${bytes.length} bytes, not ${width * 32}`);
    return Array.from({ length: width }, (_, i) => bytes.slice(i * 32, i * 32 + 32));
  }
}

async function fold(hashes, first, count) {
  return count === 1 ? hashes[first] : nodeHash(await fold(hashes, first, count / 2), await fold(hashes, first + count / 2, count / 2));
}

export function tilePath(level, index, width) {
  const three = number => String(number).padStart(3, "0");
  let path = three(index % 1000);
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) path = `x${three(rest % 1000)}/${path}`;
  return `${level}/${path}${width < FULL ? `.p/${width}` : ""}`;
}
