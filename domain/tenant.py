"""A tenant: one app or company with its own users, keys, settings and look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from domain.brand_image import BrandImage, ImageKind, ImageMark
from domain.branding import Branding
from domain.email import EmailAddress
from domain.ids import TenantId
from domain.phone import InvalidPhone, PhoneNumber
from domain.refusal import FieldError, InvalidRequest, Refusal
from domain.tenant_settings import SMS_BRANDING, TenantSettings

SLUG: Final = re.compile(r"[a-z0-9](-?[a-z0-9]){0,38}")
RESERVED_SLUGS: Final = frozenset(
    [
        "admin",
        "api",
        "assets",
        "auth",
        "auth1",
        "callbacks",
        "dev",
        "docs",
        "errors",
        "health",
        "login",
        "metrics",
        "oauth",
        "openapi",
        "root",
        "static",
        "t",
        "www",
    ]
)
MAX_NAME: Final = 64


class PhoneNotAllowed(Refusal):
    """The tenant's settings refuse this type of number or this country."""

    code = "phone_not_allowed"


def is_slug(text: str) -> bool:
    """Whether a tenant may be called so."""
    return SLUG.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as its keys see it; `slug` is unique and never changes, since issuers and keys spell it.

    `version` counts changes, for those who change it only as they saw it.
    `images` are those that were uploaded; their bytes lie elsewhere.
    """

    id: TenantId
    slug: str
    name: str
    created_at: datetime
    settings: TenantSettings = field(default_factory=TenantSettings)
    branding: Branding = field(default_factory=Branding)
    deleted_at: datetime | None = None
    version: int = 1
    images: Mapping[ImageKind, ImageMark] = field(default_factory=dict)

    @classmethod
    def create(
        cls,
        *,
        id: TenantId,
        name: Any,
        slug: Any,
        settings: Mapping[str, Any],
        branding: Mapping[str, Any],
        now: datetime,
        test_numbers_must_end: bool,
    ) -> "Tenant":
        """A new tenant; raises InvalidRequest that names every wrong field."""
        errors = (
            []
            if isinstance(slug, str) and SLUG.fullmatch(slug) and slug not in RESERVED_SLUGS
            else [
                FieldError(
                    "slug", "This must be 1 to 39 of a-z, 0-9 and single hyphens inside, and not a reserved name."
                )
            ]
        )
        blank = cls(id=id, slug=str(slug), name="", created_at=now, version=0)
        changes = {"name": name, "settings": settings, "branding": branding}
        return blank.changed(changes, now=now, test_numbers_must_end=test_numbers_must_end, errors=errors)

    def changed(
        self,
        changes: Mapping[str, Any],
        *,
        now: datetime,
        test_numbers_must_end: bool,
        errors: list[FieldError] | None = None,
    ) -> "Tenant":
        """This tenant with any of `name`, `settings` and `branding` changed; raises InvalidRequest, all or nothing."""
        name = changes.get("name", self.name)
        settings, wrong_settings = self.settings.changed(changes.get("settings", {}), now)
        branding, wrong_branding = self.branding.changed(changes.get("branding", {}))
        found = [*(errors or []), *_name_errors(name), *wrong_settings, *wrong_branding]
        found = found or _together(name, settings, test_numbers_must_end)
        if found:
            raise InvalidRequest(found)
        return replace(self, name=name, settings=settings, branding=branding, version=self.version + 1)

    def with_image(self, image: BrandImage) -> "Tenant":
        """This tenant with an image instead of the one of its kind before."""
        return replace(self, images={**self.images, image.kind: image.mark}, version=self.version + 1)

    def without_image(self, kind: ImageKind) -> "Tenant":
        """This tenant without its image of a kind."""
        left = {known: mark for known, mark in self.images.items() if known is not kind}
        return replace(self, images=left, version=self.version + 1)

    @property
    def sms_name(self) -> str:
        """The name that messages carry."""
        return self.settings.sms_branding or self.name

    @property
    def mail_name(self) -> str:
        """The name that mails carry."""
        return self.branding.display_name or self.sms_name

    @property
    def display_name(self) -> str:
        """The name that pages show."""
        return self.branding.display_name or self.name

    def phone(self, raw: str, now: datetime) -> PhoneNumber:
        """The number that a person typed, if this tenant sends to its kind.

        Raises InvalidPhone where nobody can hold it and it is no test number.
        """
        number = PhoneNumber.parse(raw, self.settings.default_region)
        if not number.is_valid and self.settings.test_code_of(number.e164, now) is None:
            raise InvalidPhone("Nobody can have this number: it is not assigned in its country's numbering plan.")
        return number

    def admit(self, address: PhoneNumber | EmailAddress, now: datetime) -> None:
        """Raise PhoneNotAllowed where the settings refuse the number's country or type; test numbers pass."""
        if isinstance(address, PhoneNumber) and self.settings.test_code_of(address.e164, now) is None:
            self._admit_country(address)
            self._admit_type(address)

    def _admit_country(self, number: PhoneNumber) -> None:
        allowed, blocked = self.settings.allowed_countries, self.settings.blocked_countries
        if number.region in blocked or (allowed and number.region not in allowed):
            raise PhoneNotAllowed("This tenant does not send codes to numbers of that country.", reason="country")

    def _admit_type(self, number: PhoneNumber) -> None:
        voip = number.line_type == "voip"
        if self.settings.voip_blocking if voip else number.line_type not in self.settings.allowed_types:
            raise PhoneNotAllowed("This tenant does not send codes to that type of number.", reason="type")


def _name_errors(name: Any) -> list[FieldError]:
    fits = isinstance(name, str) and 0 < len(name) <= MAX_NAME and name.isprintable() and name == name.strip()
    return [] if fits else [FieldError("name", f"This must be 1 to {MAX_NAME} printable characters.")]


def _together(name: str, settings: TenantSettings, test_numbers_must_end: bool) -> list[FieldError]:
    """What single fields cannot show: a name for no message, an idle time too short, test numbers without an end."""
    errors = []
    try:
        SMS_BRANDING.read(settings.sms_branding or name)
    except ValueError as error:
        errors.append(FieldError("settings.sms_branding", f"The name does not do in a message; give one of {error}."))
    idle = settings.session_idle_minutes
    if idle is not None and idle <= settings.session_ttl_minutes:
        errors.append(FieldError("settings.session_idle_minutes", "This must be more than session_ttl_minutes."))
    if test_numbers_must_end and settings.test_numbers and settings.test_numbers_until is None:
        errors.append(FieldError("settings.test_numbers_until", "Test numbers need an end, at most 366 days ahead."))
    return errors
