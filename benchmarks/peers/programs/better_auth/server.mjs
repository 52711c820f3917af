// A server of one process, or of several that share the port; says "ready" when all of them listen.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { toNodeHandler } from "better-auth/node";

const { PORT, PROCESSES } = process.env;
const processes = Number(PROCESSES);

if (processes > 1 && cluster.isPrimary) {
  let listening = 0;
  cluster.on("listening", () => {
    listening += 1;
    if (listening === processes) console.log("ready");
  });
  // One that ends takes all down: figures of half a server would be wrong.
  cluster.on("exit", () => process.exit(1));
  for (let n = 0; n < processes; n += 1) cluster.fork();
} else {
  const { auth } = await import("./auth.mjs");
  createServer(toNodeHandler(auth)).listen(Number(PORT), "127.0.0.1", () => {
    if (cluster.isPrimary) console.log("ready");
  });
}
