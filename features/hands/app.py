"""What a step may ask of the product, whichever hands it is asked by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from adapters.memory.intelligence import MemoryIntelligence
from domain.delivery import DeliveryReport
from domain.message import Outcome as Answer
from domain.replay import Replay
from features.hands.accounts import Accounts
from features.hands.branding import Looks
from features.hands.listening import Listening
from features.hands.outcome import Outcome, Tenancy
from features.hands.records import Records
from features.hands.registry import Registry
from features.hands.relying import Relying
from features.hands.visitor import Visits

__all__ = ["App", "Call", "Outcome", "Tenancy"]


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks or proves: with which key, about which address, from which IP if that is known.

    Who asks may say by which `channel` and in which language (`locale`); a program says what it is (`user_agent`).
    """

    key: str = field(repr=False)
    address: str
    ip: str | None
    channel: str | None = None
    locale: str | None = None
    user_agent: str | None = None
    proof: str | None = None


class App(Accounts, Looks, Listening, Records, Registry, Relying, Visits, Protocol):
    """The product; what is answered has the same names at both levels."""

    def install(self, **settings: Any) -> None:
        """Go on with other settings of the installation; what is stored stays."""

    def employ(self, names: Sequence[str]) -> None:
        """Go on with providers of these names, SMS providers but for `x:voice` and the like."""

    def instruct(self, provider: str, answer: Answer, *, reached: bool = True) -> None:
        """Let a provider answer so from now on; one that is not `reached` listens to nobody."""

    def lose(self, part: str) -> None:
        """Let `redis` or `database` answer nobody any more."""

    def fraud(self, tenant: Tenancy) -> Mapping[str, Any]:
        """The tenant's figures of fraud, up to now."""

    def replay(self, tenant: Tenancy, policy: Mapping[str, Any]) -> Replay:
        """Judge what was recorded by a policy, as the operator."""

    def import_networks(self, kind: str, text: str) -> None:
        """Bring a list of networks, as the operator."""

    def intelligence(self) -> MemoryIntelligence:
        """What others know, to be told by a step."""

    def now(self) -> datetime:
        """The product's time."""

    def later(self, by: timedelta) -> None:
        """Let time go by."""

    def create_tenant(self, name: str, slug: str, settings: Mapping[str, Any]) -> Outcome:
        """Make a tenant, as the administrator."""

    def change_tenant(self, tenant: Tenancy, settings: Mapping[str, Any]) -> Outcome:
        """Change settings, as the tenant."""

    def settings_of(self, tenant: Tenancy) -> Mapping[str, Any]:
        """The tenant's settings as they are shown."""

    def delete_tenant(self, tenant: Tenancy) -> Outcome:
        """Delete, as the administrator."""

    def issue_key(self, tenant: Tenancy, kind: str, name: str, expires_at: datetime | None) -> Outcome:
        """Make a key, as the tenant."""

    def revoke_key(self, tenant: Tenancy, key_id: str, after: timedelta) -> Outcome:
        """End a key, as the tenant."""

    def keys_of(self, tenant: Tenancy) -> Sequence[Mapping[str, Any]]:
        """The tenant's list of keys."""

    def published_keys(self, slug: str) -> Mapping[str, Any]:
        """The tenant's public signing keys, as a JWK set."""

    def ask(self, call: Call) -> Outcome:
        """Ask for a code."""

    def work(self, puzzle: Mapping[str, Any]) -> str:
        """Solve a puzzle; what is to be sent as `proof`."""

    def newest(self, tenant: Tenancy) -> str:
        """The id of the newest request of a tenant, refused ones included."""

    def prove(self, call: Call, code: str) -> Outcome:
        """Type a code."""

    def deliver(self) -> None:
        """Let the worker send what is owed."""

    def texts(self, address: str) -> Sequence[str]:
        """What has arrived there, oldest first."""

    def subjects(self, address: str) -> Sequence[str | None]:
        """The subjects of what has arrived there, oldest first."""

    def receive(self, report: DeliveryReport) -> None:
        """Let a provider tell what became of a message."""

    def explain(self, tenant: Tenancy, request_id: str) -> Outcome:
        """Everything about a code that was asked for: its address, messages with their hand-overs, and timeline."""

    def health(self) -> tuple[str, Sequence[str]]:
        """One word, and the parts that are missed."""
