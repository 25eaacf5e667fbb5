// How long the client module waits after so many failures, of many draws the shortest and the longest, and whether it then goes on.
import { mock } from "node:test";
import { pause, rest } from "../../../../src/ProposalLedger.Server/wwwroot/assets/client/waiting.js";
import { say } from "./client.mjs";

const turn = () => new Promise(resolve => setImmediate(resolve));
mock.timers.enable({ apis: ["setTimeout"] });
for (const attempt of [0, 1, 2, 5, 6, 7, 50, 2000]) {
  const draws = Array.from({ length: 1000 }, () => pause(attempt));
  let over = false;
  rest(Math.ceil(draws[0])).then(() => { over = true; });
  mock.timers.tick(Math.ceil(draws[0]) - 1);
  await turn();
  const early = over;
  mock.timers.tick(1);
  await turn();
  say({ attempt, least: Math.min(...draws), most: Math.max(...draws), early, over });
}
