/** A session keeps tokens fresh by one refresh at a time, and stays over once it is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Session } from "../../../clients/javascript/auth1.js";
import { client, lossy, mine, network, signIn, url, wall } from "./world.mjs";

const REFRESH = "/api/auth/refresh";
const many = (act) => Promise.all(Array.from({ length: 20 }, act));
/** A clock that is ahead, by seconds. */
const ahead = (seconds) => ({ now: () => Date.now() + seconds * 1000 });

test("twenty who need a token at once cause one refresh", async () => {
  const { fetch, to } = network();
  const stored = [];
  const onChange = (tokens) => stored.push(tokens);
  const session = new Session(client({ fetch }), await signIn(), { ...ahead(880), onChange });
  const tokens = await many(() => session.accessToken());

  assert.equal(1, to(REFRESH).length);
  assert.deepEqual([stored[0].token], [...new Set(tokens)]);
  assert.equal(1, stored.length);
  assert.equal(mine.phone, (await client().me(tokens[0])).phone);
});

test("a token with thirty seconds to live is handed out, and one with less is refreshed", async () => {
  const { fetch, calls } = network();
  const tokens = await signIn();
  let now = tokens.expiresAt - 30_000;
  const session = new Session(client({ fetch }), tokens, { now: () => now });
  const early = await session.accessToken();
  now += 1;

  assert.equal(tokens.token, early);
  assert.notEqual(tokens.token, await session.accessToken());
  assert.equal(1, calls.length);
});

test("tokens are stored before they are handed out", async () => {
  const order = [];
  const onChange = async () => {
    await new Promise(setImmediate);
    order.push("stored");
  };
  const session = new Session(client(), await signIn(), { ...ahead(880), onChange });
  await many(() => session.accessToken().then(() => order.push("handed out")));

  assert.deepEqual(["stored", ...Array(20).fill("handed out")], order);
});

test("tokens that could not be stored are stored at the next chance, without another refresh", async () => {
  const { fetch, calls } = network();
  let tries = 0;
  const onChange = () => {
    tries += 1;
    if (tries === 1) throw new Error("disk full");
  };
  const session = new Session(client({ fetch }), await signIn(), { ...ahead(880), onChange });

  await assert.rejects(session.accessToken(), { message: "disk full" });
  assert.ok(await session.accessToken());
  assert.deepEqual([2, 1], [tries, calls.length]);
});

test("a refresh whose answer was lost goes on with the same successor", async () => {
  const { fetch, lost } = lossy();
  const stored = [];
  const onChange = (tokens) => stored.push(tokens);
  const session = new Session(client({ fetch }), await signIn(), { ...ahead(880), onChange });
  await session.accessToken();

  assert.equal(lost[0].refresh_token, stored[0].refreshToken);
});

test("a refresh token that was spent before ends the session, and it stays over", async () => {
  const { fetch, calls } = network();
  const first = await signIn();
  const second = await client().refresh(first.refreshToken);
  const third = await client().refresh(second.refreshToken);
  const session = new Session(client({ fetch }), first, ahead(880));
  const over = { name: "SignInRequired", code: "refresh_reused" };

  await many(() => assert.rejects(session.accessToken(), over));
  await assert.rejects(session.accessToken(), over);
  await assert.rejects(session.fetch(`${url}/api/auth/me`), over);
  assert.equal(1, calls.length);
  await assert.rejects(client().me(third.token), { name: "SignInRequired", code: "session_revoked" });
});

test("a session that ended elsewhere is over, and so is one of another tenant's key", async () => {
  const tokens = await signIn();
  await client().logout(tokens.token);

  await assert.rejects(new Session(client(), tokens, ahead(880)).accessToken(), { code: "session_revoked" });
  await assert.rejects(new Session(client(), { ...tokens, refreshToken: "none" }, ahead(880)).accessToken(), {
    name: "SignInRequired",
    code: "invalid_token",
  });
});

