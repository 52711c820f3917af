"""Strangers, puzzles and what is told of them."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

import pytest
from pytest_bdd import parsers, step, then

from features.hands.app import App, Call, Outcome
from features.hands.story import CODE, Story

E164_DIGITS = 12
PACE = timedelta(seconds=20)
ASKS = parsers.re(
    r"strangers(?P<solve> who solve puzzles)? ask for codes of (?P<count>\d+) numbers (?P<order>in a row from|all over)"
    r' "(?P<start>[^"]+)"'
)


@dataclass(slots=True)
class Crowd:
    """People whom nobody has met before, each in a network of their own, and what they heard."""

    app: App
    story: Story
    heard: list[Outcome] = field(default_factory=list)
    proof: str = ""
    _networks: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def call(self, number: str) -> Call:
        """The call of somebody new."""
        network = next(self._networks)
        key = next(iter(self.story.tenants.values())).publishable
        return Call(key, number, f"203.{network // 250}.{network % 250}.7")

    def ask(self, number: str, *, solves: bool = False) -> Call:
        """One of them asks; some solve puzzles."""
        self.app.later(PACE)
        call = self.call(number)
        heard = self.app.ask(call)
        if heard.refused_as == "challenge_required" and solves:
            heard = self.app.ask(replace(call, proof=self.app.work(heard.said["challenge"])))
        self.heard.append(heard)
        return call

    @property
    def served(self) -> int:
        """How many got a code."""
        return sum(one.refused_as is None for one in self.heard)


@pytest.fixture
def crowd(app: App, story: Story) -> Crowd:
    """Nobody yet."""
    return Crowd(app, story)


def numbers(start: str, count: int, *, in_a_row: bool) -> list[str]:
    """Numbers from one on, or anywhere behind some digits."""
    if in_a_row:
        return [f"+{int(start) + n}" for n in range(count)]
    free = E164_DIGITS + 1 - len(start)
    return [f"{start}{n:0{free}}" for n in Random(start).sample(range(10**free), count)]


@step(ASKS)
def strangers_ask(crowd: Crowd, solve: str | None, count: str, order: str, start: str) -> None:
    """Each once, twenty seconds after another."""
    for number in numbers(start, int(count), in_a_row=order.startswith("in")):
        crowd.ask(number, solves=bool(solve))


@step(parsers.parse('newcomers prove codes of {count:d} numbers all over "{start}"'))
def newcomers_prove(crowd: Crowd, app: App, count: int, start: str) -> None:
    """Each asks, and types what arrives."""
    for number in numbers(start, count, in_a_row=False):
        call = crowd.ask(number)
        app.deliver()
        texts = app.texts(number)
        if texts:
            found = CODE.search(texts[-1])
            assert found
            assert app.prove(call, found.group()).refused_as is None


@then(parsers.parse("at most {most:d} of them got a code"))
def at_most(crowd: Crowd, most: int) -> None:
    """And at least one did."""
    assert 1 <= crowd.served <= most


@then("all of them got a code")
def all_of_them(crowd: Crowd) -> None:
    """Nobody was turned away."""
    assert len(crowd.heard) == crowd.served


@then(parsers.parse('the last of them heard "{reason:w}"'))
def last_heard(crowd: Crowd, reason: str) -> None:
    """Why the last of them got none."""
    assert reason == crowd.heard[-1].refused_as


@step(parsers.parse('{who:w} asks for a code at "{address}" and solves the puzzle'))
def asks_and_solves(crowd: Crowd, story: Story, who: str, address: str) -> None:
    """As a client does by itself; where none is asked for there is nothing to solve."""
    story.ask(who, at=address)
    if story.last.refused_as == "challenge_required":
        solves(crowd, story, who)


@step(parsers.parse("{who:w} solves the puzzle and asks again"))
def solves(crowd: Crowd, story: Story, who: str) -> None:
    """The puzzle of the last refusal."""
    crowd.proof = story.app.work(story.asks[-1].said["challenge"])
    asks_with_solution(crowd, story, who)


@step(parsers.parse("{who:w} asks again with the same solution"))
def asks_with_solution(crowd: Crowd, story: Story, who: str) -> None:
    """The solution that was used last."""
    story.last = story.app.ask(replace(story.call(who, None), proof=crowd.proof))
    story.asks.append(story.last)
    story.app.deliver()


@step(parsers.parse('{who:w} asks for a code at "{address}" with {_:w}\'s solution'))
def asks_with_anothers(crowd: Crowd, story: Story, who: str, address: str) -> None:
    """A puzzle that was made for another number."""
    crowd.proof = story.app.work(story.asks[-1].said["challenge"])
    story.people[who].address = address
    asks_with_solution(crowd, story, who)


@step(parsers.parse("{who:w} asks for a code {times:d} times, one every minute"))
def asks_every_minute(story: Story, who: str, times: int) -> None:
    """Patiently."""
    story.ask(who, times=times, after=timedelta(minutes=1))


@then("the answer says nothing of signals")
def says_nothing(story: Story) -> None:
    """Neither a score nor a reason."""
    said = str({name: value for name, value in story.last.said.items() if name != "challenge"})

    assert not [word for word in ("score", "signal", "prefix", "country", "254") if word in said]


@then(parsers.parse('the limit is "{limit:w}"'))
def limit_is(story: Story, limit: str) -> None:
    """Which limit the last refusal names."""
    assert limit == story.last.said["limit"]


@then(parsers.parse('the newest request is "{status:w}" and its story says "{text}"'))
def newest_says(app: App, story: Story, status: str, text: str) -> None:
    """What a support person is told, also of an ask that got no code."""
    tenant = next(iter(story.tenants.values()))
    story.last = app.explain(tenant, app.newest(tenant))

    assert status == story.last.said["status"]
    its_story_says(story, text)


@then(parsers.parse('its story says "{text}"'))
def its_story_says(story: Story, text: str) -> None:
    """In one of its sentences."""
    assert any(text in entry["text"] for entry in story.last.said["timeline"]), story.last.said["timeline"]


@then(parsers.parse('the story of the last code says "{text}"'))
def last_story_says(app: App, story: Story, text: str) -> None:
    """Of the code that was asked for last, by whomever."""
    tenant = next(iter(story.tenants.values()))
    story.last = app.explain(tenant, app.newest(tenant))
    its_story_says(story, text)


@step(parsers.parse("{who:w} guesses at {owner:w}'s code {times:d} times"))
def guesses_at(story: Story, who: str, owner: str, times: int) -> None:
    """The same wrong code, from a network of one's own."""
    story.prove(who, story.wrong_code(owner), at=story.people[owner].address, times=times)


@step(parsers.parse("{count:d} strangers try one code on numbers of their own"))
def try_one_code(crowd: Crowd, app: App, count: int) -> None:
    """Each asks for a code, and types the one that everybody tries."""
    for number in numbers("+1201", count, in_a_row=False):
        app.prove(crowd.ask(f"+1201{555_0000 + int(number[-4:]):07}"), "123456")
    crowd.app.later(PACE)
