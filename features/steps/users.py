"""Who is signed in, and what their token says."""

from pytest_bdd import parsers, then

from features.hands.app import App
from features.hands.story import Story
from features.hands.tokens import claims_of, header_of, verifies


@then(parsers.parse("{who:w} is signed in"))
def is_signed_in(story: Story, who: str) -> None:
    """The last code was right, and opened a session."""
    assert (None, True) == (story.last.refused_as, "token" in story.last.said)


@then(parsers.parse("{who:w} is a new user"))
def is_new(story: Story, who: str) -> None:
    """Made by this proof."""
    assert story.last.said["new_user"] is True


@then(parsers.parse("{who:w} is the same user as before"))
def is_known(story: Story, who: str) -> None:
    """The last two proofs are of one user, who was there at the second."""
    assert story.last.said["new_user"] is False
    assert story.proofs[-2].said["user_id"] == story.proofs[-1].said["user_id"]


@then(parsers.parse("{who:w} is the same user as at first"))
def is_first(story: Story, who: str) -> None:
    """The last proof is of the user whom the first one made."""
    assert story.proofs[0].said["user_id"] == story.proofs[-1].said["user_id"]


@then(parsers.parse("{who:w} is another user than before"))
def is_another(story: Story, who: str) -> None:
    """The last two proofs are of two users."""
    assert story.proofs[-2].said["user_id"] != story.proofs[-1].said["user_id"]


@then(parsers.parse('the token is issued by "{slug}" for {tenant:w}'))
def token_is_issued(story: Story, slug: str, tenant: str) -> None:
    """Issuer, audience and subject."""
    claims, proof = claims_of(story.last.said["token"]), story.last.said

    assert f"https://auth.test/t/{slug}" == claims["iss"]
    assert (story.tenants[tenant].id, proof["user_id"]) == (claims["aud"], claims["sub"])


@then(parsers.parse('the token says "{methods}"'))
def token_says(story: Story, methods: str) -> None:
    """How the person proved themselves."""
    assert methods == ", ".join(claims_of(story.last.said["token"])["amr"])


@then(parsers.parse("the token lives for {seconds:d} seconds"))
def token_lives(story: Story, seconds: int) -> None:
    """In the answer and in the token alike."""
    claims = claims_of(story.last.said["token"])

    assert seconds == story.last.said["expires_in"] == claims["exp"] - claims["iat"]


@then(parsers.parse("the token is signed with {algorithm:w}"))
def token_is_signed(story: Story, algorithm: str) -> None:
    """What the token's header says."""
    header = header_of(story.proofs[-1].said["token"])

    assert (algorithm, "at+jwt") == (header["alg"], header["typ"])


@then(parsers.parse("{tenant:w} publishes the key that verifies it"))
def key_is_published(app: App, story: Story, tenant: str) -> None:
    """By name, and by its mathematics."""
    assert verifies(story.proofs[-1].said["token"], app.published_keys(story.tenants[tenant].slug))


@then(parsers.parse("{tenant:w} publishes no key"))
def no_key_is_published(app: App, story: Story, tenant: str) -> None:
    """An empty set."""
    assert {"keys": []} == app.published_keys(story.tenants[tenant].slug)
