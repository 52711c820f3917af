"""What requests hold: the types that validate, and that the OpenAPI description is made from."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from domain.address import CHANNELS, Address
from domain.email import EmailAddress
from domain.refusal import FieldError, InvalidRequest
from domain.rights import EVERYTHING
from domain.signing_key import KeyUse
from domain.tenant import SLUG, Tenant

# The fields of which a body has exactly one; the description says so, and `address_of` judges it.
ADDRESSES: Final = ("phone", "email")
Phone = Annotated[str, Meta(max_length=64, examples=["+12015550123"], description="E.164, or as people write it.")]
Email = Annotated[str, Meta(max_length=254, examples=["ada@example.com"])]
Code = Annotated[str, Meta(pattern=r"^[0-9]{4,10}\Z", description="4 to 10 ASCII digits.", examples=["482913"])]
ClientIp = Annotated[str, Meta(max_length=64, description="The end user's address; with a secret key only.")]
Locale = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z", description="BCP 47.")]
Proof = Annotated[str, Meta(max_length=4096, description="The solved challenge: ALTCHA's payload in base64.")]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
# A moment: RFC 3339 with its offset; what we say is in UTC.
At = Annotated[datetime, Meta(tz=True)]
# What the domain asks of these is said here, and judged there.
TenantName = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": 64}, description="Printable.")]
Slug = Annotated[
    str, Meta(extra_json_schema={"pattern": f"^{SLUG.pattern}$"}, description="Never changes; a few are reserved.")
]
Settings = Annotated[
    dict[str, Any], Meta(extra_json_schema={"$ref": "#/components/schemas/TenantSettings", "type": "object"})
]
Look = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": "#/components/schemas/Branding", "type": "object"})]


class RequestCode(Struct, kw_only=True, omit_defaults=True):
    """Ask for a code: exactly one of `phone` and `email`."""

    exactly_one: ClassVar = ADDRESSES
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    channel: Literal["sms", "whatsapp", "voice", "email"] | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    proof: Proof | UnsetType = UNSET
    client_ip: ClientIp | UnsetType = UNSET

    def address(self, tenant: Tenant, now: datetime) -> Address:
        """The address that a code is asked for; raises InvalidRequest, InvalidPhone or InvalidEmail."""
        address = address_of(self.phone, self.email, tenant, now)
        if self.channel is not UNSET and self.channel not in CHANNELS[address.kind]:
            raise InvalidRequest([FieldError("channel", f"This channel is not for a {address.kind} address.")])
        return address


class VerifyCode(Struct, kw_only=True, omit_defaults=True):
    """Prove a code: the address that it was asked for, and what was typed."""

    exactly_one: ClassVar = ADDRESSES
    code: Code
    phone: Phone | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    client_ip: ClientIp | UnsetType = UNSET

    def address(self, tenant: Tenant, now: datetime) -> Address:
        """The address that is proven; raises InvalidRequest, InvalidPhone or InvalidEmail."""
        return address_of(self.phone, self.email, tenant, now)


def address_of(phone: str | UnsetType, email: str | UnsetType, tenant: Tenant, now: datetime) -> Address:
    """The one address that is named."""
    if isinstance(phone, str) and email is UNSET:
        return tenant.phone(phone, now)
    if isinstance(email, str) and phone is UNSET:
        return EmailAddress.parse(email)
    said = "Send either phone or email" + (", not both." if isinstance(phone, str) else ".")
    raise InvalidRequest([FieldError("phone", said), FieldError("email", said)])


class Refresh(Struct, kw_only=True, omit_defaults=True):
    """Refresh a session."""

    refresh_token: Annotated[str, Meta(max_length=200)]
    client_ip: ClientIp | UnsetType = UNSET


class LogOut(Struct, kw_only=True, omit_defaults=True):
    """Log out here, or everywhere."""

    everywhere: bool = False


class TokenToIntrospect(Struct, kw_only=True, omit_defaults=True):
    """A token to look at (RFC 7662 section 2.1)."""

    token: Annotated[str, Meta(max_length=8192)]
    token_type_hint: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET


class Rotate(Struct, kw_only=True, omit_defaults=True):
    """Rotate the signing key."""

    activate_after: Annotated[int, Meta(ge=0, le=2_592_000)] | None = None
    at_once: bool = False
    use: KeyUse = "access"


class NewTenant(Struct, kw_only=True, omit_defaults=True):
    """A tenant to make."""

    name: TenantName
    slug: Slug
    settings: Settings = {}
    branding: Look = {}


class TenantChanges(Struct, kw_only=True, omit_defaults=True):
    """Any part of a tenant that may change; the slug never does."""

    name: TenantName | UnsetType = UNSET
    settings: Settings | UnsetType = UNSET
    branding: Look | UnsetType = UNSET

    def given(self) -> dict[str, Any]:
        """What the request names."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name) is not UNSET}


class NewKey(Struct, kw_only=True, omit_defaults=True):
    """An API key to issue."""

    kind: Literal["publishable", "secret"]
    name: Name
    expires_at: At | None = None
    scopes: Annotated[list[str], Meta(max_length=50)] = msgspec.field(default_factory=lambda: [EVERYTHING])
    networks: Annotated[list[str], Meta(max_length=100)] = []
    rate_per_minute: int | None = None
