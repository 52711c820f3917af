/** An app that people sign in to by phone, and a route that only they open; Auth1 is asked for codes and tokens alone. */

import { Auth1, Auth1Error } from "@auth1/client";
import express from "express";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const { AUTH1_URL, AUTH1_SECRET_KEY, AUTH1_ISSUER, AUTH1_TENANT_ID, PORT = "4000" } = process.env;
const auth1 = new Auth1({ baseUrl: AUTH1_URL, apiKey: AUTH1_SECRET_KEY });
const keys = createRemoteJWKSet(new URL(`${AUTH1_ISSUER}/.well-known/jwks.json`), { cacheMaxAge: 300_000 });
const expected = { issuer: AUTH1_ISSUER, audience: AUTH1_TENANT_ID, typ: "at+jwt", algorithms: ["ES256"], clockTolerance: 5 };
const WITHOUT_KEYS = ["ERR_JWKS_TIMEOUT", "ERR_JOSE_GENERIC"]; // jose could not fetch them: the token may be good
const OUR_FAULTS = ["invalid_credentials", "forbidden", "unexpected_answer"];

async function signedIn(request, response, next) {
  const [, token = ""] = /^Bearer +(\S+)$/i.exec(request.get("authorization") ?? "") ?? [];
  try {
    response.locals.user = (await jwtVerify(token, keys, expected)).payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError) || WITHOUT_KEYS.includes(error.code)) throw error;
    return response.status(401).set("WWW-Authenticate", "Bearer").json({ code: "invalid_token" });
  }
  next();
}

const answer = (work) => async ({ body, ip }, response) => response.json(await work(body ?? {}, ip));

function refused(error, request, response, next) {
  if (!(error instanceof Auth1Error)) return next(error);
  const { status, code, detail, retryAfter, attemptsRemaining } = error;
  if (OUR_FAULTS.includes(code)) return response.status(502).json({ code: "unavailable" });
  if (retryAfter !== null) response.set("Retry-After", String(retryAfter));
  response.status(status || 503).json({ code, detail, attemptsRemaining });
}

express()
  .use(express.json())
  .post("/sign-in", answer(({ phone }, clientIp) => auth1.requestCode({ phone, clientIp })))
  .post("/sign-in/verify", answer(({ phone, code }, clientIp) => auth1.verify({ phone, code, clientIp })))
  .post("/refresh", answer(({ refreshToken }, clientIp) => auth1.refresh(refreshToken, { clientIp })))
  .get("/private", signedIn, (_, response) => response.json({ userId: response.locals.user.sub }))
  .use(refused)
  .listen(Number(PORT), "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${PORT}`));
