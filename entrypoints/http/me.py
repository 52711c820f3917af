"""/api/auth/me: the signed-in user's own account."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response
from msgspec import UNSET

from application.users.change_address import ProveChange, StartChange
from application.users.find_users import ShowUser
from application.users.keep_users import ChangeUser, UserChanges
from application.users.settle_changes import StopChange
from domain.address import Address
from domain.refusal import FieldError, InvalidRequest
from entrypoints.http.answers import CodeRequested
from entrypoints.http.bodies import address_of
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.etags import ETAG, expected_version, tagged
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.users_shown import AddressChanged, MeShown, NewAddress, OwnNotes, ProveAddress

WEIGHED = ("phone_not_allowed", "request_blocked", "challenge_required", "rate_limited")
ASKED = (*WEIGHED, "invalid_phone", "invalid_email", "reauthentication_required", "conflict")
PROVEN = ("invalid_code", "code_expired", "too_many_attempts", *ASKED)


def blueprint(*, show: ShowUser, change: ChangeUser, callers: Callers) -> Blueprint:
    """The user's doors to the own account."""
    me = Blueprint("me", __name__, url_prefix="/api/auth/me")

    @me.get("")
    @opens("user", answer=MeShown, headers=ETAG)
    def show_me() -> Response:
        """Who is signed in."""
        user = callers.signed_in()
        shown = show(tenant_id=user.known.tenant.id, user_id=user.user_id)
        return tagged(MeShown.of(shown), shown.version)

    @me.patch("")
    @opens("user", body=OwnNotes, answer=MeShown, headers=ETAG, refusals=("precondition_failed",))
    def change_me() -> Response:
        """Change the user's own notes; with If-Match only as they were read."""
        user, body = callers.signed_in(), read(OwnNotes)
        changed = change(
            tenant_id=user.known.tenant.id,
            user_id=user.user_id,
            changes=UserChanges(user_metadata=body.user_metadata),
            expected=expected_version(),
            caller=callers.person(),
        )
        return tagged(MeShown.of(changed), changed.version)

    return me


def addresses(
    kind: str,
    *,
    start: StartChange,
    prove: ProveChange,
    stop: StopChange,
    callers: Callers,
    onces: Onces,
    now: Callable[[], datetime],
) -> Blueprint:
    """The user's doors to a change of the `phone` or `email`."""
    doors = Blueprint(f"my_{kind}", __name__, url_prefix=f"/api/auth/me/{kind}")

    def named(body: NewAddress | ProveAddress) -> Address:
        address = address_of(body.phone, body.email, callers.signed_in().known.tenant, now())
        if address.kind != kind:
            raise InvalidRequest([FieldError(address.kind, f"This changes the {kind}.")])
        return address

    @doors.post("")
    @opens("user", body=NewAddress, answer=CodeRequested, refusals=(*ASKED, *ONCE))
    def start_change() -> Response:
        """Send a code to the new address; whether it is somebody's is not said."""
        user, body = callers.signed_in(), read(NewAddress)
        address = named(body)
        tenant = user.known.tenant
        return onces(
            lambda promise: start(
                user=user,
                address=address,
                caller=callers.person(),
                locale=None if body.locale is UNSET else body.locale,
                proof=None if body.proof is UNSET else body.proof,
                promise=promise,
            ),
            lambda challenge: CodeRequested.of(challenge, tenant),
            address=address.text,
        )

    @doors.post("/verify")
    @opens("user", body=ProveAddress, answer=AddressChanged, refusals=PROVEN)
    def prove_change() -> AddressChanged:
        """Prove the new address: it takes the old one's place now, or after the tenant's time of waiting."""
        user, body = callers.signed_in(), read(ProveAddress)
        changed = prove(
            user=user, address=named(body), code=body.code, end_others=body.end_other_sessions, caller=callers.person()
        )
        return AddressChanged.of(changed)

    @doors.delete("")
    @opens("user", status=204, refusals=("not_found",))
    def stop_change() -> None:
        """Stop a change that waits: the old address stays."""
        user = callers.signed_in()
        stop(tenant_id=user.known.tenant.id, user_id=user.user_id, kind=kind, caller=callers.person())

    return doors
