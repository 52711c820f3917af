"""How a tenant's pages and mails look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.outbound import OutboundRule
from domain.refusal import FieldError
from domain.rules import Maybe, Text, read_ruled, ruled


def _is_public(url: str) -> bool:
    """Whether it leads to a public host: mail programs and browsers shall ask nothing inside, of whichever house."""
    try:
        return bool(OutboundRule().require_url(url))
    except ValueError:
        return False


HTTPS_URL = Text(
    r"https://[A-Za-z0-9.\-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/%\-]{0,400})?",
    "an https address of a public host, without query",
    _is_public,
)


@dataclass(frozen=True, slots=True)
class Branding:
    """Colours from a typed palette and addresses, never markup or style text."""

    color: str | None = ruled(None, Maybe(Text(r"#[0-9a-fA-F]{6}", "a colour such as #1a73e8")), "Main colour.")
    logo_url: str | None = ruled(None, Maybe(HTTPS_URL), "Logo shown on pages and in mails.")
    support_url: str | None = ruled(None, Maybe(HTTPS_URL), "Where a person who cannot sign in finds help.")

    def changed(self, values: Mapping[str, Any]) -> tuple["Branding", list[FieldError]]:
        """This branding with some fields replaced by JSON values, and every error there is."""
        read, errors = read_ruled(Branding, values, "branding")
        return replace(self, **read), errors