test("trouble on the way does not end a session", async () => {
  const made = network((answer, number) => (number > 1 ? answer : new Response("", { status: 418 })));
  const session = new Session(client({ fetch: made.fetch }), await signIn(), ahead(880));

  await assert.rejects(session.accessToken(), { name: "Auth1Error", code: "unexpected_answer" });
  assert.ok(await session.accessToken());
});

test("tokens near the end of a session are used for half of their life", async () => {
  const { fetch, calls } = wall(() => assert.fail("no call is due"));
  const short = { ...(await signIn()), expiresIn: 20, expiresAt: 20_000 };
  const session = new Session(client({ fetch }), short, { now: () => 10_000 });

  assert.equal(short.token, await session.accessToken());
  assert.equal(0, calls.length);
});

test("two tabs that share a storage refresh once", { skip: !globalThis.navigator?.locks }, async () => {
  const { fetch, to } = network();
  let stored = await signIn();
  const shared = { load: () => stored, onChange: (tokens) => (stored = tokens) };
  const tab = () => new Session(client({ fetch }), stored, { ...ahead(880), ...shared });
  const tokens = await Promise.all([tab(), tab(), tab()].map((one) => one.accessToken()));

  assert.equal(1, to(REFRESH).length);
  assert.deepEqual([stored.token], [...new Set(tokens)]);
});

test("what another tab has stored is taken only where it is newer and of this session", async () => {
  const { fetch, calls } = network();
  const others = { ...(await signIn()), expiresAt: Number.MAX_SAFE_INTEGER };
  const sessionWith = (tokens, load) => new Session(client({ fetch }), tokens, { ...ahead(880), load });
  for (const older of [others, { token: "old", refreshToken: "old", expiresAt: 0 }, null]) {
    const tokens = await signIn();
    await sessionWith(tokens, () => older && { ...tokens, ...older }).accessToken();
  }
  const tokens = await signIn();
  const newer = { ...tokens, token: "newer", expiresAt: tokens.expiresAt + 900_000 };

  assert.equal(3, calls.length);
  assert.equal("newer", await sessionWith(tokens, async () => newer).accessToken());
  assert.equal(3, calls.length);
});

test("a call that is answered 401 is made once more with a fresh token", async () => {
  const { fetch, to } = network();
  const stale = { ...(await signIn()), token: "stale" };
  const session = new Session(client({ fetch }), stale, { fetch });
  const init = { method: "PATCH", headers: { "content-type": "application/json" }, body: '{"user_metadata":{"a":1}}' };
  const answers = await many(() => session.fetch(`${url}/api/auth/me`, init));

  assert.deepEqual(Array(20).fill(200), answers.map((answer) => answer.status));
  assert.deepEqual({ a: 1 }, (await answers[0].json()).user_metadata);
  assert.equal(1, to(REFRESH).length);
});

test("a request with a body can be made once more, and a stream cannot", async () => {
  const made = async () => new Session(client(), { ...(await signIn()), token: "stale" });
  const init = { method: "PATCH", headers: { "content-type": "application/json" }, body: '{"user_metadata":{"b":2}}' };
  const stream = { ...init, body: new Blob([init.body]).stream(), duplex: "half" };
  const whole = await (await made()).fetch(new Request(`${url}/api/auth/me`, init));
  const streamed = await (await made()).fetch(`${url}/api/auth/me`, stream);

  assert.deepEqual([200, 401], [whole.status, streamed.status]);
  assert.equal(2, (await whole.json()).user_metadata.b);
});

test("a second 401 is the caller's to see", async () => {
  const { fetch, calls } = wall(() => new Response("", { status: 401 }));
  const session = new Session(client(), await signIn(), { fetch });

  assert.equal(401, (await session.fetch("https://api.example.com/")).status);
  assert.equal(2, calls.length);
  assert.equal(2, new Set(calls.map((call) => call.headers.get("authorization"))).size);
});
