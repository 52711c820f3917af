"""Plans: who carries a message to whom, in which order."""

from typing import Any

import pytest

from domain.address import Address
from domain.email import EmailAddress
from domain.phone import PhoneNumber
from domain.plan import Plan, PlanRule, RouteBook
from domain.refusal import InvalidRequest, Unavailable

ADA: Address = PhoneNumber.parse("+12015550123")
INDIRA: Address = PhoneNumber.parse("+919876543210")
MAIL: Address = EmailAddress.parse("ada@example.com")
CARRIES = {
    "twilio": "sms",
    "twilio:whatsapp": "whatsapp",
    "twilio:voice": "voice",
    "sns": "sms",
    "http:acme": "sms",
    "smtp": "email",
}
PLAN: Plan = {"default": ("twilio", "sns"), "IN": ("http:acme", "twilio")}


def routes(
    address: Address = ADA, channel: str | None = None, *, own: Plan | None = None, **book: Any
) -> tuple[str, ...]:
    made = RouteBook(**{"carries": CARRIES, **book})
    return made.routes(address=address, channel=channel, plan=own or {}, slug="acme")


def test_without_a_plan_sms_goes_by_what_is_configured() -> None:
    """Every SMS provider in the order of preference, mail by mail; other channels are for those who ask."""
    assert ("twilio", "sns", "http:acme") == routes()
    assert ("smtp",) == routes(MAIL)


def test_the_country_decides_before_the_default() -> None:
    """A country of its own in the plan goes before the default."""
    assert ("http:acme", "twilio") == routes(INDIRA, plan=PLAN)
    assert ("twilio", "sns") == routes(plan=PLAN)


def test_a_tenant_decides_before_the_installation() -> None:
    """A tenant's own plan goes first; where it is silent, the installation's speaks."""
    assert ("sns",) == routes(own={"default": ("sns",)}, plan=PLAN)
    assert ("sns",) == routes(INDIRA, own={"default": ("sns",)}, plan=PLAN)
    assert ("http:acme", "twilio") == routes(INDIRA, own={"US": ("sns",)}, plan=PLAN)


def test_a_named_channel_begins_at_its_first_route() -> None:
    """WhatsApp, then SMS: the plan's later routes are the fallback of its earlier ones."""
    plan = {"default": ("twilio:whatsapp", "twilio", "sns")}

    assert ("twilio:whatsapp", "twilio", "sns") == routes(plan=plan)
    assert ("twilio:whatsapp", "twilio", "sns") == routes(channel="whatsapp", plan=plan)
    assert ("twilio", "sns") == routes(channel="sms", plan=plan)


def test_without_a_plan_a_channel_is_served_by_who_can() -> None:
    """A call that somebody asks for goes out where a provider serves calls and no plan says otherwise."""
    assert ("twilio:voice",) == routes(channel="voice")


@pytest.mark.parametrize("book", [{"plan": PLAN}, {"own": PLAN}])
def test_a_channel_that_the_plan_leaves_out_is_refused(book: dict[str, Any]) -> None:
    """A plan of SMS alone keeps anybody from asking for calls, which cost more."""
    with pytest.raises(InvalidRequest):
        routes(channel="voice", **book)


@pytest.mark.parametrize("plan", [{"email": ("twilio",)}, {"default": ("smtp",)}, {"US": ("sns", "smtp")}])
def test_a_route_stands_where_it_can_apply(plan: Plan) -> None:
    """SMS under `email` or mail under a country would be passed over in silence, so it is refused."""
    with pytest.raises(InvalidRequest):
        RouteBook(CARRIES).require(plan, "acme")


def test_a_route_that_is_gone_is_passed_over() -> None:
    """A plan that names a provider which is configured no more uses the others, or the next plan."""
    assert ("sns",) == routes(carries={"sns": "sms"}, plan=PLAN)
    assert ("sns",) == routes(carries={"sns": "sms"}, own={"default": ("twilio",)}, plan=PLAN)


def test_a_gateway_may_be_for_some_tenants_alone() -> None:
    """A local provider that the operator keeps for one tenant is nobody else's."""
    assert ("twilio", "sns") == routes(owners={"http:acme": ("bolt",)})
    assert ("twilio", "sns", "http:acme") == routes(owners={"http:acme": ("acme", "bolt")})


@pytest.mark.parametrize(("address", "carries"), [(ADA, {"smtp": "email"}), (MAIL, {"twilio": "sms"}), (ADA, {})])
def test_where_nobody_can_send_it_is_unavailable(address: Address, carries: dict[str, str]) -> None:
    """An address that no provider reaches is a 503, which is the operator's to mend."""
    with pytest.raises(Unavailable):
        routes(address, carries=carries)


def test_a_channel_that_nobody_serves_is_the_callers_mistake() -> None:
    """Where SMS would go but the named channel has no provider, the request is refused, naming the field."""
    with pytest.raises(InvalidRequest) as caught:
        routes(channel="voice", carries={"sns": "sms"})

    assert ["channel"] == [error["field"] for error in caught.value.members["errors"]]


def test_a_tenants_plan_names_what_there_is() -> None:
    """A typo in a plan is refused, since it would lose codes, and so is another tenant's gateway."""
    book = RouteBook(CARRIES, owners={"http:acme": ("bolt",)})
    book.require({"default": ("twilio",)}, "acme")
    with pytest.raises(InvalidRequest) as caught:
        book.require({"default": ("twillio", "http:acme", "sns")}, "acme")

    assert "http:acme, twillio" in caught.value.members["errors"][0]["message"]


@pytest.mark.parametrize(
    "given",
    [
        [], "twilio", {"default": "twilio"}, {"default": []}, {"default": ["twilio", "twilio"]}, {"XX": ["twilio"]},
        {"in": ["twilio"]}, {"default": ["Twilio"]}, {"default": [1]}, {"default": ["a:b:c"]}, {"default": ["x"] * 9},
    ],
)  # fmt: skip
def test_a_plan_has_a_shape(given: Any) -> None:
    """Countries, default and email, each to a list of routes that does not repeat."""
    with pytest.raises(ValueError, match="route"):
        PlanRule().read(given)
