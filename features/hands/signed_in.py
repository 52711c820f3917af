"""People who are signed in: what their devices do, and what their tenant does with them."""

from dataclasses import dataclass

from domain.email import EmailAddress
from features.hands.app import App, Tenancy
from features.hands.outcome import Outcome
from features.hands.story import Device, Story


@dataclass(slots=True)
class SignedIn:
    """Speaks of devices by their owner and name; what was said is the story's last word."""

    app: App
    story: Story

    @property
    def tenant(self) -> Tenancy:
        """The first tenant."""
        return next(iter(self.story.tenants.values()))

    def device(self, who: str, name: str | None = None) -> Device:
        """A person's device; the one at hand if none is named."""
        person = self.story.people[who]
        return person.devices[name or person.device]

    def token(self, who: str, name: str | None = None) -> str:
        """Its access token."""
        return str(self.device(who, name).tokens["token"])

    def user_id(self, who: str) -> str:
        """Who the tenant says that it is."""
        return str(self.device(who).tokens["user_id"])

    def refresh(self, who: str, name: str) -> Outcome:
        """A device comes back; what it used is spent."""
        device = self.device(who, name)
        used = device.tokens["refresh_token"]
        self.story.last = self.app.refresh(device.key, used)
        if self.story.last.refused_as is None:
            device.spent.append(used)
            device.tokens = self.story.last.said
        return self.story.last

    def repeat(self, who: str, name: str, *, which: int = -1) -> Outcome:
        """Somebody sends a refresh token that a device spent: the last one, or another."""
        device = self.device(who, name)
        self.story.last = self.app.refresh(device.key, device.spent[which])
        return self.story.last

    def me(self, who: str, name: str | None = None) -> Outcome:
        """Who is signed in there?"""
        return self.app.me(self.token(who, name))

    def begin_change(self, who: str, address: str) -> None:
        """A person asks for a code to a new address; the worker sends it."""
        self.story.people[who].wanted = address
        self.story.last = self.app.start_change(self.token(who), address)
        self.app.deliver()

    def code_of_change(self, who: str) -> str:
        """The code that arrived last at the new address."""
        address = self.story.people[who].wanted
        inbox = EmailAddress.parse(address).text if "@" in address else address
        return self.story.code_in(self.app.texts(inbox))[-1]

    def prove_change(self, who: str, code: str, *, address: str | None = None, alone: bool = False) -> None:
        """A person types a code for a new address; who was told of it, gets the message."""
        wanted = address or self.story.people[who].wanted
        self.story.last = self.app.prove_change(self.token(who), wanted, code, alone=alone)
        self.app.deliver()
