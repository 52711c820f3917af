"""Doors that take our own forms, and no other."""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response
from msgspec import Struct

from entrypoints.http.doors import opens
from entrypoints.http.oidc.visits import HTML, STATUSES, Reception, Visit, at_pages

# What is done with what a form brought.
Act = Callable[[Visit, Mapping[str, str]], Response]
FURTHER: Final = (303, *STATUSES)


def take_forms(doors: Blueprint, reception: Reception, body: type[Struct], acts: Mapping[str, tuple[str, Act]]) -> None:
    """A door for each form, by its path: what the door is for, and what it does."""
    for path, (said, act) in acts.items():
        _add(doors, reception, body, path, said, act)


def _add(doors: Blueprint, reception: Reception, body: type[Struct], path: str, said: str, act: Act) -> None:
    def take(visit: Visit) -> Response:
        return act(visit, visit.sent())

    take.__doc__, take.__name__ = said, f"take_{path.strip('/').replace('/', '_').replace('-', '_')}"
    declared = opens("browser", body=body, form="only", media=HTML, further=FURTHER)
    doors.post(path)(declared(at_pages(reception)(take)))
