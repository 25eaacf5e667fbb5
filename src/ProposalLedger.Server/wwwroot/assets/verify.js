// The button "Verify": checks in the reader's browser what the server gives out, and says step by step what that proves. What the reader trusts is
// kept in the browser: the key, and the last checkpoint that was verified. Without this script the panel says how to verify elsewhere.
import { Steps, checkCheckpoint, checkHistory, checkReceipt, fingerprint, readKey } from "./verify/check.js";

const KEPT = "ledger-verify";
const WORDS = { given: "Given", proved: "Proved", wrong: "Wrong", unchecked: "Not checked" };

document.addEventListener("click", event => {
  const action = event.target.closest?.("button[data-verify]")?.dataset.verify;
  if (action) actions[action](panel());
});
document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.target.id !== "verify-key") return;
  event.preventDefault();
  actions.run(panel());
});

const panel = () => document.getElementById("verify");
const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // no storage here, or not what we put there
  }
};
const keep = values => {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...values }));
  } catch {
    // Then it is a first visit each time, and says so.
  }
};

const { key: known } = kept();
const field = () => document.getElementById("verify-key");
if (known?.text && field()) field().value = known.text;
/// The key that was taken from the server, as long as the field has it from there: a browser that keeps nothing knows it all the same.
let taken = known?.isServers ? known.text : null;
document.addEventListener("input", event => { if (event.target.id === "verify-key") taken = null; });

const actions = {
  async take(place) {
    try {
      taken = field().value = (await text("/log/key")).trim();
      keep({ key: { text: field().value, isServers: true } });
      tell(place, `This is what the server says its key is; its fingerprint is ${await fingerprint(field().value)}. By itself it proves nothing about the server: compare it with what you have from somewhere else.`);
    } catch (error) {
      tell(place, `The server gives out no key: ${error.message}.`);
    }
  },
  forget(place) {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // nothing is kept
    }
    field().value = "";
    taken = null;
    show(place, []);
    tell(place, "Key and checkpoint are forgotten: the next visit is a first one.");
  },
  async run(place) {
    if (place.getAttribute("aria-busy") === "true") return;
    place.setAttribute("aria-busy", "true");
    show(place, []);
    tell(place, "Verifying ...");
    const steps = new Steps();
    let words;
    try {
      if (!globalThis.crypto?.subtle) throw new Error("this browser lets pages compute hashes only at https addresses and on this machine itself");
      words = await verify(steps, place.dataset.position ? Number(place.dataset.position) : null);
    } catch (error) {
      words = `Nothing could be verified: ${error.message}.`;
    }
    show(place, steps.all);
    tell(place, words);
    place.removeAttribute("aria-busy");
  },
};

async function verify(steps, position) {
  const { key, isServers } = await givenKey(steps);
  if (!key) return "Not verified: give the log's public key.";
  const checkpoint = position === null
    ? await checkCheckpoint(steps, await text("/log/checkpoint"), key)
    : await checkReceipt(steps, await receiptOf(position), key, position, shown(), receiptOf);
  if (checkpoint?.isTrusted) {
    const last = kept().last ?? null;
    const now = await checkHistory(steps, checkpoint, last, bytes);
    if (now && checkpoint.isSigned && steps.isSound) keep({ last: { ...now, at: new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC" } });
  } else steps.unchecked("History", "Without a checkpoint that can be trusted there is nothing to compare.");
  return summary(steps, position, checkpoint, isServers);
}

function summary(steps, position, checkpoint, isServers) {
  const wrong = steps.all.filter(step => step.state === "wrong").map(step => step.name);
  const open = steps.all.filter(step => step.state === "unchecked").map(step => step.name);
  if (wrong.length) return `NOT VERIFIED. Wrong: ${wrong.join(", ")}.`;
  const what = position === null ? `the log of ${checkpoint.size.toLocaleString("en")} events` : `the event at position ${position.toLocaleString("en")}`;
  if (!checkpoint.isSigned) return `NOT verified: this browser cannot check the signature; the rest fits together: ${what}. Not checked: ${open.join(", ")}.`;
  const whose = isServers ? "But the key is the server's own: this shows that it agrees with itself, and proves nothing about it." : "";
  return `Verified with your key: ${what}. ${open.length ? `Not checked: ${open.join(", ")}. ` : ""}${whose}`.trim();
}

/// The key that the field has, or the server's where its fingerprint is the one that the reader typed.
async function givenKey(steps) {
  const given = field().value.trim();
  if (!given) {
    steps.wrong("Key", "No key was given. Paste the log's public key, or its fingerprint, as you have it from somewhere else than this server.");
    return {};
  }
  const typed = given.replace(/[\s:]/g, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(typed)) {
    const servers = (await text("/log/key")).trim(), own = await fingerprint(servers);
    if (own !== typed) {
      steps.wrong("Key", "The server's key has another fingerprint than the one that you typed.", [["The server's", own], ["Yours", typed]]);
      return {};
    }
    return accepted(steps, servers, false);
  }
  return accepted(steps, given, given === taken);
}

async function accepted(steps, given, isServers) {
  const key = await readKey(steps, given);
  if (!key) return {};
  keep({ key: { text: given, isServers } });
  steps[isServers ? "unchecked" : "given"]("Key", isServers ? "It is the server's own, taken from the server." : "All that follows rests on it: it is as good as the place that you have it from.", [["Key", given], ["Fingerprint", await fingerprint(given)]]);
  return { key, isServers };
}

/// What the page shows of the event, to be compared with what was verified.
const shown = () => Object.fromEntries(["metadata", "data"].map(name => [name, document.querySelector(`[data-exact="${name}"]`)?.textContent ?? null]));

async function fetched(address, headers) {
  const answer = await fetch(address, { headers, cache: "no-cache", signal: AbortSignal.timeout(20_000) }).catch(error => {
    throw new Error(error.name === "TimeoutError" ? "the server does not answer" : "the server cannot be reached");
  });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => null);
  throw Object.assign(new Error(problem?.detail?.replace(/\.$/, "") ?? `${address} is answered with ${answer.status}`), { isAnswer: answer.status < 500 && answer.status !== 429 });
}

const receiptOf = position => text(`/api/events/${position}/receipt`, { Prefer: "wait=10" });
const text = async (address, headers = {}) => (await fetched(address, headers)).text();
const bytes = async path => new Uint8Array(await (await fetched(`/log/tile/${path}`)).arrayBuffer());

const tell = (place, words) => { place.querySelector("[data-told]").textContent = words; };

function show(place, steps) {
  place.querySelector("[data-steps]").replaceChildren(...steps.map(step => {
    const item = element("li", { className: step.state });
    item.append(element("strong", {}, `${WORDS[step.state]}: ${step.name}. `), step.words);
    if (step.values.length) {
      const values = element("dl", { className: "facts values" });
      for (const [name, value] of step.values) {
        const pair = element("div");
        pair.append(element("dt", {}, name), element("dd", { className: "code" }, value));
        values.append(pair);
      }
      const details = element("details");
      details.append(element("summary", {}, `Values: ${step.name}`), values);
      item.append(details);
    }
    return item;
  }));
}

function element(name, properties = {}, words = "") {
  return Object.assign(document.createElement(name), properties, words ? { textContent: words } : {});
}
