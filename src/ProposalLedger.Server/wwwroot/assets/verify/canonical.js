// RFC 8785: the one spelling of a JSON value. ECMAScript prints numbers and strings as it asks; only order and what is not I-JSON is ours to see to.

/// Throws a TypeError where the value has no such spelling.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.keys(value).sort().map(name => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("a number is too large for a double");
  if (typeof value === "string" && !value.isWellFormed()) throw new TypeError("a string holds half a surrogate pair");
  return JSON.stringify(value);
}

const UTF8 = new TextEncoder();
export const utf8 = text => UTF8.encode(text);

/// Bytes from base64; nothing but the one spelling of them is taken.
export function fromBase64(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  } catch {
    throw new TypeError("it is not base64");
  }
  if (toBase64(bytes) !== text) throw new TypeError("it is not written as base64 writes these bytes");
  return bytes;
}

export const toBase64 = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
export const toHex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/// The commitment under a salt, in base64.
export async function commitment(salt, value) {
  const key = await crypto.subtle.importKey("raw", fromBase64(salt), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return toBase64(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(canonical(value)))));
}

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}
