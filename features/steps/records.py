"""The audit log, and the rights of the people in it."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_bdd import parsers, step, then, when

from application.audit.verify_chain import Verified
from domain.audit_chain import GAP
from domain.caller import Caller
from domain.ids import TenantId, UserId
from features.hands.app import App
from features.hands.signed_in import SignedIn
from features.hands.story import PEOPLE, Story

OPERATOR = Caller(actor="cli:test", request_id="cli_test")


@dataclass(slots=True)
class Paper:
    """What the operator has in hand."""

    found: list[dict[str, Any]] = field(default_factory=list)
    document: str = ""
    row: str = ""


@pytest.fixture
def paper() -> Paper:
    """Nothing yet."""
    return Paper()


@step("the log is chained")
def is_chained(app: App) -> None:
    """As the worker does every second."""
    app.cases().chain_rows()()
    app.later(GAP)


@step("the worker forgets what is old")
def forgets(app: App) -> None:
    """As it does all day."""
    app.cases().forget_in_time()()


@when(parsers.parse('{tenant:w} searches its log for "{action}"'))
def searches(app: App, story: Story, paper: Paper, tenant: str, action: str) -> None:
    """With its secret key."""
    story.last = app.search_log(story.tenants[tenant], action)
    paper.found = story.last.said.get("data", [])


@then(parsers.re(r"it finds \"(?P<actions>[^\"]*)\""))
def finds(paper: Paper, actions: str) -> None:
    """These and no other."""
    assert actions.split(", ") == sorted({row["action"] for row in paper.found})


@then("it finds nothing")
def finds_nothing(story: Story, paper: Paper) -> None:
    """And that is no refusal."""
    assert (None, []) == (story.last.refused_as, paper.found)


@then(parsers.re(r"(?P<tenant>\w+)'s log tells of \"(?P<actions>[^\"]*)\""))
def tells_of(app: App, story: Story, paper: Paper, tenant: str, actions: str) -> None:
    """All of these."""
    paper.found = app.search_log(story.tenants[tenant], None).said["data"]

    assert set(actions.split(", ")) <= {row["action"] for row in paper.found}


@then(parsers.re(r"(?P<tenant>\w+)'s log tells of a \"(?P<outcome>\w+)\" in \"(?P<action>[^\"]*)\""))
def tells_outcome(app: App, story: Story, tenant: str, outcome: str, action: str) -> None:
    """How it ended."""
    assert {outcome} == {row["outcome"] for row in app.search_log(story.tenants[tenant], action).said["data"]}


@then(parsers.parse("it tells where {who:w} called from"))
def tells_where(story: Story, paper: Paper, who: str) -> None:
    """The address of the caller."""
    assert story.people[who].ip in {row["ip"] for row in paper.found}


@then("it does not tell where anybody called from")
def tells_not_where(paper: Paper) -> None:
    """Neither address nor program."""
    assert {(None, None)} == {(row["ip"], row["user_agent"]) for row in paper.found}


@then("it names no address")
def names_nobody(paper: Paper) -> None:
    """Ids and digests alone."""
    assert not any(phone in json.dumps(paper.found) for phone, _ in PEOPLE.values())


def verified(app: App, story: Story, tenant: str) -> Verified:
    """What a verification ends with."""
    *_, last = app.cases().verify_chain()(story.tenants[tenant].id)
    assert isinstance(last, Verified)
    return last


@then(parsers.parse("{tenant}'s log is sound"))
def is_sound(app: App, story: Story, tenant: str) -> None:
    """Every row is what it was."""
    found = verified(app, story, tenant)

    assert found.finding is None
    assert found.links > 3


@when(parsers.re(r"somebody (?P<how>changes|removes) a row of (?P<tenant>\w+)'s log behind our back"))
def somebody(app: App, story: Story, paper: Paper, how: str, tenant: str) -> None:
    """With all rights on the database."""
    paper.row = app.tamper(story.tenants[tenant], how)


@then(parsers.parse("{tenant}'s log is found {finding:w}, and the row is named"))
def is_named(app: App, story: Story, paper: Paper, tenant: str, finding: str) -> None:
    """The first that is wrong."""
    found = verified(app, story, tenant).finding

    assert found is not None
    assert (finding, paper.row) == (found.what.value, found.audit_id)


def _of(signed_in: SignedIn, who: str) -> dict[str, Any]:
    ids = {"tenant_id": TenantId(signed_in.tenant.id), "user_id": UserId(signed_in.user_id(who))}
    return {**ids, "caller": OPERATOR}


@when(parsers.parse("the operator exports {who:w}"))
def exports(app: App, signed_in: SignedIn, paper: Paper, who: str) -> None:
    """With the command line."""
    paper.document = json.dumps(app.cases().export_user()(**_of(signed_in, who)).data, default=str)


@then(parsers.parse("the export holds {who:w}'s number and where she signed in from"))
def holds(story: Story, paper: Paper, who: str) -> None:
    """All of it."""
    person = story.people[who]

    assert person.ip is not None
    assert person.address in paper.document
    assert person.ip in paper.document


@then(parsers.parse("it holds nothing of {who:w}"))
def holds_nothing(story: Story, paper: Paper, who: str) -> None:
    """Another one's data is another's."""
    assert story.people[who].address not in paper.document


@step(parsers.parse("the operator erases {who:w}"))
def erases(app: App, signed_in: SignedIn, paper: Paper, who: str) -> None:
    """With the command line."""
    paper.document = json.dumps(app.cases().erase_user()(**_of(signed_in, who)).document())


@then(parsers.parse("the certificate names {who:w} and what is kept"))
def certifies(signed_in: SignedIn, paper: Paper, who: str) -> None:
    """By her id, never by her number."""
    assert signed_in.user_id(who) in paper.document
    assert "audit log keeps rows" in paper.document


@then(parsers.parse("nobody finds {who:w}"))
def finds_nobody(app: App, story: Story, signed_in: SignedIn, who: str) -> None:
    """Not by her number."""
    assert story.people[who].address not in {user["phone"] for user in app.users_of(signed_in.tenant)}


@then(parsers.parse("{tenant:w} still sees the code that {who:w} asked for"))
def still_sees(app: App, story: Story, tenant: str, who: str) -> None:
    """In its list of codes."""
    assert 1 == len(_codes(app, story, tenant))


@then(parsers.parse("{tenant:w} sees no codes"))
def sees_none(app: App, story: Story, tenant: str) -> None:
    """They are gone."""
    assert [] == _codes(app, story, tenant)


def _codes(app: App, story: Story, tenant: str) -> list[Any]:
    find = app.cases().find_requests()
    return list(find(tenant_id=TenantId(story.tenants[tenant].id), before="", most=50))


@then(parsers.parse("{who:w}'s app gets nowhere"))
def gets_nowhere(app: App, signed_in: SignedIn, who: str) -> None:
    """Neither with its token nor by a refresh."""
    device = signed_in.device(who)
    said = app.me(device.tokens["token"]), app.refresh(device.key, device.tokens["refresh_token"])

    assert all(one.refused_as for one in said)
