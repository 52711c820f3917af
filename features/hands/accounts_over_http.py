"""Hands on the doors of sessions and users."""

from typing import Any

from werkzeug.test import TestResponse

from features.hands.accounts import Accounts, Limits
from features.hands.operator import applied, exported
from features.hands.outcome import Outcome, Tenancy
from tests.fixtures.worlds import World


def outcome_of(response: TestResponse) -> Outcome:
    """What a response says: its fields, or the refusal in its problem document."""
    said = response.get_json(silent=True) or {}
    wait = response.headers.get("Retry-After")
    return Outcome(said, said["code"] if response.status_code >= 400 else None, int(wait) if wait else None)


class AccountsOverHttp(Accounts):
    """See Accounts."""

    @property
    def world(self) -> World:
        """The product as it stands."""
        raise NotImplementedError

    def refresh(self, key: str, refresh_token: str) -> Outcome:
        body = {"refresh_token": refresh_token}
        return outcome_of(self.world.call("POST", "/api/auth/refresh", body, key=key))

    def me(self, token: str) -> Outcome:
        return self._as_user("GET", "/me", token)

    def log_out(self, token: str, *, everywhere: bool) -> Outcome:
        return self._as_user("POST", "/logout", token, {"everywhere": True} if everywhere else None)

    def sessions(self, token: str) -> Outcome:
        return self._as_user("GET", "/sessions", token)

    def end_session(self, token: str, session_id: str) -> Outcome:
        return self._as_user("DELETE", f"/sessions/{session_id}", token)

    def note(self, token: str, notes: dict[str, Any]) -> Outcome:
        return self._as_user("PATCH", "/me", token, {"user_metadata": notes})

    def start_change(self, token: str, address: str) -> Outcome:
        kind = kind_of(address)
        return self._as_user("POST", f"/me/{kind}", token, {kind: address})

    def prove_change(self, token: str, address: str, code: str, *, alone: bool) -> Outcome:
        kind = kind_of(address)
        body = {kind: address, "code": code, "end_other_sessions": alone}
        return self._as_user("POST", f"/me/{kind}/verify", token, body)

    def stop_change(self, token: str, kind: str) -> Outcome:
        return self._as_user("DELETE", f"/me/{kind}", token)

    def sweep(self) -> None:
        self.world.container.use_cases.sweep()("")

    def app_notes(self, tenant: Tenancy, user_id: str, notes: dict[str, Any]) -> Outcome:
        return self._as_tenant("PATCH", f"/users/{user_id}", tenant, {"app_metadata": notes})

    def block_user(self, tenant: Tenancy, user_id: str, *, block: bool) -> Outcome:
        return self._as_tenant("POST", f"/users/{user_id}/{'block' if block else 'unblock'}", tenant)

    def delete_user(self, tenant: Tenancy, user_id: str) -> Outcome:
        return self._as_tenant("DELETE", f"/users/{user_id}", tenant)

    def end_user_sessions(self, tenant: Tenancy, user_id: str) -> Outcome:
        return self._as_tenant("DELETE", f"/users/{user_id}/sessions", tenant)

    def rotate_signing_key(self, tenant: Tenancy, *, at_once: bool) -> Outcome:
        return self._as_tenant("POST", "/signing-keys/rotate", tenant, {"at_once": at_once})

    def introspect(self, tenant: Tenancy, token: str) -> Outcome:
        return self._as_tenant("POST", "/auth/introspect", tenant, {"token": token})

    def revocations(self, tenant: Tenancy) -> Outcome:
        told = self._as_tenant("GET", "/revocations", tenant).said
        users = {one["user_id"]: one["reason"] for one in told["users"]}
        return Outcome({"sessions": [one["session_id"] for one in told["sessions"]], "users": users})

    def apply_file(self, text: str) -> Outcome:
        return applied(self.world.container.use_cases, text)

    def export_file(self) -> str:
        return exported(self.world.container.use_cases)

    def issue_limited_key(self, key: str, name: str, limits: Limits) -> Outcome:
        rights = {
            "scopes": list(limits.scopes),
            "networks": list(limits.networks),
            "rate_per_minute": limits.rate_per_minute,
        }
        return outcome_of(self.world.call("POST", "/api/keys", {"kind": "secret", "name": name, **rights}, key=key))

    def _as_user(self, method: str, path: str, token: str, body: Any = None) -> Outcome:
        return outcome_of(self.world.call(method, f"/api/auth{path}", body, bearer=token))

    def _as_tenant(self, method: str, path: str, tenant: Tenancy, body: Any = None) -> Outcome:
        return outcome_of(self.world.call(method, f"/api{path}", body, key=tenant.secret))


def kind_of(address: str) -> str:
    """`phone` or `email`."""
    return "email" if "@" in address else "phone"
