import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import pg from "pg";
import { wish, connection, repeated, once, fill, fold, empty } from "./measure.mjs";

const pool = new pg.Pool({ ...connection, max: Math.max(wish.workers ?? 1, 16), options: "-c search_path=message_store,public" });
const text = JSON.stringify(wish.data);
const WRITE = { name: "write", text: "select write_message($1, $2, 'said', $3::jsonb, null, $4)" };
const write = (client, stream, version) => client.query({ ...WRITE, values: [randomUUID(), stream, text, version] });

// As its own installation does, in its order, with the database made already.
const PARTS = [
  "roles/message-store", "schema/message-store", "extensions/pgcrypto", "tables/messages", "types/message",
  ...["message-store-version", "hash-64", "acquire-lock", "category", "is-category", "id", "cardinal-id", "stream-version", "write-message", "get-stream-messages", "get-category-messages", "get-last-stream-message"]
    .map(name => `functions/${name}`),
  ...["messages-id", "messages-stream", "messages-category"].map(name => `indexes/${name}`),
];

async function thirty(stream) {
  const client = await pool.connect();
  try {
    await client.query("begin");
    for (let version = -1; version < 29; version++) await write(client, stream, version);
    await client.query("commit");
  } finally {
    client.release();
  }
}

const workloads = {
  async prepare() {
    const root = join(dirname(createRequire(import.meta.url).resolve("@eventide/message-db/package.json")), "database");
    const client = await pool.connect();
    await client.query("set search_path to default");
    for (const part of PARTS) {
      if (part === "types/message") await client.query("set search_path to message_store, public");
      await client.query(await readFile(join(root, `${part}.sql`), "utf8"));
    }
    client.release();
    await once(async () => {
      await fill(wish.streams, stream => thirty(`filled-${stream}`));
      return wish.streams * 30;
    });
  },
  async append() {
    const versions = new Array(wish.workers).fill(-1);
    await repeated(async worker => {
      await write(pool, `${wish.run}-${worker}`, versions[worker]++);
      return 1;
    });
  },
  async batches() {
    await repeated(async (worker, round) => {
      await thirty(`${wish.run}-${worker}x${round}`); // 2 and 10 is not 21 and 0
      return 30;
    });
  },
  async streams() {
    await repeated(async () => {
      const { rows } = await pool.query({ name: "read", text: "select * from get_stream_messages($1, 0, 1000)", values: [`filled-${Math.floor(Math.random() * wish.streams)}`] });
      const state = rows.reduce((state, row) => fold(state, JSON.parse(row.data)), empty);
      if (state.events !== 30) throw new Error(`A stream of ${state.events} events.`);
      return 1;
    });
  },
  async log() {
    await once(async () => {
      let [state, after] = [empty, 0];
      while (state.events < wish.events) {
        const { rows } = await pool.query({ name: "log", text: "select global_position, data from messages where global_position > $1 order by global_position limit 1000", values: [after] });
        if (rows.length === 0) throw new Error(`${state.events} events alone.`);
        for (const { data } of rows) state = fold(state, data);
        after = rows.at(-1).global_position;
      }
      return state.events;
    });
  },
};

await workloads[wish.workload]();
await pool.end();
