"""SMS by AWS SNS."""

from functools import cached_property
from typing import Any, Final

from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

TIMEOUT_SECONDS: Final = 5.0
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
CODES: Final = {
    "InvalidParameter": Outcome.INVALID_DESTINATION,
    "InvalidParameterValue": Outcome.INVALID_DESTINATION,
    "OptedOut": Outcome.OPTED_OUT,
    "Throttled": Outcome.RATE_LIMITED,
    "Throttling": Outcome.RATE_LIMITED,
    "ThrottlingException": Outcome.RATE_LIMITED,
    "AuthorizationError": Outcome.AUTHENTICATION_FAILED,
    "InvalidClientTokenId": Outcome.AUTHENTICATION_FAILED,
    "SignatureDoesNotMatch": Outcome.AUTHENTICATION_FAILED,
    "UserError": Outcome.REFUSED_BY_PROVIDER,
    "InternalError": Outcome.UNAVAILABLE,
}


class SnsSms(Channel):
    """Sends transactional SMS; the client is imported and made at the first message.

    The endpoint comes from AWS_ENDPOINT_URL_SNS where that is set, as in every AWS client.
    """

    name = "sns"
    timeout = TIMEOUT_SECONDS

    def __init__(self, *, region: str, origination_number: str | None) -> None:
        self._region = region
        self._origination = origination_number

    @cached_property
    def _client(self) -> Any:
        import boto3
        from botocore.config import Config

        config = Config(connect_timeout=2, read_timeout=self.timeout, retries={"total_max_attempts": 1})
        return boto3.client("sns", region_name=self._region, config=config)

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

        try:
            answer = self._client.publish(
                PhoneNumber=outgoing.to, Message=outgoing.text, MessageAttributes=self._attributes()
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            return Receipt(CODES.get(code, _by_status(error)), error_code=code)
        except (ConnectTimeoutError, ReadTimeoutError):
            return Receipt(Outcome.TIMEOUT, error_code="timeout")
        except BotoCoreError as error:
            return Receipt(Outcome.UNAVAILABLE, error_code=type(error).__name__)
        return Receipt(Outcome.ACCEPTED, reference=answer["MessageId"])

    def _attributes(self) -> dict[str, dict[str, str]]:
        attributes = {"AWS.SNS.SMS.SMSType": "Transactional"}
        if self._origination:
            attributes["AWS.MM.SMS.OriginationNumber"] = self._origination
        return {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}


def _by_status(error: Any) -> Outcome:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return Outcome.UNAVAILABLE if status >= 500 else Outcome.REFUSED_BY_PROVIDER
