// An app by openid-client: what each browser has is kept in this process, by a cookie.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import * as oidc from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, CLIENT_KEY, PUSHED, SCOPE, PORT } = process.env;
const home = `http://localhost:${PORT}`;
const curve = { name: "ECDSA", namedCurve: "P-256" };

async function proof() {
  if (!CLIENT_KEY) return oidc.ClientSecretBasic(CLIENT_SECRET);
  return oidc.PrivateKeyJwt(await crypto.subtle.importKey("jwk", JSON.parse(CLIENT_KEY), curve, false, ["sign"]));
}

// The library refuses plain http, which is all that there is on localhost.
const insecure = { execute: [oidc.allowInsecureRequests] };
const auth1 = await oidc.discovery(new URL(ISSUER), CLIENT_ID, {}, await proof(), insecure);
const people = new Map();

const seen = (claims) => `<p>You are ${claims.phone_number}.</p><a href="/sign-out">Sign out</a>`;

const doors = {
  "/": async (it) => ({ page: it.claims ? seen(it.claims) : '<a href="/sign-in">Sign in</a>' }),
  "/sign-in": async (it) => {
    it.checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
    const wanted = {
      redirect_uri: `${home}/back`, scope: SCOPE, state: it.checks.expectedState, nonce: it.checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(it.checks.pkceCodeVerifier), code_challenge_method: "S256",
    };
    const build = PUSHED ? oidc.buildAuthorizationUrlWithPAR : oidc.buildAuthorizationUrl;
    return { to: await build(auth1, wanted) };
  },
  "/back": async (it, at) => {
    it.tokens = await oidc.authorizationCodeGrant(auth1, at, { ...it.checks, idTokenExpected: true });
    it.claims = it.tokens.claims();
    return { to: new URL(home) };
  },
  "/userinfo": async (it) => ({ json: await oidc.fetchUserInfo(auth1, it.tokens.access_token, it.claims.sub) }),
  "/introspect": async (it) => ({ json: await oidc.tokenIntrospection(auth1, it.tokens.access_token) }),
  "/renew": async (it) => {
    const before = it.tokens;
    it.tokens = await oidc.refreshTokenGrant(auth1, before.refresh_token);
    const { phone_number: phone } = await oidc.fetchUserInfo(auth1, it.tokens.access_token, it.claims.sub);
    return { json: { turned: it.tokens.refresh_token !== before.refresh_token, phone } };
  },
  "/revoke": async (it) => {
    await oidc.tokenRevocation(auth1, it.tokens.refresh_token);
    return { json: {} };
  },
  "/sign-out": async (it) => {
    const hint = it.tokens.id_token;
    delete it.claims;
    return { to: oidc.buildEndSessionUrl(auth1, { id_token_hint: hint, post_logout_redirect_uri: `${home}/` }) };
  },
};

createServer(async (request, response) => {
  const at = new URL(request.url, home);
  const id = request.headers.cookie?.match(/\bapp=([\w-]+)/)?.[1] ?? randomUUID();
  if (!people.has(id)) people.set(id, {});
  response.setHeader("Set-Cookie", `app=${id}; HttpOnly; SameSite=Lax; Path=/`);
  try {
    const answer = await doors[at.pathname]?.(people.get(id), at);
    if (!answer) response.writeHead(204).end();
    else if (answer.to) response.writeHead(303, { Location: answer.to.href }).end();
    else if (answer.json) response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer.json));
    else response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<!doctype html><title>App</title>${answer.page}`);
  } catch (error) {
    // What the library says, and what the server told it.
    const told = error.cause instanceof Error ? error.cause.message : error.cause;
    response.writeHead(500, { "Content-Type": "application/json" }).end(JSON.stringify({ error: error.error ?? String(error), told }));
  }
}).listen(PORT, "localhost");
