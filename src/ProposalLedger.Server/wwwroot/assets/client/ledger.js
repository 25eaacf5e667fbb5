// For pages, this server's and those of others: nothing but this file's address is needed.
import "../vendor/signalr.min.js";
import { connector } from "./core.js";

export const connect = connector(globalThis.signalR);
