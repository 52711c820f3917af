"""A Flask app that signs people in by phone with Auth1, and opens /private to signed-in people only."""

import os
from dataclasses import asdict
from typing import Any

import jwt
from auth1_client import Auth1, Auth1Error
from flask import Flask, abort, request

URL, ISSUER, TENANT_ID, KEY = (os.environ[f"AUTH1_{name}"] for name in ("URL", "ISSUER", "TENANT_ID", "SECRET_KEY"))
app, auth1 = Flask(__name__), Auth1(URL, KEY)
keys = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json", timeout=5)


@app.post("/sign-in")
def ask() -> dict[str, Any]:
    """Send a code to `phone`."""
    return asdict(auth1.request_code(phone=given("phone"), client_ip=request.remote_addr))


@app.post("/sign-in/code")
def prove() -> dict[str, Any]:
    """Give tokens for `phone` and the `code` that arrived there."""
    return asdict(auth1.verify(phone=given("phone"), code=given("code"), client_ip=request.remote_addr))


@app.post("/refresh")
def refresh() -> dict[str, Any]:
    """Give new tokens for a `refresh_token`, which is spent by it."""
    return asdict(auth1.refresh(given("refresh_token")))


@app.get("/private")
def private() -> dict[str, Any]:
    """Open to signed-in people only."""
    return {"user_id": signed_in()["sub"]}


def signed_in() -> dict[str, Any]:
    """What the access token of this request says; 401 without a good one."""
    try:
        token = (request.authorization and request.authorization.token) or ""
        key, must = keys.get_signing_key_from_jwt(token), ["exp", "sub"]
        read = jwt.decode_complete(
            token, key, algorithms=["ES256"], audience=TENANT_ID, issuer=ISSUER, options={"require": must}, leeway=5
        )
    except jwt.PyJWKClientConnectionError:
        abort(503)
    except jwt.PyJWTError:
        abort(401)
    claims: dict[str, Any] = read["payload"]
    return claims if read["header"].get("typ") == "at+jwt" else abort(401)


def given(name: str) -> str:
    """A text of the request's JSON; what is not there is empty, which Auth1 refuses."""
    body = request.get_json(silent=True)
    return str(body.get(name, "")) if isinstance(body, dict) else ""


@app.errorhandler(Auth1Error)
def refused(error: Auth1Error) -> tuple[dict[str, str], int, dict[str, str]]:
    """Tell people what they can act on; that this app's key is refused, or no server there, is no news for them."""
    ours = error.code in ("invalid_credentials", "forbidden") or error.status not in (400, 401, 403, 422, 429)
    wait = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return {"code": "unavailable" if ours else error.code}, 503 if ours else error.status, wait


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", "5000")))
