"""Auth1's HTTP API for servers and programs."""

import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from auth1_client.answers import CodeRequest, Device, Introspection, Tokens, User
from auth1_client.errors import Problem, SignInRequired
from auth1_client.reading import Fields, fields_of, nothing_of
from auth1_client.repeating import Repeating
from auth1_client.wire import Sent, Waits, Wire

VISIBLE: Final = re.compile(r"[\x21-\x7e]{1,8192}")
PAGE: Final = 200


class Auth1:
    """A tenant's door: `api_key` is its publishable or its secret key, `timeout` is in seconds.

    It holds no connection and no state, so that any number of threads may share one.
    Every call raises Auth1Error: what was refused by its code, Unreachable where no whole answer came.
    `clock` (monotonic) and `pause` are for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises ValueError where the address or the key cannot be one; the key is not quoted."""
        if not VISIBLE.fullmatch(api_key):
            raise ValueError("api_key holds a space, a line end or another character that no key has.")
        self._wire = Wire.to(base_url)
        self._key = {"x-api-key": api_key}
        self._waits = Waits(timeout, timeout)
        self._repeating = Repeating(clock, pause)

    def __repr__(self) -> str:
        return f"Auth1({str(self._wire)!r})"

    def request_code(
        self,
        *,
        phone: str | None = None,
        email: str | None = None,
        channel: str | None = None,
        locale: str | None = None,
        proof: str | None = None,
        client_ip: str | None = None,
        idempotency_key: str | None = None,
    ) -> CodeRequest:
        """Send a code to a phone number (E.164) or an email address; `client_ip` is for secret keys only.

        The call has one effect per `idempotency_key`, by default a fresh one for each call.
        Where the answer is lost it is sent again with the same key, twice at most.
        ChallengeRequired holds a puzzle; ask again with its solution as `proof`.
        Raises InvalidRequest, RateLimited, or Auth1Error `phone_not_allowed` and others.
        """
        once = idempotency_key or str(uuid.uuid4())
        if not VISIBLE.fullmatch(once):
            raise ValueError("idempotency_key must be of visible ASCII characters.")
        named = {"phone": phone, "email": email, "channel": channel, "locale": locale, "proof": proof}
        named |= {"client_ip": client_ip}
        sent = Sent("POST", "/api/auth/request", {**self._key, "Idempotency-Key": once}, _given(named))
        return CodeRequest.of(self._repeating.twice_at_most(lambda: self._fields(sent)))

    def verify(
        self, *, code: str, phone: str | None = None, email: str | None = None, client_ip: str | None = None
    ) -> Tokens:
        """Prove the address with the code that arrived; this is never sent twice, since a code opens once.

        Raises InvalidCode, CodeExpired, TooManyAttempts, RateLimited or InvalidRequest.
        After Unreachable the code may be spent: where the next try is CodeExpired, ask for another.
        """
        named = {"phone": phone, "email": email, "code": code, "client_ip": client_ip}
        return Tokens.of(self._fields(Sent("POST", "/api/auth/verify", self._key, _given(named))))

    def refresh(self, refresh_token: str) -> Tokens:
        """New tokens for a refresh token, which is spent by it: keep the new one before the access token is used.

        A lost answer is asked for again with the same token while the server's grace of ten seconds lasts.
        Raises SignInRequired where the session is over, Unreachable where no answer came in that time.
        """
        sent = Sent("POST", "/api/auth/refresh", self._key, {"refresh_token": refresh_token})
        fields = self._repeating.within_grace(lambda waits: self._fields(sent, waits), self._waits.answer)
        return Tokens.of(fields)

    def introspect(self, token: str) -> Introspection:
        """Whether an access or refresh token is good right now; needs a secret key."""
        return Introspection.of(self._fields(Sent("POST", "/api/auth/introspect", self._key, {"token": token})))

    def me(self, access_token: str) -> User:
        """The account of whoever is signed in; raises TokenExpired or SignInRequired."""
        return User.of(self._fields(Sent("GET", "/api/auth/me", self._as_user(access_token))))

    def logout(self, access_token: str, everywhere: bool = False) -> None:
        """End this session, or all of the user's; raises TokenExpired or SignInRequired."""
        sent = Sent("POST", "/api/auth/logout", self._as_user(access_token), {"everywhere": everywhere})
        nothing_of(self._wire.send(sent, self._waits))

    def sessions(self, access_token: str) -> list[Device]:
        """Where the user is signed in, newest first; raises TokenExpired or SignInRequired."""
        headers, path, found = self._as_user(access_token), f"/api/auth/sessions?limit={PAGE}", list[Device]()
        cursor: str | None = ""
        while cursor is not None:
            more = f"&cursor={quote(cursor, safe='')}" if cursor else ""
            fields = self._fields(Sent("GET", path + more, headers))
            found += [Device.of(one) for one in fields.items("data")]
            cursor = fields.text_or_none("next_cursor")
        return found

    def end_session(self, access_token: str, session_id: str) -> None:
        """End one of the user's own sessions; raises TokenExpired, SignInRequired or Auth1Error `not_found`."""
        sent = Sent("DELETE", f"/api/auth/sessions/{quote(session_id, safe='')}", self._as_user(access_token))
        nothing_of(self._wire.send(sent, self._waits))

    def _fields(self, sent: Sent, waits: Waits | None = None) -> Fields:
        return fields_of(self._wire.send(sent, waits or self._waits))

    def _as_user(self, access_token: str) -> Mapping[str, str]:
        # Whoever sent this text to our caller, it cannot stand in a header, and http.client would quote it.
        if not VISIBLE.fullmatch(access_token):
            raise SignInRequired(Problem(401, "invalid_token", "This is not an access token; nothing was sent."))
        return {**self._key, "Authorization": f"Bearer {access_token}"}


def _given(named: Mapping[str, str | None]) -> Mapping[str, object]:
    return {name: value for name, value in named.items() if value is not None}
