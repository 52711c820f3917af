"""What a tenant does with its users and its tokens, and what is noted of a user."""

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.signed_in import SignedIn
from features.hands.story import Story
from features.hands.tokens import claims_of, header_of


@step(parsers.re(r"(?P<tenant>\w+) (?P<what>blocks|unblocks) (?P<who>\w+)"))
def blocks(app: App, story: Story, signed_in: SignedIn, tenant: str, what: str, who: str) -> None:
    """Granted or refused."""
    story.last = app.block_user(story.tenants[tenant], signed_in.user_id(who), block=what == "blocks")


@step(parsers.parse("{tenant:w} deletes the user {who:w}"))
def deletes(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str) -> None:
    """Granted or refused."""
    story.last = app.delete_user(story.tenants[tenant], signed_in.user_id(who))


@step(parsers.parse("{tenant:w} ends every session of {who:w}"))
def ends_sessions(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str) -> None:
    """Granted or refused."""
    story.last = app.end_user_sessions(story.tenants[tenant], signed_in.user_id(who))


@step(parsers.re(r'(?P<tenant>\w+) notes of (?P<who>\w+) that the (?P<name>\w+) is "(?P<value>[^"]+)"'))
def tenant_notes(app: App, story: Story, signed_in: SignedIn, tenant: str, who: str, name: str, value: str) -> None:
    """Where the user cannot write."""
    story.last = app.app_notes(story.tenants[tenant], signed_in.user_id(who), {name: value})

    assert story.last.refused_as is None


@step(parsers.re(r'(?P<who>\w+) notes of (?:her|him)self that the (?P<name>\w+) is "(?P<value>[^"]+)"'))
def user_notes(app: App, story: Story, signed_in: SignedIn, who: str, name: str, value: str) -> None:
    """Where every user can write."""
    story.last = app.note(signed_in.token(who), {name: value})

    assert {name: value} == story.last.said["user_metadata"]


@then(parsers.parse('the token claims "{name:w}" as "{value}"'))
def token_claims(story: Story, name: str, value: str) -> None:
    """The token of the last answer."""
    assert value == claims_of(story.last.said["token"])[name]


@then(parsers.parse('the token claims no "{name:w}"'))
def token_claims_no(story: Story, name: str) -> None:
    """The token of the last answer."""
    assert name not in claims_of(story.last.said["token"])


@then(parsers.parse('nothing in the token says "{text}"'))
def token_says_nothing(story: Story, text: str) -> None:
    """Neither a claim nor its value."""
    assert text not in str(claims_of(story.last.said["token"]))


@step(parsers.re(r"(?P<tenant>\w+) rotates its signing key(?P<at_once> at once)?"))
def rotates(app: App, story: Story, tenant: str, at_once: str | None) -> None:
    """Granted or refused."""
    story.last = app.rotate_signing_key(story.tenants[tenant], at_once=bool(at_once))


@then(parsers.re(r"the token is signed with (?P<which>the same key as|another key than) before"))
def is_signed_with(story: Story, which: str) -> None:
    """The tokens of the last two proofs, by the key that each names."""
    before, now = (header_of(proof.said["token"])["kid"] for proof in story.proofs[-2:])

    assert which.startswith("the same") == (before == now)
