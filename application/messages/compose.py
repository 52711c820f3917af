"""A claimed message gets its code and its words."""

from dataclasses import dataclass, replace

from application.ports.words import Words
from domain.brand_image import ImageKind, image_url
from domain.branding import Branding
from domain.derived_keys import KeyRing
from domain.letter import Letter
from domain.message import Claimed, Outgoing
from domain.otp_code import derive_code
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Compose:
    """Derive the code, which is stored nowhere, and write the message as its channel wants it.

    `app_url` is where an uploaded logo is loaded from.
    """

    ring: KeyRing
    words: Words
    app_url: str = ""

    def has_keys_of(self, claimed: Claimed) -> bool:
        """Whether the code was made with keys of this node; with others it cannot be derived.  A notice has none."""
        return claimed.message.notice is not None or self.ring.of(claimed.key_id) is not None

    def __call__(self, claimed: Claimed, channel: str) -> Outgoing:
        message, tenant, code = claimed.message, claimed.tenant, "" if claimed.message.notice else self._code(claimed)
        name = tenant.mail_name if channel == "email" else tenant.sms_name
        worded = self.words.write(
            Letter(
                channel=channel,
                name=name,
                code=code,
                minutes=message.minutes,
                locale=message.locale,
                country=message.country,
                autofill_domain=tenant.settings.autofill_domain,
                app_hash=tenant.settings.app_hash,
                branding=self._branding(tenant),
                notice=message.notice,
            )
        )
        return Outgoing(
            tenant_id=message.tenant_id,
            message_id=message.id,
            number=0,
            channel=channel,
            to=message.to,
            text=worded.text,
            code=code,
            language=worded.language,
            name=name,
            minutes=message.minutes,
            subject=worded.subject,
            html=worded.html,
        )

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
