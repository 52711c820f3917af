"""Calls by Twilio."""

from typing import TYPE_CHECKING, Any, Final

from adapters.twilio.channel import TwilioChannel
from domain.message import Outgoing

if TYPE_CHECKING:
    from twilio.rest import Client

# What Say speaks in every account, by language and by language with country; others are read out in English.
# https://www.twilio.com/docs/voice/twiml/say/text-speech
DEFAULT: Final = "en-US"
SPOKEN: Final = {
    "ca": "ca-ES", "da": "da-DK", "de": "de-DE", "en": "en-US", "en-AU": "en-AU", "en-GB": "en-GB", "en-IN": "en-IN",
    "es": "es-ES", "es-MX": "es-MX", "fi": "fi-FI", "fr": "fr-FR", "fr-CA": "fr-CA", "it": "it-IT", "ja": "ja-JP",
    "ko": "ko-KR", "nb": "nb-NO", "no": "nb-NO", "nl": "nl-NL", "pl": "pl-PL", "pt": "pt-BR", "pt-PT": "pt-PT",
    "ru": "ru-RU", "sv": "sv-SE", "zh": "zh-CN", "zh-HK": "zh-HK", "zh-TW": "zh-TW", "zh-Hant": "zh-TW",
    "zh-Hans": "zh-CN",
}  # fmt: skip
EVENTS: Final = ["initiated", "ringing", "answered", "completed"]


class TwilioVoice(TwilioChannel):
    """Calls, and says the text."""

    name = "twilio:voice"
    carries = "voice"

    def __init__(
        self, *, account_sid: str, auth_token: str, from_number: str, app_url: str, base_url: str | None = None
    ) -> None:
        super().__init__(account_sid=account_sid, auth_token=auth_token, app_url=app_url, base_url=base_url)
        self._from = from_number

    def _create(self, client: "Client", outgoing: Outgoing) -> Any:
        from twilio.twiml.voice_response import VoiceResponse

        said = VoiceResponse()
        said.say(outgoing.text, language=spoken(outgoing.language))
        callback: dict[str, Any] = {**self._callback(outgoing)}
        if callback:
            callback["status_callback_event"] = EVENTS
        return client.calls.create(to=outgoing.to, from_=self._from, twiml=str(said), **callback)


def spoken(language: str) -> str:
    """The language as Say names it: the nearest that it speaks, else English."""
    parts = language.replace("_", "-").split("-")
    names = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((SPOKEN[name] for name in names if name in SPOKEN), DEFAULT)
