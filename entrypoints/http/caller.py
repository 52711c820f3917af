"""Who calls: key, admin bearer, and the end user's address behind proxies."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Request, g, request
from msgspec import UNSET, UnsetType

from application.admins.recognise_admin import RecogniseAdmin
from application.audit.record_denied import RecordDenied
from application.keys.meter_key import MeterKey
from application.keys.recognise_key import RecogniseKey
from application.ports.known_keys import KnownKey
from application.sessions.recognise_token import RecogniseToken, SignedInUser
from domain.audit import INSTALLATION, Action
from domain.caller import MAX_USER_AGENT, Caller
from domain.network import IpAddress, network_of, parse_ip
from domain.refusal import FieldError, Forbidden, InvalidRequest, MalformedRequest, NotFound
from domain.rights import Rights
from entrypoints.http.doors import UNKEYED, Credential

CLIENT_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
TENANT_KEY: Final = re.compile(r"auth1_[ps]k_")
IN_QUERY: Final = re.compile(
    r"auth1_(pk|sk|at|rt|cs)_|(^|&)(x-api-key|api[_-]?key|access_token|token|authorization)=", re.I
)


@dataclass(frozen=True, slots=True)
class Callers:
    """Checks the credential that a door asks for, and tells use cases who calls."""

    recognise_key: RecogniseKey
    recognise_admin: RecogniseAdmin
    recognise_token: RecogniseToken
    record_denied: RecordDenied
    meter: MeterKey
    trusted_proxies: int

    def admit(self, credential: Credential, scope: str = "") -> None:
        """Let the request in, or raise what it lacks."""
        query = request.query_string
        if query and IN_QUERY.search(query.decode("latin-1")):
            raise MalformedRequest("A credential in the address ends up in logs. Send it in a header.")
        here = g._get_current_object()
        here.known, here.tenant, here.signed_in, here.actor = None, None, None, "anonymous"
        if credential == "admin":
            self._admit_admin()
        elif credential == "user":
            self._admit_user()
        elif credential == "owner" and "x-api-key" not in request.headers:
            self._admit_admin()
        elif credential not in UNKEYED:
            self._admit_key(scope, secret_only=credential != "key")

    def _admit_key(self, scope: str, *, secret_only: bool) -> None:
        known = self.recognise_key(request.headers.get("x-api-key"))
        here = g._get_current_object()
        here.known, here.tenant, here.actor = known, known, f"key:{known.key.id}"
        if known.key.kind == "secret":
            self._keep_out_of_browsers(known)
            self._require_rights(known, scope)
        elif secret_only:
            raise Forbidden("This needs the tenant's secret key.")

    def _require_rights(self, known: KnownKey, scope: str) -> None:
        """The key's networks, scopes and rate; a key that is used from elsewhere may be stolen: that is remembered."""
        if not known.key.rights.reaches_from(self._peer()):
            details = {"key": known.key.id, "reason": "network"}
            self.record_denied(
                tenant_id=known.tenant.id, caller=self.program(), action=Action.ACCESS_DENIED, details=details
            )
            raise Forbidden("This key may not be used from this network.")
        if not known.key.rights.allows(scope):
            raise Forbidden(f"This key has not been given the scope {scope}.")
        self.meter(known)

    def _admit_user(self) -> None:
        """A signed-in user; a key beside the token must be of the same tenant."""
        user = self.recognise_token(self.bearer())
        if "client_id" in user.claims:
            raise Forbidden("This token was given to an OpenID client. It opens userinfo, and nothing else here.")
        g.signed_in, g.tenant, g.actor = user, user.known, f"user:{user.user_id}"
        key = request.headers.get("x-api-key")
        if key is not None and self.recognise_key(key).tenant.id != user.known.tenant.id:
            raise Forbidden("The key beside this token is another tenant's.")

    def bearer(self) -> str | None:
        """What stands in `Authorization: Bearer`, or None."""
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        return bearer.strip() if scheme.lower() == "bearer" else None

    def _keep_out_of_browsers(self, known: KnownKey) -> None:
        """A secret key that comes with an Origin has been shipped to a browser: refused, and remembered."""
        if "Origin" in request.headers:
            self.record_denied(
                tenant_id=known.tenant.id,
                caller=self.program(),
                action=Action.KEY_IN_BROWSER,
                details={"key": known.key.id},
            )
            raise Forbidden("A secret key was sent by a browser. Revoke it, and call from your server.")

    def _admit_admin(self) -> None:
        bearer = self.bearer() or ""
        shown = bearer or request.headers.get("x-api-key", "")
        if TENANT_KEY.match(shown):
            self._refuse_tenant_key(shown)
        g.actor = self.recognise_admin(bearer or None)

    def _refuse_tenant_key(self, secret: str) -> None:
        """A tenant's key is good somewhere else; what a secret one tried here is remembered.

        A publishable key is public, and a made-up bearer is anybody's: written down, they would fill the audit log.
        """
        known = self.recognise_key(secret)
        g.actor = f"key:{known.key.id}"
        if known.key.kind == "secret":
            self.record_denied(
                tenant_id=INSTALLATION,
                caller=self.program(),
                action=Action.ADMIN_REFUSED,
                details={"key": known.key.id},
            )
        raise Forbidden("A tenant's key does not open the admin API.")

    def remember_foreign(self) -> None:
        """Write down that a tenant, or one of its users, asked for a thing that is not theirs, or is nobody's."""
        if g.get("tenant") is not None and request.url_rule is not None and request.view_args:
            self.record_denied(
                tenant_id=g.tenant.tenant.id,
                caller=self.program(),
                action=Action.ACCESS_DENIED,
                details={"route": f"{request.method} {request.url_rule.rule}", "reason": "not_found"},
            )

    def known(self) -> KnownKey:
        """The key that let this request in."""
        known: KnownKey | None = g.known
        if known is None:
            raise NotFound("There is nothing here.")
        return known

    def signed_in(self) -> SignedInUser:
        """The user whose token let this request in."""
        user: SignedInUser | None = g.signed_in
        if user is None:
            raise NotFound("There is nothing here.")
        return user

    def rights(self) -> Rights:
        """What the key that let this request in may do; the administrator may all."""
        known: KnownKey | None = g.known
        return known.key.rights if known else Rights()

    def ends_at(self) -> datetime | None:
        """When the key that let this request in expires; None: never."""
        known: KnownKey | None = g.known
        return known.key.life.expires_at if known else None

    def program(self) -> Caller:
        """The caller of an administrative path: the address is the program's own."""
        return self._caller(self._peer())

    def person(self) -> Caller:
        """The caller of a signed-in user's path: the user's own address."""
        return self._caller(self._peer())

    def end_user(self, client_ip: str | UnsetType) -> Caller:
        """The caller of a sign-in: the end user's address, which a server may tell and a browser may not."""
        if self.known().key.kind == "publishable":
            if client_ip is not UNSET:
                raise InvalidRequest([FieldError("client_ip", "Only a secret key may name the end user's address.")])
            return self._caller(self._peer())
        told = parse_ip(client_ip) if isinstance(client_ip, str) else None
        if isinstance(client_ip, str) and told is None:
            raise InvalidRequest([FieldError("client_ip", "This must be an IP address.")])
        return self._caller(told)

    def _caller(self, ip: IpAddress | None) -> Caller:
        here = g._get_current_object()
        agent = request.headers.get("User-Agent", "")[:MAX_USER_AGENT].replace("\x00", "")
        return Caller(
            actor=here.actor,
            request_id=here.request_id,
            ip=str(ip) if ip else None,
            network=network_of(ip) if ip else None,
            user_agent=agent or None,
            client_request_id=here.client_request_id,
            user_id=here.signed_in.user_id if here.signed_in else None,
        )

    def _peer(self) -> IpAddress | None:
        """The socket's peer; with proxies of ours in front, what the outermost of them saw."""
        asked = request._get_current_object()  # type: ignore[attr-defined]
        peer = parse_ip(asked.remote_addr or "")
        if self.trusted_proxies == 0:
            return peer
        hops = [hop.strip() for line in asked.headers.getlist("X-Forwarded-For") for hop in line.split(",")]
        told = parse_ip(hops[-self.trusted_proxies]) if len(hops) >= self.trusted_proxies else None
        return told or peer


def client_request_id(asked: Request) -> str | None:
    """The caller's own request id, if it is one that may stand in a log."""
    given = asked.headers.get("X-Request-Id", "")
    return given if CLIENT_REQUEST_ID.fullmatch(given) else None
