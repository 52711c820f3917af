"""An address is what a person proves to hold: a phone number or an email address."""

from typing import Final

from domain.email import EmailAddress
from domain.phone import PhoneNumber

Address = PhoneNumber | EmailAddress
CHANNELS: Final = {"phone": ("sms", "whatsapp", "voice"), "email": ("email",)}
ALL_CHANNELS: Final = ("sms", "whatsapp", "voice", "email")


def channel_of(address: Address) -> str:
    """The channel that reaches an address where nobody names one."""
    return CHANNELS[address.kind][0]


def country_of(address: Address) -> str | None:
    """The country of a number (ISO 3166-1 alpha-2); None for an email address."""
    return address.region if isinstance(address, PhoneNumber) else None


def domain_of(address: Address) -> str:
    """What stands behind the @; nothing for a number."""
    return address.text.rpartition("@")[2] if address.kind == "email" else ""
