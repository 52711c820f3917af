"""An app that leads people to the pages: what its developer registered, and what it has got since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from features.hands.app import App, Outcome, Tenancy
from features.hands.relying import Brought
from tests.fixtures.relying import VERIFIER, challenge_of

SCOPES = ["openid", "phone", "email", "profile", "offline_access"]


@dataclass(slots=True)
class LedApp:
    """An app that keeps no secret, but for the verifier of each sign-in."""

    app: App
    tenant: Tenancy
    host: str
    id: str = ""
    tokens: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def back(self) -> str:
        """Where a browser is led back to."""
        return f"https://{self.host}/back"

    @property
    def home(self) -> str:
        """Where a browser goes that was signed out."""
        return f"https://{self.host}/"

    def register(self, name: str, *, needs_consent: bool) -> None:
        """Have the tenant let it in."""
        values = {
            "name": name, "auth_method": "none", "scopes": SCOPES, "needs_consent": needs_consent,
            "redirect_uris": [self.back], "post_logout_redirect_uris": [self.home],
            "grant_types": ["authorization_code", "refresh_token"],
        }  # fmt: skip
        made = self.app.register(self.tenant, values)
        assert made.refused_as is None, made

        self.id = made.said["id"]

    def asks(self, scope: str, **more: str) -> dict[str, str]:
        """What it sends a browser to sign in with."""
        return {
            "response_type": "code", "client_id": self.id, "redirect_uri": self.back, "scope": scope, "state": "st",
            "nonce": "no", "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", **more,
        }  # fmt: skip

    def parts(self, *, shows_token: bool) -> dict[str, str]:
        """What it sends a browser to sign out with."""
        shown = {"id_token_hint": str(self.tokens["id_token"])} if shows_token else {"client_id": self.id}
        return {**shown, "post_logout_redirect_uri": self.home}

    def exchange(self, code: str) -> Outcome:
        """Turn what a browser brought into tokens."""
        got = self.app.exchange(self.tenant, self.id, Brought(code, self.back, VERIFIER))
        if got.refused_as is None:
            self.tokens = got.said
        return got

    def renew(self) -> Outcome:
        """Come back with the refresh token."""
        got = self.app.renew(self.tenant, self.id, str(self.tokens["refresh_token"]))
        if got.refused_as is None:
            self.tokens = got.said
        return got

    def ask_who(self) -> Outcome:
        """Who is signed in?"""
        return self.app.ask_who(self.tenant, str(self.tokens["access_token"]))
