import { dumbo } from "@event-driven-io/dumbo";
import { getPostgreSQLEventStore, readMessagesBatch } from "@event-driven-io/emmett-postgresql";
import { wish, url, repeated, once, fill, fold, empty } from "./measure.mjs";

const store = getPostgreSQLEventStore(url);
const event = () => ({ type: "said", data: wish.data });
const thirty = () => Array.from({ length: 30 }, event);

const workloads = {
  async prepare() {
    await store.schema.migrate();
    await once(async () => {
      await fill(wish.streams, stream => store.appendToStream(`filled-${stream}`, thirty(), { expectedStreamVersion: "STREAM_DOES_NOT_EXIST" }));
      return wish.streams * 30;
    });
  },
  async append() {
    const versions = new Array(wish.workers).fill("STREAM_DOES_NOT_EXIST");
    await repeated(async worker => {
      const result = await store.appendToStream(`${wish.run}-${worker}`, [event()], { expectedStreamVersion: versions[worker] });
      versions[worker] = result.nextExpectedStreamVersion;
      return 1;
    });
  },
  async batches() {
    await repeated(async (worker, round) => {
      await store.appendToStream(`${wish.run}-${worker}-${round}`, thirty(), { expectedStreamVersion: "STREAM_DOES_NOT_EXIST" });
      return 30;
    });
  },
  async streams() {
    await repeated(async () => {
      const { state } = await store.aggregateStream(`filled-${Math.floor(Math.random() * wish.streams)}`, { initialState: () => empty, evolve: (state, { data }) => fold(state, data) });
      if (state.events !== 30) throw new Error(`A stream of ${state.events} events.`);
      return 1;
    });
  },
  async log() {
    const pool = dumbo({ connectionString: url });
    await once(async () => {
      let [state, after, waits] = [empty, 0n, 0];
      while (state.events < wish.events) {
        const batch = await readMessagesBatch(pool.execute, { after, batchSize: 1000 });
        for (const { data } of batch.messages) state = fold(state, data);
        if (batch.messages.length > 0) after = batch.currentGlobalPosition;
        // It shows nothing that is newer than the oldest transaction of the whole server, an analysis of a table among them.
        else if (waits++ < 1000) await new Promise(resolve => setTimeout(resolve, 10));
        else throw new Error(`${state.events} events alone.`);
      }
      return state.events;
    });
    await pool.close();
  },
};

await workloads[wish.workload]();
await store.close();
