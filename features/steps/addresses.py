"""Users change the phone or the mailbox that they sign in with."""

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.signed_in import SignedIn
from features.hands.story import Story

KIND = "(?P<kind>phone|email)"


@step(parsers.parse('{who:w} begins to change to "{address}"'))
def begins(signed_in: SignedIn, who: str, address: str) -> None:
    """A code goes to the new address; granted or refused."""
    signed_in.begin_change(who, address)


@step(parsers.parse("{who:w} proves the new address"))
def proves(signed_in: SignedIn, who: str) -> None:
    """With the code that arrived there; granted or refused."""
    signed_in.prove_change(who, signed_in.code_of_change(who))


@step(parsers.parse("{who:w} proves the new address and stays signed in here alone"))
def proves_alone(signed_in: SignedIn, who: str) -> None:
    """The user's other sessions end."""
    signed_in.prove_change(who, signed_in.code_of_change(who), alone=True)


@step(parsers.parse('{who:w} changes to "{address}"'))
def changes(signed_in: SignedIn, story: Story, who: str, address: str) -> None:
    """Begins it, and proves the new address."""
    signed_in.begin_change(who, address)
    signed_in.prove_change(who, signed_in.code_of_change(who))

    assert story.last.refused_as is None, story.last


@step(
    parsers.re(r"(?P<who>\w+) types a wrong code for the new address(?: (?P<times>\d+) times)?"),
    converters={"times": lambda text: int(text or 1)},
)
def proves_wrongly(signed_in: SignedIn, who: str, times: int) -> None:
    """As long as the right one, perhaps again and again."""
    right = signed_in.code_of_change(who)
    for _ in range(times):
        signed_in.prove_change(who, f"{(int(right) + 1) % 10 ** len(right):0{len(right)}}")


@step(parsers.parse('{who:w} types {owner:w}\'s code to change to "{address}"'))
def proves_with_code(signed_in: SignedIn, story: Story, who: str, owner: str, address: str) -> None:
    """A code that was asked for to sign in."""
    signed_in.prove_change(who, story.code(owner), address=address)


@step(parsers.parse("{who:w} types {owner:w}'s code for that new address"))
def proves_for_another(signed_in: SignedIn, story: Story, who: str, owner: str) -> None:
    """A code that was asked for by somebody else."""
    code, address = signed_in.code_of_change(owner), story.people[owner].wanted
    signed_in.prove_change(who, code, address=address)


@step(parsers.parse("{who:w} types the code of the change to sign in"))
def signs_in_with_code_of_change(signed_in: SignedIn, story: Story, who: str) -> None:
    """At the new address."""
    story.prove(who, signed_in.code_of_change(who), at=story.people[who].wanted)


@step(parsers.re(rf"(?P<who>\w+) stops the change of the {KIND}"))
def stops(app: App, story: Story, signed_in: SignedIn, who: str, kind: str) -> None:
    """Granted or refused."""
    story.last = app.stop_change(signed_in.token(who), kind)


@step("the worker sweeps")
def sweeps(app: App) -> None:
    """What waited for its time is done, and who is to be told of it is told."""
    app.sweep()
    app.deliver()


@step(parsers.parse('{who:w} signs in at "{address}"'))
def signs_in_at(story: Story, who: str, address: str) -> None:
    """From now on it is the address that they use."""
    story.people[who].address = address
    story.sign_in(who)


@then(parsers.re(rf"(?P<who>\w+)'s account has the {KIND} \"(?P<address>[^\"]+)\""))
def account_has(signed_in: SignedIn, who: str, kind: str, address: str) -> None:
    """As the user sees it."""
    assert address == signed_in.me(who).said[kind]


@then("the answer is the same as for a free address")
def same_as_for_free(app: App, story: Story, signed_in: SignedIn) -> None:
    """But for its id."""
    told = {name: value for name, value in story.last.said.items() if name != "request_id"}
    signed_in.begin_change("Ada", "+12015550188")
    free = {name: value for name, value in story.last.said.items() if name != "request_id"}

    assert (None, told) == (story.last.refused_as, free)
