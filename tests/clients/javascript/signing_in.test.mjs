/** Sign-in, the signed-in user's calls, and introspection, against the running server. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Auth1Error, SignInRequired } from "../../../clients/javascript/auth1.js";
import { api, backend, client, mine, other, signIn } from "./world.mjs";

const wrong = String((Number(mine.code) + 1) % 1_000_000).padStart(6, "0");

test("a code that was asked for opens a session", async () => {
  const before = Date.now();
  const asked = await client().requestCode({ phone: mine.phone });
  const { token, refreshToken, expiresAt, ...tokens } = await client().verify({ phone: mine.phone, code: mine.code });
  const me = await client().me(token);

  assert.match(asked.requestId, /^otp_/);
  assert.deepEqual(
    { ...asked, requestId: "" },
    { requestId: "", status: "pending", channel: "sms", expiresIn: 600, resendAfter: 30, attemptsRemaining: 5 },
  );
  assert.match(refreshToken, /^auth1_rt_/);
  assert.match(tokens.sessionId, /^ses_/);
  assert.deepEqual(
    { ...tokens, sessionId: "" },
    { tokenType: "Bearer", expiresIn: 900, userId: me.id, sessionId: "", newUser: true },
  );
  assert.ok(expiresAt >= before + 900_000 && expiresAt <= Date.now() + 900_000);
  assert.equal(mine.phone, me.phone);
  assert.equal(null, me.email);
  assert.deepEqual({}, me.userMetadata);
});

test("the server takes phones as people write them, and a secret key may say who calls", async () => {
  const clientIp = "198.51.100.7";
  const asked = await backend().requestCode({ phone: "+1 (555) 123-4567", locale: "de", channel: "voice", clientIp });
  const tokens = await backend().verify({ phone: mine.phone, code: mine.code, clientIp });
  const { data } = await client().sessions(tokens.token);

  assert.equal("voice", asked.channel);
  assert.equal(clientIp, data.find((one) => one.current).ip);
});

test("notes of the user's app keep their names", async () => {
  const tokens = await signIn();
  await api("PATCH", `/api/users/${tokens.userId}`, { user_metadata: { nick_name: "Ada" } });

  assert.deepEqual({ nick_name: "Ada" }, (await client().me(tokens.token)).userMetadata);
});

test("a wrong code costs a try, and the right one still opens", async () => {
  await client().requestCode({ phone: mine.phone });
  await assert.rejects(client().verify({ phone: mine.phone, code: wrong }), (error) => {
    assert.equal("InvalidCode", error.name);
    assert.deepEqual([401, "invalid_code", 4], [error.status, error.code, error.attemptsRemaining]);
    assert.match(error.requestId, /^req_/);
    return error instanceof Auth1Error;
  });

  assert.ok((await client().verify({ phone: mine.phone, code: mine.code })).token);
});

test("a refresh gives the next tokens of the same session", async () => {
  const first = await signIn();
  const second = await client().refresh(first.refreshToken);

  assert.equal(first.sessionId, second.sessionId);
  assert.notEqual(first.refreshToken, second.refreshToken);
  assert.equal(mine.phone, (await client().me(second.token)).phone);
});

test("a logout ends this session, everywhere ends all, and one of them can be ended", async () => {
  const [here, there, elsewhere] = [await signIn(), await signIn(), await signIn()];
  await client().endSession(here.token, there.sessionId);
  await assert.rejects(client().me(there.token), SignInRequired);
  await client().logout(here.token);
  await assert.rejects(client().me(here.token), { code: "session_revoked" });
  const last = await signIn();
  await client().logout(last.token, { everywhere: true });

  await assert.rejects(client().me(elsewhere.token), { code: "session_revoked" });
});

test("sessions come by pages, newest first, and the one that asks is marked", async () => {
  await signIn();
  const tokens = await signIn();
  const first = await client().sessions(tokens.token, { limit: 1 });
  const second = await client().sessions(tokens.token, { limit: 1, cursor: first.nextCursor });

  assert.deepEqual([tokens.sessionId, true], [first.data[0].id, first.data[0].current]);
  assert.equal(false, second.data[0].current);
});

test("introspection tells what a token is worth, with the tenant's own claims", async () => {
  const { userId } = await signIn();
  await api("PATCH", `/api/users/${userId}`, { app_metadata: { billing: { plan: "gold" } } });
  const tokens = await signIn();
  const access = await backend().introspect(tokens.token);
  const refresh = await backend().introspect(tokens.refreshToken);
  const foreign = await backend({ apiKey: other.secret }).introspect(tokens.token);
  await client().logout(tokens.token);

  const { active, tokenType, sub, clientId } = access;
  assert.deepEqual([true, "Bearer", tokens.userId, mine.id], [active, tokenType, sub, clientId]);
  assert.deepEqual({ plan: "gold" }, access.claims);
  assert.ok(access.authTime <= access.exp);
  assert.deepEqual([true, "refresh_token", tokens.sessionId], [refresh.active, refresh.tokenType, refresh.sid]);
  assert.deepEqual({ active: false, claims: {} }, foreign);
  assert.deepEqual({ active: false, claims: {} }, await backend().introspect(tokens.token));
});
