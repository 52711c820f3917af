"""What SNS is told, and what its answers mean."""

import pytest

from adapters.sns.sms import SnsSms
from domain.message import Outcome
from tests.contracts.test_channels import ADA, TEXT, hello
from tests.fixtures.moto import Moto
from tests.fixtures.sns import FakeSns


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((400, "InvalidParameter"), Outcome.INVALID_DESTINATION),
        ((400, "OptedOut"), Outcome.OPTED_OUT),
        ((429, "Throttled"), Outcome.RATE_LIMITED),
        ((400, "Throttling"), Outcome.RATE_LIMITED),
        ((403, "AuthorizationError"), Outcome.AUTHENTICATION_FAILED),
        ((403, "ExpiredToken"), Outcome.AUTHENTICATION_FAILED),
        ((403, "SomethingNew"), Outcome.AUTHENTICATION_FAILED),
        ((400, "SomethingNew"), Outcome.REFUSED_BY_PROVIDER),
        ((500, "InternalError"), Outcome.UNAVAILABLE),
        ((503, "Busy"), Outcome.UNAVAILABLE),
    ],
)
def test_awss_words_become_ours(sns: FakeSns, answer: tuple[int, str], outcome: Outcome) -> None:
    """Each of AWS's codes is one of our outcomes, and keeps its code."""
    sns.error = answer
    receipt = SnsSms(region="us-east-1").send(hello())

    assert (outcome, answer[1]) == (receipt.outcome, receipt.error_code)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Invalid parameter: PhoneNumber Reason: +120155 is not valid to publish to", Outcome.INVALID_DESTINATION),
        ("Invalid parameter: MessageAttributes Reason: no such number", Outcome.REFUSED_BY_PROVIDER),
        ("Invalid parameter: Message too long", Outcome.REFUSED_BY_PROVIDER),
    ],
)
def test_a_wrong_sender_condemns_no_number(sns: FakeSns, words: str, outcome: Outcome) -> None:
    """An invalid parameter that is not the number is ours to mend."""
    sns.error, sns.words = (400, "InvalidParameter"), words

    assert outcome is SnsSms(region="us-east-1").send(hello()).outcome


def test_sns_sends_transactional_messages_from_our_number(sns: FakeSns) -> None:
    """An SMS by SNS is transactional, and comes from the origination number where there is one."""
    SnsSms(region="us-east-1", origination_number="+12065550100").send(hello())
    sent = set(sns.messages[0].values())

    assert {"Transactional", "+12065550100", "AWS.SNS.SMS.SMSType", "AWS.MM.SMS.OriginationNumber"} <= sent


@pytest.mark.parametrize("body", ["not xml", "<PublishResponse/>", "{}"])
def test_an_odd_answer_is_unknown(sns: FakeSns, body: str) -> None:
    """I5: a success that cannot be read is neither an exception nor a reason to hand over again at once."""
    sns.odd = body
    receipt = SnsSms(region="us-east-1").send(hello())

    assert (Outcome.UNKNOWN, True) == (receipt.outcome, receipt.reached)
    assert 1 == len(sns.messages)


def test_without_credentials_nothing_is_sent_until_there_are_some(
    sns: FakeSns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials that come later are found, without a new process."""
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    channel = SnsSms(region="us-east-1")
    without = channel.send(hello())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    with_them = channel.send(hello())

    assert (Outcome.AUTHENTICATION_FAILED, False) == (without.outcome, without.reached)
    assert Outcome.ACCEPTED is with_them.outcome


def test_moto_too_gets_what_the_sns_channel_sends(moto: Moto) -> None:
    """Others' idea of SNS takes our message as it is."""
    receipt = SnsSms(region="us-east-1", origination_number="+12065550100").send(hello())
    (arrived,) = moto.sms()

    assert (ADA, TEXT) == (arrived["phone_number"], arrived["message"])
    assert arrived["message_id"] == receipt.reference
