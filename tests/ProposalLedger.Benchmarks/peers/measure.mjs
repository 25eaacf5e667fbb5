// What a peer is asked and how its answer is measured: the same for each, and as the benchmarks measure the ledger itself.
import { performance } from "node:perf_hooks";

export const wish = JSON.parse(process.argv[2]);

/// Connection settings of node-postgres; a host that begins with / is a directory of sockets.
export const connection = wish.connection;

export const url = (() => {
  const { user, password, host, port, database } = connection;
  const secret = password ? `:${encodeURIComponent(password)}` : "";
  return host.startsWith("/")
    ? `postgresql://${user}${secret}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgresql://${user}${secret}@${host}:${port}/${database}`;
})();

/// Each of `workers` repeats `step` until the time is over; `step` answers how many events or streams it did. What is begun in the first moments does not
/// count. What is begun in time counts, and so does the time until the last of it ends: where a call takes longer than all that time, there is one.
export async function repeated(step) {
  const begun = performance.now();
  const [from, to] = [begun + wish.warmUp * 1000, begun + (wish.warmUp + wish.seconds) * 1000];
  const latencies = [];
  let [count, last] = [0, from];
  await Promise.all(Array.from({ length: wish.workers }, async (_, worker) => {
    let own = 0;
    for (let round = 0, start; (start = performance.now()) < to || own === 0; round++) {
      const done = await step(worker, round);
      if (start < from) continue;
      last = Math.max(last, performance.now());
      own += done;
      latencies.push(performance.now() - start);
    }
    count += own;
  }));
  tell(count, (last - from) / 1000, latencies);
}

/// Once, from beginning to end.
export async function once(work) {
  const begun = performance.now();
  const count = await work();
  tell(count, (performance.now() - begun) / 1000, []);
}

function tell(count, seconds, latencies) {
  latencies.sort((a, b) => a - b);
  const at = share => latencies.length ? latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] : null;
  console.log(JSON.stringify({ count, seconds, p50: at(0.5), p99: at(0.99) }));
}

/// Streams of thirty events, by so many writers at once.
export async function fill(streams, append) {
  let next = 0;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (next < streams) await append(next++);
  }));
}

/// What a reader makes of a stream: it looks into every event.
export const fold = (state, data) => ({ events: state.events + 1, amount: state.amount + data.amount, last: data.text });
export const empty = { events: 0, amount: 0, last: "" };
