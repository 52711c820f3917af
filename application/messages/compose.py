"""A claimed message gets its code and its words."""

from dataclasses import dataclass

from application.ports.words import Words
from domain.derived_keys import KeyRing
from domain.letter import Letter
from domain.message import Claimed, Outgoing
from domain.otp_code import derive_code


@dataclass(frozen=True, slots=True)
class Compose:
    """Derive the code, which is stored nowhere, and write the message as its channel wants it."""

    ring: KeyRing
    words: Words

    def has_keys_of(self, claimed: Claimed) -> bool:
        """Whether the code was made with keys of this node; with others it cannot be derived.  A notice has none."""
        return claimed.message.notice is not None or self.ring.of(claimed.key_id) is not None

    def __call__(self, claimed: Claimed, channel: str) -> Outgoing:
        message, tenant, code = claimed.message, claimed.tenant, "" if claimed.message.notice else self._code(claimed)
        worded = self.words.write(
            Letter(
                channel=channel,
                name=tenant.sms_name,
                code=code,
                minutes=message.minutes,
                locale=message.locale,
                country=message.country,
                autofill_domain=tenant.settings.autofill_domain,
                app_hash=tenant.settings.app_hash,
                branding=tenant.branding,
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
            name=tenant.sms_name,
            minutes=message.minutes,
            subject=worded.subject,
            html=worded.html,
        )

    def _code(self, claimed: Claimed) -> str:
        message = claimed.message
        return derive_code(
            self.ring.of(claimed.key_id) or self.ring.current,
            tenant_id=message.tenant_id,
            challenge_id=message.challenge_id,
            nonce=claimed.nonce or b"",
            length=claimed.code_length,
        )
