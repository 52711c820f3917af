"""/api/users: a tenant and its users."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request

from application.ports.intelligence import Places
from application.ports.users import Sought
from application.sessions.end_sessions import EndAllSessions
from application.sessions.list_sessions import ListSessions
from application.users.block_users import BlockUser, DeleteUser
from application.users.find_users import FindUsers, ShowUser
from application.users.keep_users import ChangeUser, CreateUser
from domain.history import sought
from domain.ids import SessionId, UserId
from domain.refusal import FieldError, InvalidRequest
from domain.session import EndedAs
from entrypoints.http.answers import Listed
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.etags import ETAG, expected_version, tagged
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.paging import PAGE, paged
from entrypoints.http.sessions_shown import SessionShown, shown_with
from entrypoints.http.users_shown import NewUser, UserShown

ADDRESSES = ("invalid_phone", "invalid_email", "conflict")
CHANGED = (*ADDRESSES, "precondition_failed")
FLAGS = {"true": True, "false": False}


def user_id_of(text: str) -> UserId:
    """The user that a path names; what cannot be an id is nobody's."""
    return UserId.parse(text) or UserId("usr_unknown")


def blueprint(
    *,
    find: FindUsers,
    show: ShowUser,
    create: CreateUser,
    change: ChangeUser,
    delete: DeleteUser,
    callers: Callers,
    onces: Onces,
    now: Callable[[], datetime],
) -> Blueprint:
    """The tenant's doors to its users."""
    users = Blueprint("users", __name__, url_prefix="/api/users")

    @users.get("")
    @opens("secret", answer=Listed[UserShown], query=("phone", "email", "blocked", *PAGE), scope="users:read")
    def list_users() -> Listed[UserShown]:
        """List users, newest first: all, or those of an address (as people write it), or those who are `blocked`."""
        tenant, given = callers.known().tenant, request.args
        address = sought(given.get("phone"), given.get("email"), tenant.settings.default_region)
        wanted = Sought(
            phone=address if "phone" in given else None,
            email=address if "email" in given else None,
            blocked=_flag("blocked"),
        )
        return paged(
            lambda before, most: find(tenant_id=tenant.id, sought=wanted, before=before, most=most),
            UserShown.of,
            UserId,
        )

    @users.post("")
    @opens("secret", body=NewUser, answer=UserShown, status=201, scope="users:write", refusals=(*ADDRESSES, *ONCE))
    def create_user() -> Response:
        """Make a user by an address that nobody has proven yet; its first proof finds this user."""
        tenant = callers.known().tenant
        changes = read(NewUser).changes(tenant, now())
        return onces(
            lambda promise: create(tenant_id=tenant.id, changes=changes, caller=callers.program(), promise=promise),
            UserShown.of,
            status=201,
        )

    @users.get("/<user_id>")
    @opens("secret", answer=UserShown, headers=ETAG, scope="users:read")
    def show_user(user_id: str) -> Response:
        """Show a user, with an ETag to change them by."""
        user = show(tenant_id=callers.known().tenant.id, user_id=user_id_of(user_id))
        return tagged(UserShown.of(user), user.version)

    @users.patch("/<user_id>")
    @opens("secret", body=NewUser, answer=UserShown, headers=ETAG, scope="users:write", refusals=CHANGED)
    def change_user(user_id: str) -> Response:
        """Change addresses and notes, all or nothing; with If-Match only as they were read.

        An address that a tenant gives counts as not proven until its holder proves it.
        """
        tenant = callers.known().tenant
        user = change(
            tenant_id=tenant.id,
            user_id=user_id_of(user_id),
            changes=read(NewUser).changes(tenant, now()),
            expected=expected_version(),
            caller=callers.program(),
        )
        return tagged(UserShown.of(user), user.version)

    @users.delete("/<user_id>")
    @opens("secret", status=204, scope="users:write", refusals=("precondition_failed",))
    def delete_user(user_id: str) -> None:
        """Delete a user: sessions end at once, and the same address later makes a new user."""
        delete(
            tenant_id=callers.known().tenant.id,
            user_id=user_id_of(user_id),
            expected=expected_version(),
            caller=callers.program(),
        )

    return users


def states(
    *,
    block: BlockUser,
    find: ListSessions,
    end_all: EndAllSessions,
    callers: Callers,
    now: Callable[[], datetime],
    places: Places,
) -> Blueprint:
    """The tenant's doors to what its users may, and where they are signed in."""
    doors = Blueprint("user_states", __name__, url_prefix="/api/users/<user_id>")

    @doors.post("/block")
    @opens("secret", answer=UserShown, headers=ETAG, scope="users:write")
    def block_user(user_id: str) -> Response:
        """Let nobody in as this user; sessions and live codes end at once."""
        return _blocked(user_id, block=True)

    @doors.post("/unblock")
    @opens("secret", answer=UserShown, headers=ETAG, scope="users:write")
    def unblock_user(user_id: str) -> Response:
        """Let this user in again."""
        return _blocked(user_id, block=False)

    def _blocked(user_id: str, *, block: bool) -> Response:
        tenant_id = callers.known().tenant.id
        user = state(tenant_id=tenant_id, user_id=user_id_of(user_id), block=block, caller=callers.program())
        return tagged(UserShown.of(user), user.version)

    state = block

    @doors.get("/sessions")
    @opens("secret", answer=Listed[SessionShown], query=PAGE, scope="sessions:read")
    def list_user_sessions(user_id: str) -> Listed[SessionShown]:
        """List where a user is signed in, newest first."""
        tenant, user = callers.known().tenant, user_id_of(user_id)
        return paged(
            lambda before, most: find(tenant=tenant, user_id=user, before=before, most=most),
            shown_with(now(), None, tenant.settings.idle, places),
            SessionId,
        )

    @doors.delete("/sessions")
    @opens("secret", status=204, scope="sessions:write")
    def end_user_sessions(user_id: str) -> None:
        """End all sessions of a user, at once on all our doors."""
        end_all(
            tenant_id=callers.known().tenant.id,
            user_id=user_id_of(user_id),
            as_=EndedAs.REVOKED,
            caller=callers.program(),
        )

    return doors


def _flag(name: str) -> bool | None:
    """A parameter that is true or false, or None where it is not there."""
    given = request.args.get(name)
    if given is not None and given not in FLAGS:
        raise InvalidRequest([FieldError(name, "This must be true or false.")])
    return FLAGS[given] if given is not None else None
