/** What is repeated when an answer is lost, and what never is. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { Auth1 } from "../../../clients/javascript/auth1.js";
import { api, client, lossy, mine, network, signIn, wall } from "./world.mjs";

const REQUEST = "/api/auth/request";
const unavailable = (headers = {}) => () => new Response("<h1>Later</h1>", { status: 503, headers });

/** The pauses, in milliseconds, that are asked for while `work` goes on; none is waited for. */
async function pauses(context, work) {
  const asked = [];
  const mocked = context.mock.method(globalThis, "setTimeout", (wake, wait) => {
    asked.push(wait);
    queueMicrotask(wake);
  });
  await assert.rejects(work);
  mocked.mock.restore();
  return asked;
}

/** A server of another kind, for as long as this program runs; its address. */
async function listening(answer) {
  const server = createServer(answer);
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  after(() => server.close() && server.closeAllConnections());
  return `http://127.0.0.1:${server.address().port}`;
}

/** An address where nobody listens any more. */
async function left() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}

test("a refresh whose answer was lost gets the same successor", async () => {
  const { fetch, lost, calls } = lossy();
  const first = await signIn();
  const second = await client({ fetch }).refresh(first.refreshToken);

  assert.equal(2, calls.length);
  assert.equal(lost[0].refresh_token, second.refreshToken);
  assert.ok((await client().refresh(second.refreshToken)).token);
});

test("a refresh whose answer broke off in its middle gets the same successor", async () => {
  const broken = () => new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) });
  const { fetch, calls } = network((answer, number) => (number > 1 ? answer : new Response(broken())));
  const first = await signIn();

  assert.ok((await client({ fetch }).refresh(first.refreshToken)).token);
  assert.equal(2, calls.length);
});

test("a refresh is not repeated once the server's ten seconds are over", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const { fetch, calls } = wall(() => {
    context.mock.timers.tick(9_750);
    throw new TypeError("fetch failed");
  });

  const unreachable = { name: "Unreachable", code: "unreachable", status: 0 };
  await assert.rejects(client({ fetch }).refresh("auth1_rt_x"), unreachable);
  assert.equal(1, calls.length);
});

test("a refresh is not repeated by a device that slept too long", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  context.mock.method(globalThis, "setTimeout", (wake) => {
    context.mock.timers.tick(60_000);
    queueMicrotask(wake);
  });
  const { fetch, calls } = wall(unavailable());

  await assert.rejects(client({ fetch }).refresh("auth1_rt_x"), { status: 503 });
  assert.equal(1, calls.length);
});

test("a refresh that hangs leaves time for another within the ten seconds", async (context) => {
  const bounds = context.mock.method(AbortSignal, "timeout").mock;
  const { fetch } = wall(() => new Response("", { status: 418 }));
  const patient = client({ fetch, timeoutMs: 60_000 });
  await assert.rejects(patient.refresh("auth1_rt_x"));
  await assert.rejects(client({ fetch, timeoutMs: 700 }).refresh("auth1_rt_x"));
  await assert.rejects(patient.introspect("t"));

  assert.deepEqual([5_000, 700, 60_000], bounds.calls.map((call) => call.arguments[0]));
});

test("a refresh is tried four times at most, and with the same token", async (context) => {
  const { fetch, calls } = wall(unavailable());
  const asked = await pauses(context, () => client({ fetch }).refresh("auth1_rt_x"));

  assert.deepEqual([250, 1000, 3000], asked);
  assert.deepEqual(Array(4).fill('{"refresh_token":"auth1_rt_x"}'), calls.map((call) => call.body));
});

test("a code whose answer was lost is asked for again, and sent once", async () => {
  const { fetch, lost, calls } = lossy();
  const asked = await client({ fetch }).requestCode({ phone: mine.phone });
  const { timeline } = await api("GET", `/api/otp-requests/${asked.requestId}`);

  assert.equal(lost[0].request_id, asked.requestId);
  assert.equal("true", calls[1].answer.headers.get("idempotent-replayed"));
  assert.equal(calls[0].headers.get("idempotency-key"), calls[1].headers.get("idempotency-key"));
  assert.deepEqual(["requested"], timeline.map((step) => step.what).filter((what) => what.startsWith("requested")));
});

test("two calls are two wishes, unless they have the same key", async () => {
  const { fetch, calls } = network();
  const auth1 = client({ fetch });
  const wish = { phone: mine.phone, idempotencyKey: "order-7" };
  await Promise.all([auth1.requestCode({ phone: mine.phone }), auth1.requestCode({ phone: mine.phone })]);
  const first = await auth1.requestCode(wish);
  const second = await auth1.requestCode(wish);

  assert.equal(3, new Set(calls.map((call) => call.headers.get("idempotency-key"))).size);
  assert.deepEqual(first, second);
  assert.equal("true", calls[3].answer.headers.get("idempotent-replayed"));
});

test("a call that is still being worked on is asked for again", async () => {
  const problem = { code: "idempotency_in_progress", detail: "Wait.", status: 409 };
  const meddle = (answer, number) => (number > 1 ? answer : Response.json(problem, { status: 409 }));
  const { fetch, to } = network(meddle);

  assert.match((await client({ fetch }).requestCode({ phone: mine.phone })).requestId, /^otp_/);
  assert.equal(2, to(REQUEST).length);
});

test("twenty calls at once with one key are one code, and all are answered", async () => {
  const wish = { phone: mine.phone, idempotencyKey: "all-at-once" };
  const answers = await Promise.all(Array.from({ length: 20 }, () => client().requestCode(wish)));

  assert.equal(1, new Set(answers.map((answer) => JSON.stringify(answer))).size);
});

test("an ask is tried three times at most, after the wait that the server names, if that is short", async (context) => {
  const ask = (fetch) => () => client({ fetch }).requestCode({ phone: mine.phone });
  const waits = [{}, { "retry-after": "2" }, { "retry-after": "60" }];
  const [silent, brief, long] = waits.map((headers) => wall(unavailable(headers)));

  assert.deepEqual([250, 1000], await pauses(context, ask(silent.fetch)));
  assert.deepEqual([2000, 2000], await pauses(context, ask(brief.fetch)));
  assert.deepEqual([], await pauses(context, ask(long.fetch)));
  assert.deepEqual([3, 3, 1], [silent, brief, long].map(({ calls }) => calls.length));
});

test("a proof is never repeated", async () => {
  const { fetch, calls } = lossy();
  await client().requestCode({ phone: mine.phone });

  await assert.rejects(client({ fetch }).verify({ phone: mine.phone, code: mine.code }), { name: "Unreachable" });
  assert.equal(1, calls.length);
});

test("a server that is not there is unreachable, and one that says nothing is so after the timeout", async () => {
  const silent = await listening(() => {});
  const nowhere = new Auth1({ baseUrl: await left(), apiKey: "k" });
  const patient = new Auth1({ baseUrl: silent, apiKey: "k", timeoutMs: 50 });

  await assert.rejects(nowhere.introspect("t"), { name: "Unreachable", detail: "No answer came: ECONNREFUSED." });
  await assert.rejects(patient.introspect("t"), { name: "Unreachable", detail: "No answer came: TimeoutError." });
});

test("a redirect is not followed: it would carry the key away", async () => {
  const followed = [];
  const target = await listening((request, response) => response.end(String(followed.push(request.url))));
  const source = await listening((_, response) => response.writeHead(307, { location: target }).end());

  const call = new Auth1({ baseUrl: source, apiKey: "k" }).introspect("t");
  await assert.rejects(call, { code: "unexpected_answer", status: 307 });
  assert.deepEqual([], followed);
});
