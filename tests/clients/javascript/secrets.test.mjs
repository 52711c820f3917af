/** Nothing that is printed shows a key or a token. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { Auth1, Session, Unreachable } from "../../../clients/javascript/auth1.js";
import { backend, client, errorOf, lossy, mine, printed, signIn, url } from "./world.mjs";

test("clients, sessions and tokens show neither keys nor tokens", async () => {
  const tokens = await signIn();
  const stored = [];
  const keep = { now: () => Date.now() + 880_000, onChange: (fresh) => void stored.push(fresh) };
  const session = new Session(backend(), tokens, keep);
  await session.accessToken();
  const held = [tokens, ...stored].flatMap((one) => [one.token, one.refreshToken]);
  const secrets = [mine.secret, mine.publishable, ...held];
  const shown = [backend(), client(), session].map(printed).join() + inspect(tokens) + inspect(stored);

  assert.deepEqual([], secrets.filter((secret) => shown.includes(secret)));
  assert.match(inspect(tokens), /token: '\[hidden\]'/);
  assert.deepEqual(["{}", "{}"], [JSON.stringify(session), JSON.stringify(backend())]);
  assert.deepEqual([], [...Object.keys(session), ...Object.keys(backend())]);
  assert.deepEqual([tokens.sessionId, tokens.userId], [session.sessionId, session.userId]);
  assert.equal(tokens.refreshToken, JSON.parse(JSON.stringify(tokens)).refreshToken);
});

test("no error shows a key or a token, not even that of a transport", async () => {
  const tokens = await signIn();
  const noisy = (_, init) => Promise.reject(Object.assign(new Error(inspect([...init.headers])), { data: init.body }));
  const broken = [
    errorOf(backend({ fetch: noisy }).introspect(tokens.token)),
    errorOf(backend({ fetch: noisy }).me(tokens.token)),
    errorOf(client({ fetch: lossy().fetch }).verify({ phone: mine.phone, code: mine.code })),
    errorOf(client().me(`${tokens.token}\n`)),
    errorOf(client().me(`${tokens.token}x`)),
    errorOf(client().introspect(tokens.token)),
  ];
  const errors = await Promise.all(broken);

  const loud = errors.filter((error) => [tokens.token, mine.secret].some((secret) => printed(error).includes(secret)));

  assert.deepEqual([], loud);
  assert.deepEqual([0, 1, 2], [...errors.keys()].filter((place) => errors[place] instanceof Unreachable));
});

test("a client that cannot work is refused at once, without a word of its key", () => {
  const nowhere = ["auth", "ftp://auth", `${url}?a=b`].map((baseUrl) => ({ baseUrl, apiKey: "k" }));
  for (const options of [undefined, {}, { baseUrl: url }, ...nowhere]) {
    assert.throws(() => new Auth1(options), TypeError);
  }
  const isDiscreet = (error) => error instanceof TypeError && !/pass\s*word/.test(printed(error));
  for (const options of [{ baseUrl: url, apiKey: "pass\nword" }, { baseUrl: "https://u:password@h", apiKey: "k" }]) {
    assert.throws(() => new Auth1(options), isDiscreet);
  }
});
