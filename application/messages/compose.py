"""A claimed message gets its code and its words."""

from dataclasses import dataclass, replace

from application.oidc.links import Links
from application.ports.words import Words
from domain.brand_image import ImageKind, image_url
from domain.branding import Branding
from domain.derived_keys import KeyRing
from domain.letter import Letter
from domain.message import Claimed, Outgoing
from domain.otp_code import derive_code
from domain.sign_in_link import SignInLink
from domain.tenant import Tenant
from domain.token import issuer_of


@dataclass(frozen=True, slots=True)
class Compose:
    """Derive the code, which is stored nowhere, and write the message as its channel wants it.

    Where the code was asked for as a link, the mail has that instead.
    `app_url` is where links lead, and where an uploaded logo is loaded from.
    """

    ring: KeyRing
    words: Words
    links: Links
    app_url: str

    def has_keys_of(self, claimed: Claimed) -> bool:
        """Whether the code was made with keys of this node; with others it cannot be derived.  A notice has none."""
        return claimed.message.notice is not None or self.ring.of(claimed.key_id) is not None

    def __call__(self, claimed: Claimed, channel: str) -> Outgoing:
        message, tenant, code = claimed.message, claimed.tenant, "" if claimed.message.notice else self._code(claimed)
        name = tenant.mail_name if channel == "email" else tenant.sms_name
        letter = self._letter(claimed, channel, name, code)
        worded = self.words.write(letter)
        return Outgoing(
            tenant_id=message.tenant_id,
            message_id=message.id,
            number=0,
            channel=channel,
            to=message.to,
            text=worded.text,
            code="" if letter.link else code,
            language=worded.language,
            name=name,
            minutes=message.minutes,
            subject=worded.subject,
            html=worded.html,
        )

    def _letter(self, claimed: Claimed, channel: str, name: str, code: str) -> Letter:
        message, settings = claimed.message, claimed.tenant.settings
        return Letter(
            channel=channel,
            name=name,
            code=code,
            minutes=message.minutes,
            locale=message.locale,
            country=message.country,
            autofill_domain=settings.autofill_domain,
            app_hash=settings.app_hash,
            branding=self._branding(claimed.tenant),
            notice=message.notice,
            link=self._link(claimed, code),
        )

    def _link(self, claimed: Claimed, code: str) -> str | None:
        tenant, message = claimed.tenant, claimed.message
        if message.flow is None:
            return None
        text = self.links.write(tenant.id, SignInLink(message.flow, message.challenge_id, message.to, code))
        return f"{issuer_of(self.app_url, tenant.slug)}/link/{text}"

    def _branding(self, tenant: Tenant) -> Branding:
        """With the uploaded logo instead of one elsewhere, where mail programs may load it: from an https address."""
        mark = tenant.images.get(ImageKind.LOGO)
        if mark is None or not self.app_url.startswith("https://"):
            return tenant.branding
        return replace(tenant.branding, logo_url=image_url(self.app_url, tenant.slug, ImageKind.LOGO, mark))

    def _code(self, claimed: Claimed) -> str:
        message = claimed.message
        return derive_code(
            self.ring.of(claimed.key_id) or self.ring.current,
            tenant_id=message.tenant_id,
            challenge_id=message.challenge_id,
            nonce=claimed.nonce or b"",
            length=claimed.code_length,
        )
