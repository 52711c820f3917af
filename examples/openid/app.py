"""People sign in by phone on the tenant's own page: Authlib's client, pointed at the tenant's issuer."""

import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.secret_key = os.environ["APP_SECRET"]
auth1 = OAuth(app).register(
    "auth1",
    client_id=os.environ["CLIENT_ID"],
    server_metadata_url=f"{os.environ['ISSUER']}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid phone", "code_challenge_method": "S256", "token_endpoint_auth_method": "none"},
)


@app.get("/")
def home():
    return f"You are {session['phone']}." if "phone" in session else '<a href="/sign-in">Sign in</a>'


@app.get("/sign-in")
def sign_in():
    return auth1.authorize_redirect(url_for("back", _external=True))


@app.get("/back")
def back():
    session["phone"] = auth1.authorize_access_token()["userinfo"]["phone_number"]
    return redirect("/")


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "5000")))
