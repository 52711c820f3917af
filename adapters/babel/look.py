"""What of a tenant's branding may stand in a mail."""

from dataclasses import dataclass

from domain.branding import Branding
from domain.palette import Palette, palette_of


@dataclass(frozen=True, slots=True)
class Look:
    """A mail's colours, those of pages, and addresses that are https or not there."""

    palette: Palette
    logo_url: str | None
    support_url: str | None

    @classmethod
    def of(cls, branding: Branding) -> "Look":
        """The look of a branding; what is not a colour or an https address is left out, whoever stored it."""
        return cls(palette_of(branding), _https(branding.logo_url), _https(branding.support_url))


def _https(url: str | None) -> str | None:
    return url if url and url.startswith("https://") else None
