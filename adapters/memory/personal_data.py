"""Personal data in memory."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from adapters.memory.world import MemoryWorld
from application.ports.privacy import Bounds, Person, PersonalData, Rows
from domain.ids import TenantId

Table = dict[Any, Any]


class MemoryPersonalData(PersonalData):
    """Whatever a world holds of a person."""

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def held(self, person: Person) -> Mapping[str, Rows]:
        """See PersonalData."""
        subjects, found = self._subjects(person), self._found(person)
        named: dict[str, list[Any]] = {"audit_log": [*self._world.audit], "events": [*self._world.events]}
        for name, rows in named.items():
            found[name] = [row for row in rows if row.tenant_id == person.tenant_id and row.subject in subjects]
        return {name: [asdict(row) for row in rows] for name, rows in found.items()}

    def _tables(self, person: Person) -> dict[str, tuple[Table, Callable[[Any, Any], bool]]]:
        """Each table with what tells whether a row is about the person."""
        world, challenges, addresses = self._world, self._challenges(person), person.addresses
        return {
            "users": (world.users, lambda key, _: key[1] == person.user_id),
            "sessions": (world.sessions, lambda _, one: one.user_id == person.user_id),
            "otp_requests": (world.requests, lambda key, _: key[1] in challenges),
            "messages": (
                world.messages,
                lambda _, one: one.message.challenge_id in challenges or one.message.to in addresses,
            ),
            "otp_slots": (world.slots, lambda key, _: key[1] in addresses),
            "secrets": (world.secrets, lambda key, _: key[1] in addresses),
            "risk_proofs": (world.proofs, lambda key, _: key[1] in addresses),
            "phone_lines": (world.lines, lambda key, _: key[1] in addresses),
            "consents": (world.consents, lambda key, _: key[1] == person.user_id),
            "address_changes": (world.address_changes, lambda key, _: key[1] == person.user_id),
        }

    def _challenges(self, person: Person) -> set[str]:
        return {
            id
            for (tenant_id, id), one in self._world.requests.items()
            if tenant_id == person.tenant_id and (one.address in person.addresses or one.user_id == person.user_id)
        }

    def _sessions(self, person: Person) -> list[Any]:
        mine = (one for key, one in self._world.sessions.items() if key[0] == person.tenant_id)
        return [one for one in mine if one.user_id == person.user_id]

    def _subjects(self, person: Person) -> set[str]:
        return {person.user_id, *self._challenges(person), *(one.id for one in self._sessions(person))}

    def _found(self, person: Person) -> dict[str, list[Any]]:
        shown = ("users", "sessions", "otp_requests", "messages")
        tables = self._tables(person)
        found = {name: self._mine(person, *tables[name]) for name in shown}
        challenges = self._challenges(person)
        found["otp_asks"] = [one for one in self._world.asks if one.challenge_id in challenges]
        found["risk_decisions"] = [one for one in self._world.decisions if one.challenge_id in challenges]
        return found

    def _mine(self, person: Person, table: Table, is_about: Callable[[Any, Any], bool]) -> list[Any]:
        return [one for key, one in table.items() if key[0] == person.tenant_id and is_about(key, one)]

    def erase(self, person: Person) -> Mapping[str, int]:
        """See PersonalData."""
        world = self._world
        with world.lock:
            found, subjects, challenges = self._found(person), self._subjects(person), self._challenges(person)
            for table, is_about in self._tables(person).values():
                for key in [k for k, one in table.items() if k[0] == person.tenant_id and is_about(k, one)]:
                    del table[key]
            world.asks = type(world.asks)(one for one in world.asks if one.challenge_id not in challenges)
            world.decisions[:] = [one for one in world.decisions if one.challenge_id not in challenges]
            self._forget_origins(lambda row: row.tenant_id == person.tenant_id and row.subject in subjects)
            return {name: len(rows) for name, rows in found.items()}

    def forget(self, *, tenant_id: TenantId, bounds: Bounds, after: str, most: int) -> tuple[Mapping[str, int], str]:
        """See PersonalData."""
        world = self._world
        with world.lock:
            kept = [one for one in world.asks if one.tenant_id != tenant_id or one.at >= bounds.otp]
            counts = {
                "otp_requests": self._drop(
                    world.requests, lambda k, one: k[0] == tenant_id and one.challenge.created_at < bounds.otp
                ),
                "messages": self._drop(
                    world.messages, lambda k, one: k[0] == tenant_id and one.message.created_at < bounds.otp
                ),
                "otp_asks": len(world.asks) - len(kept),
                "request_origins": self._forget_origins(
                    lambda row: row.tenant_id == tenant_id and row.at < bounds.origins
                ),
                "sessions": self._forget_devices(tenant_id, bounds),
                "events": self._forget_events(tenant_id, bounds),
            }
            world.asks = type(world.asks)(kept)
        return counts, ""

    def _drop(self, table: Table, is_old: Callable[[Any, Any], bool]) -> int:
        gone = [key for key, one in table.items() if is_old(key, one)]
        for key in gone:
            del table[key]
        return len(gone)

    def _forget_origins(self, is_meant: Callable[[Any], bool]) -> int:
        audit, count = self._world.audit, 0
        for place, row in enumerate(audit):
            if (row.ip or row.user_agent) and is_meant(row):
                audit[place] = replace(row, ip=None, user_agent=None)
                count += 1
        return count

    def _forget_devices(self, tenant_id: TenantId, bounds: Bounds) -> int:
        count = 0
        for key, session in [*self._world.sessions.items()]:
            if key[0] == tenant_id and session.created_at < bounds.origins and (session.ip or session.user_agent):
                self._world.sessions[key] = replace(session, ip=None, user_agent=None)
                count += 1
        return count

    def _forget_events(self, tenant_id: TenantId, bounds: Bounds) -> int:
        world = self._world
        gone = {one.id for one in world.events if one.tenant_id == tenant_id and one.at < bounds.events}
        world.announced -= sum(one.id in gone for one in world.events[: world.announced])
        world.events[:] = [one for one in world.events if one.id not in gone]
        self._drop(world.deliveries, lambda key, _: key[2] in gone)
        return len(gone)
