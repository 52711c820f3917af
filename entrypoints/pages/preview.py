"""Every page and message of a tenant on one page, which is whole without the server: to be looked at, or sent on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from application.ports.page_words import PageWords
from application.ports.words import Words
from domain.letter import Letter, Notice
from domain.tenant import Tenant
from entrypoints.pages.looks import look_of
from entrypoints.pages.render import render, templates
from entrypoints.pages.samples import PAGES

POLICY: Final = (
    "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'none'"
)
CODE: Final = "482913"
LINK: Final = "https://auth.example/link/nothing-was-sent"
TEXTS: Final = ("sms", "whatsapp", "voice")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page or a mail as HTML, or a message as text."""

    name: str
    html: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """Draws them all, with a tenant's brand, in a language; nothing is sent, and nothing in them leads anywhere.

    Mails show the tenant's name instead of a logo that was uploaded, which is loaded over https alone.
    """

    tenant: Tenant
    words: PageWords
    letters: Words
    app_url: str

    def draw(self, nonce: str) -> str:
        """The whole page; `nonce` is that of its policy."""
        return (
            templates()
            .get_template("preview.html")
            .render(
                name=self.tenant.display_name,
                tag=self.words.tag,
                base=f"{self.app_url}/",
                nonce=nonce,
                pages=list(self._pages(nonce)),
                messages=list(self._messages()),
            )
        )

    def _pages(self, nonce: str) -> Iterator[Shown]:
        look = look_of(self.tenant, self.words)
        for name, page in PAGES.items():
            yield Shown(name, html=render(page, look, self.words, nonce, is_alone=True))

    def _messages(self) -> Iterator[Shown]:
        for channel in TEXTS:
            yield Shown(channel, text=self.letters.write(self._letter(channel)).text)
        mail = self._letter("email")
        for name, letter in self._mails(mail).items():
            worded = self.letters.write(letter)
            yield Shown(f"{name}: {worded.subject}", html=worded.html)
        for notice in Notice:
            yield Shown(f"sms, {notice}", text=self.letters.write(replace(self._letter("sms"), notice=notice)).text)

    def _mails(self, mail: Letter) -> Mapping[str, Letter]:
        notices = {f"email, {notice}": replace(mail, notice=notice) for notice in Notice}
        return {"email": mail, "email, link": replace(mail, link=LINK), **notices}

    def _letter(self, channel: str) -> Letter:
        settings = self.tenant.settings
        return Letter(
            channel=channel,
            name=self.tenant.mail_name if channel == "email" else self.tenant.sms_name,
            code=CODE[: settings.otp_length].ljust(settings.otp_length, "7"),
            minutes=settings.otp_expiry_minutes,
            locale=self.words.tag,
            autofill_domain=settings.autofill_domain,
            app_hash=settings.app_hash,
            branding=self.tenant.branding,
        )


def policy(nonce: str) -> str:
    """The Content-Security-Policy that a preview lives with; the pages in its frames inherit it."""
    return POLICY.format(nonce=nonce)
