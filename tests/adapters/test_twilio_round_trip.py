"""What we ask Twilio for when we send is what we can read when it comes."""

from urllib.parse import parse_qsl

import pytest

from adapters.twilio.sms import TwilioSms
from domain.delivery import DeliveryReport
from domain.message import Status
from tests.adapters.test_twilio_callbacks import read, reader
from tests.contracts.test_channels import MESSAGE, TENANT, channel_to, hello
from tests.fixtures.twilio import ACCOUNT_SID, AUTH_TOKEN, SERVICE_SID, FakeTwilio


@pytest.mark.parametrize("route", ["twilio", "twilio:voice"])
def test_the_round_trip_is_closed(twilio: FakeTwilio, route: str) -> None:
    """What we ask for when we send is what we can read when it comes."""
    channel_to(route, twilio.url).send(hello())
    (sent,) = [*twilio.messages, *twilio.calls]
    path, form, headers = twilio.callback_request(sent, "completed" if sent in twilio.calls else "delivered")
    report = reader().read(
        query=path.partition("?")[2], form=tuple(form.items()), body=b"", signature=headers["X-Twilio-Signature"]
    )

    assert DeliveryReport(TENANT, MESSAGE, 1, route, Status.DELIVERED, sent["sid"]) == report


def test_a_path_before_ours_is_part_of_the_address(twilio: FakeTwilio) -> None:
    """APP_URL may have a path and a slash at its end."""
    TwilioSms(
        account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, messaging_service_sid=SERVICE_SID,
        app_url="https://x.test/auth/", base_url=twilio.url,
    ).send(hello())  # fmt: skip
    asked = twilio.messages[0]["StatusCallback"].partition("#")[0]
    query = asked.partition("?")[2]

    assert asked.startswith("https://x.test/auth/api/callbacks/")
    assert read(query=query, url=asked, by=reader("https://x.test/auth/"))
    assert [("t", TENANT), ("m", MESSAGE), ("n", "1"), ("r", "twilio")] == parse_qsl(query)
