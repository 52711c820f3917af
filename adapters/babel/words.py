"""Letters get their words."""

from dataclasses import dataclass
from typing import Final

from adapters.babel.choice import choose
from adapters.babel.link_mail import LinkMail
from adapters.babel.mail import Mail
from adapters.babel.notices import NoticeWords
from adapters.babel.sentences import AGAIN, FULL, PAUSE, SHORT, SPOKEN
from adapters.babel.tongue import Tongue
from application.ports.words import Words
from domain.letter import Letter, Worded
from domain.sms_text import one_segment

ENGLISH: Final = "en"
# What telephone voices speak everywhere (https://www.twilio.com/docs/voice/twiml/say); a text that an English voice
# reads in another language is no use to anybody.
VOICES: Final = frozenset(
    ("da", "de", "es", "fi", "fr", "it", "ja", "ko", "nb", "nl", "pl", "pt", "ru", "sv", "zh_Hans", "zh_Hant")
)


@dataclass(frozen=True, slots=True)
class BabelWords(Words):
    """Sentences from the catalogues beside this file; English where there is none, or no voice that speaks it."""

    def write(self, letter: Letter) -> Worded:
        """See Words."""
        chosen = choose(letter.locale, letter.country)
        tongue = Tongue(chosen if letter.channel != "voice" or chosen in VOICES else ENGLISH)
        if letter.notice:
            return NoticeWords(tongue, letter, letter.notice).write()
        if letter.channel == "email" and letter.link:
            return LinkMail(tongue, letter, letter.link).write()
        if letter.channel == "email":
            mail = Mail(tongue, letter)
            return Worded(mail.text(), tongue.tag, mail.subject, mail.html())
        written = {"voice": _spoken, "whatsapp": _whole}.get(letter.channel, _sms)
        return Worded(written(tongue, letter), tongue.tag)


def _whole(tongue: Tongue, letter: Letter) -> str:
    return tongue.count(FULL, FULL, letter.minutes, {"name": letter.name, "code": letter.code})


def _sms(tongue: Tongue, letter: Letter) -> str:
    """The full sentence or the short one; the name's place stays open, since the name may have to be cut."""
    values = {"code": letter.code}
    sentences = tongue.count(FULL, FULL, letter.minutes, values), tongue.say(SHORT, values)
    return one_segment(
        sentences, letter.name, code=letter.code, autofill_domain=letter.autofill_domain, app_hash=letter.app_hash
    )


def _spoken(tongue: Tongue, letter: Letter) -> str:
    """The code digit by digit and twice: who listens has to find a pen, and no voice shall read it as a number."""
    digits = tongue.say(PAUSE, {}).join(letter.code)
    values = {"name": letter.name, "code": digits}
    return f"{tongue.say(SPOKEN, values)} {tongue.say(AGAIN, values)}"
