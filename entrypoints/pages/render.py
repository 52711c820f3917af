"""Views become HTML."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from application.ports.page_words import PageWords
from entrypoints.pages.account import MyAccount
from entrypoints.pages.assets import assets
from entrypoints.pages.consent import Choose, Consent
from entrypoints.pages.leave import LogOut, SignedOut, Trouble
from entrypoints.pages.look import PageLook
from entrypoints.pages.sentences import DONE, ERROR_TITLE, SCOPES, TROUBLES
from entrypoints.pages.sign_in import EnterCode, GoOnThere, Identify, Magic, MailSent, Puzzle
from entrypoints.pages.voice import Voice

Page = (
    Identify | EnterCode | Puzzle | MailSent | Magic | GoOnThere | Consent | Choose | LogOut | SignedOut | MyAccount
    | Trouble
)  # fmt: skip
POLICY: Final = (
    "default-src 'none'; style-src 'self' 'nonce-{nonce}'; script-src 'self' 'nonce-{nonce}'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'{targets}; frame-ancestors 'none'; base-uri 'none'"
)


def render(page: Page, look: PageLook, words: PageWords, nonce: str, *, is_alone: bool = False) -> str:
    """The whole page; the same arguments give the same text.

    `nonce` is that of the answer's Content-Security-Policy (see `policy`): the colours are the one style in the page.
    `is_alone`: it needs nothing of the server to be looked at, and runs no script.
    """
    template, alone = templates().get_template(page.template), assets().css.decode() if is_alone else None
    return template.render(
        page=page, look=look, words=words, nonce=nonce, voice=Voice(words), assets=assets(), alone=alone
    )


def policy(nonce: str, *targets: str) -> str:
    """The Content-Security-Policy that a page lives with; `targets` are origins that its form may lead on to."""
    return POLICY.format(nonce=nonce, targets="".join(f" {target}" for target in targets))


def title_of(heading: Markup, look: PageLook, voice: Voice, *, has_problem: bool) -> str:
    """The heading as a text, with the tenant's name in it once, and what is wrong first (WCAG 2.2, 2.4.2, G199)."""
    said = heading.striptags()
    title = said if look.name in said else f"{said} · {look.name}"
    return voice.words.say(ERROR_TITLE).replace("{title}", title) if has_problem else title


@cache
def templates() -> Environment:
    """What pages are made of, read once."""
    made = Environment(
        loader=PackageLoader("entrypoints.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(title_of=title_of, scopes=SCOPES, troubles=TROUBLES, done=DONE)
    return made
