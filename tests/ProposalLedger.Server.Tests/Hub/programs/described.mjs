// Checks the hub's description against AsyncAPI's own schema, and what a real hub sends and takes against the description.
import { createRequire } from "node:module";
import addFormats from "ajv-formats";
import Ajv from "ajv";
import { connect, input, say, subscribe } from "./client.mjs";

const document = await (await fetch(input.url + "/openapi/asyncapi.json")).json();
const specification = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0.json");
// It brings the schema of schemas along.
const isAsyncApi = addFormats(new Ajv({ strict: false, meta: false, validateSchema: false })).compile(specification);
say({ check: "AsyncAPI 3.0", errors: isAsyncApi(document) ? [] : isAsyncApi.errors.slice(0, 5) });
const broken = structuredClone(document);
broken.operations.Tail.action = "shout";
say({ check: "a broken one", errors: isAsyncApi(broken) ? [] : ["refused"] });

const strict = addFormats(new Ajv({ allErrors: true, strict: true, strictRequired: false }));
// Where a message is described, all of it is.
const described = Object.fromEntries(Object.entries(document.components.schemas).map(([name, schema]) =>
  [name, strict.compile(schema.type === "object" ? { ...schema, additionalProperties: false } : schema)]));
const seen = {};
const look = (name, message) => {
  const count = (seen[name] ??= { count: 0, errors: [] });
  count.count++;
  if (!described[name](message)) count.errors.push(...described[name].errors.map(e => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
};
const hub = await connect(input.url);
const until = { Tail: message => message.kind === "heartbeat" && message.freshness === "live", Watch: message => message.kind === "heartbeat" };
for (const [method, request] of input.takes) {
  look(method === "Tail" ? "tailRequest" : "watchRequest", request);
  const ended = await subscribe(hub, method, request, message => {
    look(message.kind === "heartbeat" ? (method === "Tail" ? "tailHeartbeat" : "watchHeartbeat") : message.kind, message);
    return !until[method](message);
  });
  if (ended) seen[JSON.stringify(request)] = { count: 1, errors: [ended] };
}
const fields = {};
for (const method of ["Tail", "Watch"]) {
  const why = await subscribe(hub, method, { none: 1 }, () => false);
  look("error", why);
  fields[method] = { said: why.split("the fields are ")[1].replace(".", "").split(", "), described: Object.keys(document.components.schemas[method.toLowerCase() + "Request"].properties) };
}
say({ check: "messages", seen, undescribed: described.event({ ...input.event, more: 1 }), fields, types: document.components.schemas.event.properties.type.enum });
await hub.stop();
