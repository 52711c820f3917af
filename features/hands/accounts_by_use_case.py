"""Hands on the use cases of sessions and users."""

from collections.abc import Callable, Mapping
from typing import Any

from application.users.keep_users import UserChanges
from domain.address import Address
from domain.ago import ago
from domain.caller import Caller
from domain.device import device_of
from domain.email import EmailAddress
from domain.ids import SessionId, TenantId, UserId
from domain.network import network_of, parse_ip
from domain.refusal import Refusal
from domain.rights import Rights
from domain.session import EndedAs
from domain.user import User
from features.hands.accounts import Accounts, Limits
from features.hands.memory_house import MemoryHouse
from features.hands.operator import applied, exported
from features.hands.outcome import Outcome, Tenancy

PROGRAM = Caller(actor="key:test", request_id="req_test")
IP = "198.51.100.7"
MOST = 200
NOBODY = UserId("usr_unknown")


def outcome_of(call: Callable[[], Mapping[str, Any]]) -> Outcome:
    """What a call says, or the refusal that it raises."""
    try:
        return Outcome(call())
    except Refusal as refusal:
        return Outcome(refusal.members, refusal.code, getattr(refusal, "retry_after", None))


def nothing(call: Callable[[], object]) -> Outcome:
    """What comes of a call that has no answer of its own."""

    def said() -> Mapping[str, Any]:
        call()
        return {}

    return outcome_of(said)


