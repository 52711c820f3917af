"""SMS by AWS SNS."""

from threading import Lock
from typing import Any, Final

from adapters.deadline import MOST_AT_ONCE
from adapters.sns.outcomes import outcome_of
from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

CONNECT_SECONDS: Final = 2.0
TIMEOUT_SECONDS: Final = 5.0


class SnsSms(Channel):
    """Sends transactional SMS; the client is imported and made at the first message.

    The endpoint comes from AWS_ENDPOINT_URL_SNS where that is set, as in every AWS client.
    """

    name = "sns"
    carries = "sms"
    timeout = TIMEOUT_SECONDS

    def __init__(self, *, region: str, origination_number: str | None = None) -> None:
        self._region = region
        self._origination = origination_number
        self._made: Any = None
        self._lock = Lock()

    def _client(self) -> Any:
        """The client; boto3 makes one at a time, and thereafter it serves all threads."""
        with self._lock:
            if self._made is None:
                import boto3
                from botocore.config import Config

                config = Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=self.timeout,
                    retries={"total_max_attempts": 1},
                    max_pool_connections=MOST_AT_ONCE,
                )
                self._made = boto3.client("sns", region_name=self._region, config=config)
            return self._made

    def prepare(self) -> None:
        """See Channel."""
        self._client()

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        try:
            answer = self._client().publish(
                PhoneNumber=outgoing.to, Message=outgoing.text, MessageAttributes=self._attributes()
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            return Receipt(outcome_of(error.response), error_code=code)
        except (ResponseParserError, LookupError, ValueError, TypeError, AttributeError) as error:
            return Receipt(Outcome.UNKNOWN, error_code=type(error).__name__)
        except BotoCoreError as error:
            return self._not_answered(error)
        reference = answer.get("MessageId")
        return Receipt(Outcome.ACCEPTED, reference=reference) if reference else Receipt(Outcome.UNKNOWN)

    def _not_answered(self, error: Exception) -> Receipt:
        from botocore import exceptions as of

        name = type(error).__name__
        if isinstance(error, of.NoCredentialsError | of.PartialCredentialsError):
            self._made = None  # this client would never look for them again
            return Receipt(Outcome.AUTHENTICATION_FAILED, error_code=name, reached=False)
        if isinstance(error, of.ParamValidationError):
            return Receipt(Outcome.REFUSED_BY_PROVIDER, error_code=name, reached=False)
        if isinstance(error, of.ConnectTimeoutError | of.ReadTimeoutError):
            return Receipt(Outcome.TIMEOUT, error_code="timeout", reached=isinstance(error, of.ReadTimeoutError))
        before = (of.EndpointConnectionError, of.ProxyConnectionError, of.CredentialRetrievalError)
        return Receipt(Outcome.UNAVAILABLE, error_code=name, reached=not isinstance(error, before))

    def _attributes(self) -> dict[str, dict[str, str]]:
        attributes = {"AWS.SNS.SMS.SMSType": "Transactional"}
        if self._origination:
            attributes["AWS.MM.SMS.OriginationNumber"] = self._origination
        return {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
