"""What a refusal looks like to who is at a tenant's pages."""

from dataclasses import replace
from typing import Final

from application.ports.page_words import PageWords
from domain.hook import SignUpRefused
from domain.oauth_error import OAuthError
from domain.refusal import AuthorizationOver, Refusal
from domain.risk import RequestBlocked
from entrypoints.http.oidc.codes import BESIDE_ADDRESS, BESIDE_CODE
from entrypoints.http.oidc.visits import problem_of
from entrypoints.pages.sentences import TROUBLES
from entrypoints.pages.voice import Voice
from features.hands.sight import Sight

BESIDE: Final = (*BESIDE_ADDRESS, *BESIDE_CODE)
KINDS: Final[dict[type[Exception], str]] = {
    OAuthError: "bad_request", AuthorizationOver: "expired", RequestBlocked: "blocked",
    SignUpRefused: "sign_up_refused",
}  # fmt: skip


def told(trouble: Refusal | OAuthError, before: Sight, words: PageWords, name: str) -> Sight:
    """The page before with a sentence beside its field, or a page that is no way on."""
    voice = Voice(words)
    if isinstance(trouble, BESIDE):
        return replace(before, says=voice.problem(problem_of(trouble)).striptags())
    heading, advice = TROUBLES[KINDS[type(trouble)]]
    said = voice.trouble(advice, name=name, wait=getattr(trouble, "retry_after", None))
    return Sight("trouble", f"{voice.say(heading)}. {said.striptags()}")
