/** Each refusal is an error of its kind. */

import assert from "node:assert/strict";
import { test } from "node:test";

import * as auth1 from "../../../clients/javascript/auth1.js";
import { backend, client, errorOf, mine, other, printed, signIn, wall } from "./world.mjs";

const { Auth1Error, CodeExpired, InvalidRequest, RateLimited, TooManyAttempts, Unreachable } = auth1;
const wrong = String((Number(mine.code) + 1) % 1_000_000).padStart(6, "0");

test("a code that was used is no live one", async () => {
  await client().requestCode({ phone: mine.phone });
  await client().verify({ phone: mine.phone, code: mine.code });
  const error = await errorOf(client().verify({ phone: mine.phone, code: mine.code }));

  assert.ok(error instanceof CodeExpired && error instanceof Auth1Error);
  assert.deepEqual([401, "code_expired"], [error.status, error.code]);
});

test("the last wrong try ends a code, and after too many of them one waits as long as the error says", async () => {
  const auth1 = client({ apiKey: other.publishable });
  const guess = () => errorOf(auth1.verify({ phone: other.phone, code: wrong }));
  const fiveGuesses = async () => {
    await auth1.requestCode({ phone: other.phone });
    return [await guess(), await guess(), await guess(), await guess(), await guess()];
  };
  const first = await fiveGuesses();
  await fiveGuesses();
  const limited = await errorOf(auth1.requestCode({ phone: other.phone }));

  assert.deepEqual([4, 3, 2, 1, undefined], first.map((error) => error.attemptsRemaining));
  assert.ok(first[4] instanceof TooManyAttempts);
  assert.ok(limited instanceof RateLimited);
  assert.deepEqual([429, "failures"], [limited.status, limited.limit]);
  assert.ok(limited.retryAfter > 0 && limited.retryAfter <= 3600);
});

test("a call that cannot be is told field by field", async () => {
  const error = await errorOf(client().requestCode({ phone: "+12015550123", channel: "pigeon", clientIp: 7 }));

  assert.ok(error instanceof InvalidRequest);
  assert.deepEqual(["channel", "client_ip"], error.errors.map(({ field }) => field).sort());
  for (const [address, code] of [[{ email: "nobody" }, "invalid_email"], [{ phone: "+1" }, "invalid_phone"]]) {
    const error = await errorOf(client().requestCode(address));
    assert.ok(error instanceof InvalidRequest);
    assert.equal(code, error.code);
  }
});

test("a server says for whom it refreshes, and an address that is none is told", async () => {
  const { refreshToken } = await signIn();
  const error = await errorOf(backend().refresh(refreshToken, { clientIp: "nowhere" }));

  assert.deepEqual(["InvalidRequest", "client_ip"], [error.name, error.errors[0].field]);
  assert.ok((await backend().refresh(refreshToken, { clientIp: "198.51.100.7" })).token);
});

test("other refusals are told by their code, with the id that the server's log has", async () => {
  const error = await errorOf(client().introspect("token"));
  const unknown = await errorOf(client({ apiKey: "auth1_pk_x_none" }).requestCode({ phone: mine.phone }));

  assert.deepEqual(["Auth1Error", 403, "forbidden"], [error.name, error.status, error.code]);
  assert.match(error.message, /\(forbidden\)$/);
  assert.match(error.requestId, /^req_/);
  assert.deepEqual([401, "invalid_credentials"], [unknown.status, unknown.code]);
});

test("an answer that is not the server's is an error that does not quote it", async () => {
  const proxies = [
    new Response("<h1>secret page</h1>", { status: 502, headers: { "content-type": "text/html" } }),
    new Response("<h1>secret page</h1>", { status: 200 }),
    new Response("", { status: 200 }),
    new Response("[]", { status: 200 }),
    new Response('{"token": "secret"}', { status: 200 }),
    new Response('{"error": "secret"}', { status: 403 }),
  ];
  for (const page of proxies) {
    const { fetch, calls } = wall(() => page);
    const error = await errorOf(client({ fetch }).verify({ phone: mine.phone, code: mine.code }));

    assert.ok(error instanceof Auth1Error && !(error instanceof Unreachable));
    assert.deepEqual(["unexpected_answer", page.status, 1], [error.code, error.status, calls.length]);
    assert.doesNotMatch(printed(error), /secret/);
  }
});

test("fields that nobody knows yet change nothing", async () => {
  const { fetch } = wall(() => Response.json({ request_id: "otp_1", status: "pending", of_tomorrow: 1 }));

  const asked = await client({ fetch }).requestCode({ phone: mine.phone });
  assert.deepEqual({ requestId: "otp_1", status: "pending" }, asked);
});
