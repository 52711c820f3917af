"""What a step may ask of a person's browser at the pages of a tenant."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from features.hands.outcome import Tenancy
from features.hands.own_account import OwnAccount
from features.hands.sight import Sent, Sight

Work = Callable[[Mapping[str, Any]], str]


class Visitor(OwnAccount, Protocol):
    """One browser, without scripts, that keeps what the pages gave it; `sight` is what it shows now."""

    sight: Sight

    def come(self, tenant: Tenancy, sent: Sent) -> None:
        """An app sends the browser to have its person signed in."""

    def give(self, address: str) -> None:
        """Type an address."""

    def solve(self, work: Work) -> None:
        """Do what a script does: work at the puzzle, and send the solution."""

    def enter(self, code: str) -> None:
        """Type a code."""

    def again(self) -> None:
        """Have the code sent again."""

    def follow(self, link: str) -> None:
        """Open a link of a mail."""

    def press(self, number: str = "") -> None:
        """Press the button behind a link, with the number where one is asked for."""

    def go_on(self) -> None:
        """Go on, after the link was opened on another device."""

    def decide(self, *, agrees: bool) -> None:
        """Let the app have what it asks for, or not."""

    def stay(self) -> None:
        """Go on as who is signed in."""

    def change(self) -> None:
        """Go on as somebody else."""

    def leave(self, tenant: Tenancy, sent: Sent) -> None:
        """An app sends the browser to have its person signed out."""

    def confirm(self) -> None:
        """Say that signing out is meant."""

    def take(self, other: "Visitor") -> None:
        """Stand at the page of another browser, without what only that one keeps."""

    def reload(self) -> None:
        """Go to the address of this way once more, and see what comes next."""

    def find(self, tenant: Tenancy, flow: str) -> None:
        """Go to the address of a way that somebody kept."""


class Visits(Protocol):
    """Where browsers come from."""

    def visitor(self, ip: str, language: str, agent: str) -> Visitor:
        """A new browser, in a network, that prefers a language and says what it is."""
