"""What a step may ask of the product for an app that people sign in to."""

from dataclasses import dataclass, field
from typing import Protocol

from features.hands.outcome import Outcome, Tenancy


@dataclass(frozen=True, slots=True)
class Brought:
    """What a browser brought back to an app: a code, for the address that it was sent to and the app's verifier."""

    code: str = field(repr=False)
    redirect_uri: str
    verifier: str = field(repr=False)


class Relying(Protocol):
    """Calls of an app by itself, by its id; what is answered has the names of OAuth at both levels."""

    def exchange(self, tenant: Tenancy, id: str, brought: Brought) -> Outcome:
        """Turn a code into `access_token`, `id_token` and perhaps `refresh_token`."""

    def renew(self, tenant: Tenancy, id: str, refresh_token: str) -> Outcome:
        """Get new tokens."""

    def ask_who(self, tenant: Tenancy, access_token: str) -> Outcome:
        """Who is signed in, as far as the token opens it."""
