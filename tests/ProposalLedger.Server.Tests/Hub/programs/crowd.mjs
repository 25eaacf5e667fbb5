// One subscription more than a connection may have, and another after one has ended.
import { connect, input, say } from "./client.mjs";

const connection = await connect(input.url);
const subscribe = () => new Promise(resolve => {
  const subscription = connection.stream("Tail", { after: 0 }).subscribe({
    next: () => resolve({ subscription, code: null }),
    error: error => resolve({ code: /HubException: ([a-z0-9-]+): /.exec(error.message)?.[1] ?? error.message }),
    complete: () => resolve({ code: "completed" }),
  });
});
const first = await subscribe();
say({ code: first.code });
for (let i = 0; i < 2; i++) say({ code: (await subscribe()).code });
first.subscription.dispose();
// The server learns of it in its own time; every refusal until then is the right answer.
let again;
do again = await subscribe(); while (again.code === "too-many-subscriptions");
say({ code: again.code });
await connection.stop();
