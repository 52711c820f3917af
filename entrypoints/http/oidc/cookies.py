"""What a browser keeps for us: its secret, its session, and which address it is proving."""

import hmac
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote

from flask import Response, request

from application.oidc.browsers import Browser
from application.oidc.sealed_texts import SealedTexts
from application.oidc.sign_in_here import NewCookie
from domain.base64url import encoded
from domain.ids import TenantId
from domain.mac import mac_of

# `__Host-`: only this very origin can have set it, over TLS (RFC 6265bis section 4.1.3.2).
SECRET: Final = "__Host-auth1-browser"  # noqa: S105 - a cookie's name
ASKED: Final = "__Host-auth1-asked"
LOCALES: Final = "__Host-auth1-locales"
SECRET_BYTES: Final = 32
ASKED_LIVES: Final = 1800
LONGEST: Final = 2000


def session_cookie(slug: str) -> str:
    """The name of a tenant's cookie: tenants share this origin, and not their sessions."""
    return f"__Host-auth1-{slug}.session"


@dataclass(frozen=True, slots=True)
class Asked:
    """The address that a browser is proving, when its code may be sent again (Unix seconds), and its challenge."""

    kind: str
    text: str = field(repr=False)
    channel: str
    again_at: int
    times: int = 1
    challenge: str = ""


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and writes cookies; none says anything to who reads it, and none is good at another place."""

    texts: SealedTexts
    roll: Callable[[int], bytes]

    def browser(self, slug: str) -> Browser:
        """What the browser brought."""
        return Browser(request.cookies.get(SECRET), request.cookies.get(session_cookie(slug)))

    def new_secret(self) -> str:
        """A secret for a browser that has none."""
        return encoded(self.roll(SECRET_BYTES))

    def keep_secret(self, response: Response, secret: str) -> None:
        """Until the browser is closed."""
        _set(response, SECRET, secret)

    def keep_session(self, response: Response, slug: str, cookie: NewCookie, now: datetime) -> None:
        """For as long as the session may last."""
        self.keep_until(response, session_cookie(slug), cookie, now)

    def keep_until(self, response: Response, name: str, cookie: NewCookie, now: datetime) -> None:
        """Until the session behind it ends at the latest."""
        _set(response, name, cookie.text, max_age=int((cookie.ends_at - now).total_seconds()))

    def drop_session(self, response: Response, slug: str) -> None:
        """The browser is signed out."""
        self.drop(response, session_cookie(slug))

    def keep(self, response: Response, name: str, value: str) -> None:
        """For as long as one is on a way through the pages."""
        _set(response, name, value, max_age=ASKED_LIVES)

    def drop(self, response: Response, name: str) -> None:
        """It is not needed any more."""
        _set(response, name, "", max_age=0)

    def csrf(self, secret: str | None, place: str) -> str:
        """What a form carries: made from the browser's secret, for one way (ASVS 3.5.1)."""
        return mac_of(self.texts.ring.current.browser, "csrf", secret or "", place).hex()

    def is_csrf(self, told: str, secret: str | None, place: str) -> bool:
        """Whether a form is one that we gave this browser; time-constant."""
        made = (mac_of(keys.browser, "csrf", secret or "", place).hex() for keys in self.texts.ring.all)
        good = [hmac.compare_digest(one.encode(), told.encode("utf-8", "surrogatepass")) for one in made]
        return bool(secret) and any(good)

    def keep_locales(self, response: Response, tags: str | None) -> None:
        """The languages that the client asked for, if it did, until it asks for others."""
        kept = quote(tags) if tags else ""
        _set(response, LOCALES, kept, max_age=None if kept else 0)

    def locales(self) -> list[str]:
        """The languages that the client asked for, the best first."""
        return unquote(request.cookies.get(LOCALES, "")[:LONGEST]).split()

    def keep_asked(self, response: Response, tenant_id: TenantId, flow: str, asked: Asked) -> None:
        """Sealed for one way through the pages."""
        self.keep(response, ASKED, self.texts.write(list(astuple(asked)), _place(tenant_id, flow)))

    def asked(self, tenant_id: TenantId, flow: str) -> Asked | None:
        """What was sealed for that way, or None."""
        found = self.texts.read(request.cookies.get(ASKED, ""), _place(tenant_id, flow))
        return Asked(*found) if found else None


def _place(tenant_id: TenantId, flow: str) -> str:
    return f"asked {tenant_id} {flow}"


def _set(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Lax")
