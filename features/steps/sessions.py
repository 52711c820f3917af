"""Devices that stay signed in, come back, and leave."""

from datetime import timedelta

from pytest_bdd import parsers, step, then

from features.hands.app import App
from features.hands.signed_in import SignedIn
from features.hands.story import Story

DEVICE = "(?P<device>app|phone|laptop|tablet)"


@step(parsers.re(r"(?P<who>\w+) signs in on the (?P<device>phone|laptop|tablet)"))
def signs_in_on(story: Story, who: str, device: str) -> None:
    """From now on it is the device at hand."""
    story.people[who].device = device
    story.sign_in(who)


@step(parsers.re(rf"(?P<who>\w+)'s {DEVICE} refreshes"))
def refreshes(signed_in: SignedIn, who: str, device: str) -> None:
    """Granted or refused."""
    signed_in.refresh(who, device)


@step(
    parsers.re(rf"(?P<times>\d+) times (?P<count>\d+) (?P<unit>\w+) go by and (?P<who>\w+)'s {DEVICE} refreshes"),
    converters={"times": int, "count": int},
)
def refreshes_at_intervals(
    app: App, signed_in: SignedIn, times: int, count: int, unit: str, who: str, device: str
) -> None:
    """Each time, first the wait; all are granted."""
    for _ in range(times):
        app.later(timedelta(**{unit: count}))
        assert signed_in.refresh(who, device).refused_as is None


@step(parsers.re(rf"(?P<who>\w+)'s {DEVICE} sends its spent token again"))
def sends_again(signed_in: SignedIn, who: str, device: str) -> None:
    """The one that it spent last."""
    signed_in.repeat(who, device)


@step(parsers.re(rf"a thief sends the token that (?P<who>\w+)'s {DEVICE} spent(?P<first> first)?"))
def thief_sends(signed_in: SignedIn, who: str, device: str, first: str | None) -> None:
    """A copy of the one that it spent last, or first of all."""
    signed_in.repeat(who, device, which=0 if first else -1)


@step(parsers.parse('somebody makes up the refresh token "{text}"'))
def makes_up(app: App, story: Story, signed_in: SignedIn, text: str) -> None:
    """And tries it."""
    story.last = app.refresh(signed_in.tenant.publishable, text)


@step(parsers.re(rf"(?P<who>\w+)'s {DEVICE} refreshes at \"(?P<tenant>[^\"]+)\""))
def refreshes_at(app: App, story: Story, signed_in: SignedIn, who: str, device: str, tenant: str) -> None:
    """With the key of another tenant."""
    used = signed_in.device(who, device).tokens["refresh_token"]
    story.last = app.refresh(story.tenants[tenant].publishable, used)


@then("it gets the same refresh token as before")
def same_refresh_token(signed_in: SignedIn, story: Story) -> None:
    """The one that Ada's app has already."""
    had = signed_in.device("Ada").tokens["refresh_token"]

    assert (None, had) == (story.last.refused_as, story.last.said["refresh_token"])


@then(parsers.re(rf"(?P<who>\w+)'s {DEVICE} has new tokens of the same session"))
def has_new_tokens(story: Story, signed_in: SignedIn, who: str, device: str) -> None:
    """Both are others than those of the sign-in."""
    first, now = story.proofs[-1].said, signed_in.device(who, device).tokens

    assert [] == [name for name in ("token", "refresh_token") if first[name] == now[name]]
    assert [first[name] for name in ("session_id", "user_id")] == [now[name] for name in ("session_id", "user_id")]


@step(parsers.re(rf"(?P<who>\w+)'s {DEVICE} is let in"))
def is_let_in(signed_in: SignedIn, who: str, device: str) -> None:
    """Its access token is good."""
    shown = signed_in.me(who, device)

    assert (None, signed_in.device(who, device).tokens["user_id"]) == (shown.refused_as, shown.said["id"])


@then(parsers.re(rf"(?P<who>\w+)'s {DEVICE} is turned away as \"(?P<reason>\w+)\""))
def is_turned_away(signed_in: SignedIn, who: str, device: str, reason: str) -> None:
    """Its access token is good no more."""
    assert reason == signed_in.me(who, device).refused_as


@then(parsers.re(rf"(?P<who>\w+)'s {DEVICE} is signed out"))
def is_signed_out(signed_in: SignedIn, who: str, device: str) -> None:
    """Neither of its tokens is good."""
    assert ["session_revoked"] * 2 == [signed_in.me(who, device).refused_as, signed_in.refresh(who, device).refused_as]


@step(parsers.re(rf"(?P<who>\w+)'s {DEVICE} logs out(?P<everywhere> everywhere)?"))
def logs_out(app: App, story: Story, signed_in: SignedIn, who: str, device: str, everywhere: str | None) -> None:
    """Here, or everywhere; granted or refused."""
    story.last = app.log_out(signed_in.token(who, device), everywhere=bool(everywhere))


@step(parsers.re(rf"(?P<who>\w+)'s {DEVICE} ends the session of (?P<owner>\w+)'s (?P<other>\w+)"))
def ends_session(app: App, story: Story, signed_in: SignedIn, who: str, device: str, owner: str, other: str) -> None:
    """Granted or refused."""
    session_id = signed_in.device(owner, other).tokens["session_id"]
    story.last = app.end_session(signed_in.token(who, device), session_id)


@then(parsers.re(rf"(?P<who>\w+)'s {DEVICE} lists:"))
def lists(app: App, signed_in: SignedIn, who: str, device: str, datatable: list[list[str]]) -> None:
    """Where its user is signed in, newest first: the device, when it was used last, and whether it is this one."""
    listed = app.sessions(signed_in.token(who, device)).said["data"]
    shown = [[one["device"], one["last_used"], "this one" if one["current"] else ""] for one in listed]

    assert datatable == shown
