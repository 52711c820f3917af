"""Providers are slow, refuse and lose answers while people sign in (C13 to C15)."""

import pytest

from tests.faults.test_servers_fail import nobody_was_refused
from tests.fixtures.faults.table import Staged
from tests.fixtures.instance import eventually
from tests.fixtures.sns import FakeSns
from tests.fixtures.twilio import FakeTwilio

AWS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_SNS_REGION": "us-east-1",
}  # fmt: skip


@pytest.mark.long
@pytest.mark.fault("C13")
def test_a_provider_answers_after_half_a_minute(stage: Staged, twilio: FakeTwilio, sns: FakeSns) -> None:
    """C13: Twilio hangs for 30 s: asks are answered at once, SNS brings the code, and nobody gets another one."""
    with stage(sns=sns, AWS_ENDPOINT_URL_SNS=sns.url, **AWS) as scene:
        scene.breaks()
        twilio.wait = 30
        taken = len(sns.messages)
        scene.goes_well(3)
        assert len(sns.messages) > taken
        twilio.wait = 0
        scene.heals()
        nobody_was_refused(scene)
        scene.holds(doubles=1)


@pytest.mark.long
@pytest.mark.fault("C14")
@pytest.mark.parametrize("error", [(429, 20429), (500, 20500), (503, 20503)])
def test_a_provider_refuses_for_now(stage: Staged, twilio: FakeTwilio, sns: FakeSns, error: tuple[int, int]) -> None:
    """C14: Twilio is overloaded or broken: SNS brings every code, and Twilio is used again when it is well."""
    with stage(sns=sns, AWS_ENDPOINT_URL_SNS=sns.url, **AWS) as scene:
        scene.breaks()
        twilio.error = error
        scene.goes_well(20)
        twilio.error, taken = None, len(twilio.messages)
        scene.heals()
        eventually(lambda: len(twilio.messages) > taken, 60)
        nobody_was_refused(scene)
        scene.holds()


@pytest.mark.long
@pytest.mark.fault("C15")
def test_answers_of_a_provider_are_lost(stage: Staged, twilio: FakeTwilio, sns: FakeSns) -> None:
    """C15: Twilio takes messages and its answers are lost: at most one double each, of the same words."""
    with stage(sns=sns, AWS_ENDPOINT_URL_SNS=sns.url, **AWS) as scene:
        scene.breaks()
        twilio.lose = "reset"
        scene.goes_well(10)
        twilio.lose = ""
        scene.heals()
        nobody_was_refused(scene)
        scene.holds(doubles=1)
        assert scene.seen["doubles"] > 0
