"""An address is what a person proves to hold: a phone number or an email address."""

from typing import Final

from domain.email import EmailAddress
from domain.phone import PhoneNumber

Address = PhoneNumber | EmailAddress
CHANNELS: Final = {"phone": "sms", "email": "email"}


def channel_of(address: Address) -> str:
    """The channel that reaches an address where the caller names none."""
    return CHANNELS[address.kind]
