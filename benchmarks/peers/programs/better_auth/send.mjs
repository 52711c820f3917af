// Posts codes to the provider on this machine, signed as it wants them (Standard Webhooks).
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

const { PROVIDER_URL, PROVIDER_SECRET } = process.env;
const key = Buffer.from(PROVIDER_SECRET.replace("whsec_", ""), "base64");
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

export function send(to, code) {
  const body = JSON.stringify({ to, code });
  const id = randomUUID();
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
  const sent = request(PROVIDER_URL, { agent, method: "POST", headers }, (answer) => answer.resume());
  sent.on("error", (error) => console.error("not sent:", error.message));
  sent.end(body);
}
