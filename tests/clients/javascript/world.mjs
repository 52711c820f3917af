/** The running server that these programs are given, and networks that lose what it answers. */

import assert from "node:assert/strict";
import { inspect } from "node:util";

import { Auth1 } from "../../../clients/javascript/auth1.js";

/** `url`; `mine` and `other`: tenants with id, slug, publishable, secret, phone and code. */
export const { url, mine, other } = JSON.parse(process.env.AUTH1_TEST);

/** A client with the tenant's publishable key. */
export const client = (options = {}) => new Auth1({ baseUrl: url, apiKey: mine.publishable, ...options });

/** A client of the tenant's own servers. */
export const backend = (options = {}) => client({ apiKey: mine.secret, ...options });

/** Tokens of a fresh session of the test number. */
export async function signIn(auth1 = client(), tenant = mine) {
  await auth1.requestCode({ phone: tenant.phone });
  return auth1.verify({ phone: tenant.phone, code: tenant.code });
}

/** A network that keeps what passes; `meddle(answer, number)` makes of the server's answer what arrives. */
export function network(meddle = (answer) => answer) {
  const calls = [];
  const fetch = async (address, init) => {
    const call = { path: new URL(address).pathname, headers: new Headers(init.headers), body: init.body };
    calls.push(call);
    call.answer = await globalThis.fetch(address, init);
    return meddle(call.answer, calls.length);
  };
  return { fetch, calls, to: (path) => calls.filter((call) => call.path === path) };
}

/** A network whose first answer is lost after the server gave it; `lost` holds it. */
export function lossy() {
  const lost = [];
  const made = network(async (answer, number) => {
    if (number > 1) return answer;
    lost.push(await answer.json());
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
  });
  return { ...made, lost };
}

/** A network behind which nothing but this answer is; a function makes each. */
export function wall(make) {
  const calls = [];
  const fetch = async (address, init) => {
    calls.push({ headers: new Headers(init.headers), body: init.body });
    return make(calls.length);
  };
  return { fetch, calls };
}

/** The server's own API, where this client has no method for it. */
export async function api(method, path, body) {
  const headers = { "x-api-key": mine.secret, "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
  return answer.json();
}

/** What a promise is rejected with. */
export function errorOf(promise) {
  return promise.then(() => assert.fail("it was not rejected"), (error) => error);
}

/** All that printing an object in Node can show. */
export function printed(object) {
  return `${inspect(object, { depth: 9, showHidden: true, getters: true })} ${JSON.stringify(object)} ${object}`;
}
