// For programs in Node, and for bundlers: SignalR's library comes from npm.
import * as signalr from "@microsoft/signalr";
import { connector } from "./core.js";

export const connect = connector(signalr);
