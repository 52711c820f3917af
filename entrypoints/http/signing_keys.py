"""GET /api/signing-keys, and their rotation."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response
from msgspec import Struct

from application.keys.signing_keys import ListSigningKeys, RotateSigningKey, ShareSigningKeys, Shown
from domain.signing_key import LEAD, KeyState, KeyUse, SigningKey
from entrypoints.http.answers import JwkSet, Listed
from entrypoints.http.bodies import At, Rotate
from entrypoints.http.body import read_any
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.idempotency import ONCE, Onces


class SigningKeyShown(Struct):
    """A signing key without its secret: it signs from `active_from`, and verifies until `retires_at`.

    `use`: access tokens, or the ID tokens of OpenID Connect.
    """

    id: str
    algorithm: str
    state: KeyState
    created_at: At
    active_from: At
    retires_at: At | None
    use: KeyUse

    @classmethod
    def of(cls, shown: Shown) -> "SigningKeyShown":
        """The key's public fields."""
        key = shown.key
        return cls(key.id, key.algorithm, shown.state, key.created_at, key.active_from, key.retires_at, key.use)

    @classmethod
    def made(cls, key: SigningKey) -> "SigningKeyShown":
        """A key that was made this moment."""
        return cls.of(Shown(key, KeyState.UPCOMING if key.active_from > key.created_at else KeyState.ACTIVE))


def blueprint(
    *, share: ShareSigningKeys, rotate: RotateSigningKey, find: ListSigningKeys, callers: Callers, onces: Onces
) -> Blueprint:
    """The doors of signing keys."""
    keys = Blueprint("signing_keys", __name__, url_prefix="/api/signing-keys")

    @keys.get("")
    @opens("secret", answer=JwkSet, scope="signing_keys:read", refusals=("unavailable",))
    def share_signing_keys() -> Mapping[str, Any]:
        """The keys that verify this tenant's tokens, as JWKs; who has an HS256 key can mint with it, too."""
        return share(tenant_id=callers.known().tenant.id, caller=callers.program())

    @keys.get("/states")
    @opens("secret", answer=Listed[SigningKeyShown], scope="signing_keys:read")
    def list_signing_keys() -> Listed[SigningKeyShown]:
        """List signing keys with their states, newest first: upcoming, active, retiring, retired."""
        found = find(tenant_id=callers.known().tenant.id)
        return Listed([SigningKeyShown.of(shown) for shown in found], None)

    @keys.post("/rotate")
    @opens(
        "secret",
        body=Rotate,
        may_be_empty=True,
        answer=SigningKeyShown,
        status=201,
        scope="signing_keys:write",
        refusals=ONCE,
    )
    def rotate_signing_key() -> Response:
        """Make the next signing key: published now, signing after `activate_after` seconds; older ones verify on.

        `at_once` is for a key that leaked: the new one signs now, and every token so far is dead.
        """
        body, tenant_id = read_any(Rotate), callers.known().tenant.id
        after = LEAD if body.activate_after is None else timedelta(seconds=body.activate_after)
        return onces(
            lambda promise: rotate(
                tenant_id=tenant_id,
                caller=callers.program(),
                after=after,
                at_once=body.at_once,
                use=body.use,
                promise=promise,
            ),
            SigningKeyShown.made,
            status=201,
        )

    return keys