class AccountsByUseCase(Accounts):
    """See Accounts."""

    _house: MemoryHouse

    def refresh(self, key: str, refresh_token: str) -> Outcome:
        def refresh() -> Mapping[str, Any]:
            known = self._house.use_cases.recognise_key()(key)
            tokens = self._house.use_cases.refresh_session()(known=known, refresh_token=refresh_token, caller=PROGRAM)
            named = ("token", "refresh_token", "expires_in", "user_id", "session_id")
            return {name: getattr(tokens, name) for name in named}

        return outcome_of(refresh)

    def me(self, token: str) -> Outcome:
        def me() -> Mapping[str, Any]:
            user = self._user(token)
            tenant_id = user.known.tenant.id
            return _shown(self._house.use_cases.show_user()(tenant_id=tenant_id, user_id=user.user_id))

        return outcome_of(me)

    def log_out(self, token: str, *, everywhere: bool) -> Outcome:
        def log_out() -> None:
            user = self._user(token)
            whose = {"tenant_id": user.known.tenant.id, "user_id": user.user_id, "caller": _person(user.user_id)}
            if everywhere:
                self._house.use_cases.end_all_sessions()(as_=EndedAs.LOGOUT_EVERYWHERE, **whose)
            else:
                self._house.use_cases.end_session()(session_id=user.session_id, as_=EndedAs.LOGOUT, **whose)

        return nothing(log_out)

    def sessions(self, token: str) -> Outcome:
        def sessions() -> Mapping[str, Any]:
            user, now = self._user(token), self._house.clock.now()
            find = self._house.use_cases.list_sessions()
            found = find(tenant=user.known.tenant, user_id=user.user_id, before="", most=MOST)
            return {
                "data": [
                    {
                        "id": session.id,
                        "device": device_of(session.user_agent),
                        "last_used": ago(session.last_used_at, now),
                        "current": session.id == user.session_id,
                    }
                    for session in found
                ]
            }

        return outcome_of(sessions)

    def end_session(self, token: str, session_id: str) -> Outcome:
        def end() -> None:
            user = self._user(token)
            self._house.use_cases.end_session()(
                tenant_id=user.known.tenant.id,
                user_id=user.user_id,
                session_id=SessionId.parse(session_id),
                as_=EndedAs.LOGOUT,
                caller=_person(user.user_id),
            )

        return nothing(end)

    def note(self, token: str, notes: dict[str, Any]) -> Outcome:
        def note() -> Mapping[str, Any]:
            user = self._user(token)
            return _shown(
                self._house.use_cases.change_user()(
                    tenant_id=user.known.tenant.id,
                    user_id=user.user_id,
                    changes=UserChanges(user_metadata=notes),
                    caller=_person(user.user_id),
                )
            )

        return outcome_of(note)

    def start_change(self, token: str, address: str) -> Outcome:
        def start() -> Mapping[str, Any]:
            user = self._user(token)
            challenge = self._house.use_cases.start_change()(
                user=user, address=self._new(user, address), caller=_person(user.user_id), locale=None
            )
            return {
                "request_id": challenge.id,
                "channel": challenge.channel,
                "expires_in": challenge.expires_in(self._house.clock.now()),
                "attempts_remaining": challenge.attempts_remaining,
            }

        return outcome_of(start)

    def prove_change(self, token: str, address: str, code: str, *, alone: bool) -> Outcome:
        def prove() -> Mapping[str, Any]:
            user = self._user(token)
            changed = self._house.use_cases.prove_change()(
                user=user, address=self._new(user, address), code=code, end_others=alone, caller=_person(user.user_id)
            )
            return {"user": _shown(changed.user), "takes_effect_at": changed.takes_effect_at}

        return outcome_of(prove)

    def stop_change(self, token: str, kind: str) -> Outcome:
        def stop() -> None:
            user = self._user(token)
            self._house.use_cases.stop_change()(
                tenant_id=user.known.tenant.id, user_id=user.user_id, kind=kind, caller=_person(user.user_id)
            )

        return nothing(stop)

    def sweep(self) -> None:
        self._house.use_cases.sweep()("")

    def app_notes(self, tenant: Tenancy, user_id: str, notes: dict[str, Any]) -> Outcome:
        change = self._house.use_cases.change_user()
        return nothing(lambda: change(changes=UserChanges(app_metadata=notes), **_of(tenant, user_id)))

    def block_user(self, tenant: Tenancy, user_id: str, *, block: bool) -> Outcome:
        change = self._house.use_cases.block_user()
        return nothing(lambda: change(block=block, **_of(tenant, user_id)))

    def delete_user(self, tenant: Tenancy, user_id: str) -> Outcome:
        delete = self._house.use_cases.delete_user()
        return nothing(lambda: delete(**_of(tenant, user_id)))

    def end_user_sessions(self, tenant: Tenancy, user_id: str) -> Outcome:
        end = self._house.use_cases.end_all_sessions()
        return nothing(lambda: end(as_=EndedAs.REVOKED, **_of(tenant, user_id)))

    def rotate_signing_key(self, tenant: Tenancy, *, at_once: bool) -> Outcome:
        rotate = self._house.use_cases.rotate_signing_key()
        return outcome_of(lambda: {"id": rotate(tenant_id=TenantId(tenant.id), caller=PROGRAM, at_once=at_once).id})

    def introspect(self, tenant: Tenancy, token: str) -> Outcome:
        cases = self._house.use_cases
        return outcome_of(lambda: cases.introspect()(known=cases.recognise_key()(tenant.secret), token=token))

    def revocations(self, tenant: Tenancy) -> Outcome:
        def listed() -> Mapping[str, Any]:
            feed = self._house.use_cases.list_revocations()(tenant_id=TenantId(tenant.id), cursor="")
            users = {
                one.user_id: one.ended_as.value for one in feed.sessions if one.ended_as and one.ended_as.is_of_user
            }
            return {"sessions": [session.id for session in feed.sessions], "users": users}

        return outcome_of(listed)

    def apply_file(self, text: str) -> Outcome:
        return applied(self._house.use_cases, text)

    def export_file(self) -> str:
        return exported(self._house.use_cases)

    def issue_limited_key(self, key: str, name: str, limits: Limits) -> Outcome:
        def issue() -> Mapping[str, Any]:
            known = self._house.use_cases.recognise_key()(key)
            made, secret = self._house.use_cases.issue_api_key()(
                tenant_id=known.tenant.id,
                kind="secret",
                name=name,
                expires_at=None,
                caller=PROGRAM,
                rights=Rights.of(limits.scopes, limits.networks, limits.rate_per_minute),
                giver=known.key.rights,
            )
            return {"id": made.id, "key": secret}

        return outcome_of(issue)

    def _user(self, token: str) -> Any:
        return self._house.use_cases.recognise_token()(token)

    def _new(self, user: Any, text: str) -> Address:
        now = self._house.clock.now()
        address: Address = EmailAddress.parse(text) if "@" in text else user.known.tenant.phone(text, now)
        return address


def _of(tenant: Tenancy, user_id: str) -> dict[str, Any]:
    return {"tenant_id": TenantId(tenant.id), "user_id": UserId.parse(user_id) or NOBODY, "caller": PROGRAM}


def _person(user_id: UserId) -> Caller:
    ip = parse_ip(IP)
    return Caller(f"user:{user_id}", "req_test", IP, network_of(ip) if ip else None, user_id=user_id)


def _shown(user: User) -> Mapping[str, Any]:
    return {"id": user.id, "phone": user.phone, "email": user.email, "user_metadata": user.user_metadata}
