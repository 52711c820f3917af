"""What a step may ask of the product for people who are signed in, and for the tenant of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from features.hands.outcome import Outcome, Tenancy


@dataclass(frozen=True, slots=True)
class Limits:
    """What a secret key may do, from where, how often."""

    scopes: Sequence[str] = ("*",)
    networks: Sequence[str] = ()
    rate_per_minute: int | None = None


class Accounts(Protocol):
    """Sessions and users; what is answered has the same names at both levels."""

    def refresh(self, key: str, refresh_token: str) -> Outcome:
        """Come back with a refresh token."""

    def me(self, token: str) -> Outcome:
        """Who is signed in with this token?"""

    def log_out(self, token: str, *, everywhere: bool) -> Outcome:
        """End this session, or all of the user's."""

    def sessions(self, token: str) -> Outcome:
        """Where the user is signed in, newest first, as `data`."""

    def end_session(self, token: str, session_id: str) -> Outcome:
        """End a session, as a user."""

    def note(self, token: str, notes: dict[str, Any]) -> Outcome:
        """Write the user's own notes."""

    def start_change(self, token: str, address: str) -> Outcome:
        """Ask for a code to a new address of the account."""

    def prove_change(self, token: str, address: str, code: str, *, alone: bool) -> Outcome:
        """Prove the new address; `alone`: the user's other sessions end."""

    def stop_change(self, token: str, kind: str) -> Outcome:
        """Keep the old `phone` or `email`."""

    def sweep(self) -> None:
        """Let the worker do what waited for its time."""

    def app_notes(self, tenant: Tenancy, user_id: str, notes: dict[str, Any]) -> Outcome:
        """Write the tenant's notes about a user."""

    def block_user(self, tenant: Tenancy, user_id: str, *, block: bool) -> Outcome:
        """Block or unblock, as the tenant."""

    def delete_user(self, tenant: Tenancy, user_id: str) -> Outcome:
        """Delete, as the tenant."""

    def end_user_sessions(self, tenant: Tenancy, user_id: str) -> Outcome:
        """End all sessions of a user, as the tenant."""

    def rotate_signing_key(self, tenant: Tenancy, *, at_once: bool) -> Outcome:
        """Make the next signing key, as the tenant."""

    def introspect(self, tenant: Tenancy, token: str) -> Outcome:
        """What is a token worth, to a server of the tenant's?"""

    def revocations(self, tenant: Tenancy) -> Outcome:
        """The ids of `sessions` that have ended, and `users` of whom nothing counts, with the reason."""

    def apply_file(self, text: str) -> Outcome:
        """Make tenants as a file says, as the operator: the paths of `changes`, and the names of new `keys`."""

    def export_file(self) -> str:
        """All tenants as a file."""

    def issue_limited_key(self, key: str, name: str, limits: Limits) -> Outcome:
        """Make a secret key that may do less, with another one."""
