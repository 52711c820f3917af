"""How a tenant's pages and mails look."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from domain.brand_texts import BrandTextsRule, is_plain
from domain.contrast import COLOR
from domain.outbound import OutboundRule
from domain.refusal import FieldError
from domain.rules import Maybe, Text, read_ruled, ruled

MAX_DISPLAY_NAME: Final = 64


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
ONE_COLOR: Final = Maybe(Text(COLOR, "a colour such as #1a73e8"))
DISPLAY_NAME: Final = Text(
    rf".{{1,{MAX_DISPLAY_NAME}}}",
    f"1 to {MAX_DISPLAY_NAME} printable characters",
    lambda text: is_plain(text, MAX_DISPLAY_NAME),
)


@dataclass(frozen=True, slots=True)
class Branding:
    """Colours from a typed palette, addresses and plain texts, never markup or style text.

    `domain/palette.py` makes of the colours what is shown; `texts` is language to place to text.
    """

    color: str | None = ruled(None, ONE_COLOR, "Main colour.")
    logo_url: str | None = ruled(
        None, Maybe(HTTPS_URL), "Logo elsewhere, for pages and mails; one that was uploaded here takes its place."
    )
    support_url: str | None = ruled(None, Maybe(HTTPS_URL), "Where a person who cannot sign in finds help.")
    display_name: str | None = ruled(None, Maybe(DISPLAY_NAME), "Name on pages and in mails; null: the tenant's name.")
    color_dark: str | None = ruled(None, ONE_COLOR, "Main colour in dark mode; null: made of color.")
    background: str | None = ruled(None, ONE_COLOR, "Background of pages; null: a light grey.")
    background_dark: str | None = ruled(None, ONE_COLOR, "Background in dark mode; null: nearly black.")
    terms_url: str | None = ruled(None, Maybe(HTTPS_URL), "Terms of use.")
    privacy_url: str | None = ruled(None, Maybe(HTTPS_URL), "Privacy notice.")
    texts: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict,
        metadata={"rule": BrandTextsRule(), "doc": "Own words by language and place, shown to the letter."},
    )

    def changed(self, values: Mapping[str, Any]) -> tuple["Branding", list[FieldError]]:
        """This branding with some fields replaced by JSON values, and every error there is."""
        read, errors = read_ruled(Branding, values, "branding")
        return replace(self, **read), errors
