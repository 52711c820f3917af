"""SMS by Twilio's official client."""

from functools import cached_property
from typing import TYPE_CHECKING, Final

from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT_SECONDS: Final = 5.0
# https://www.twilio.com/docs/api/errors
CODES: Final = {
    20003: Outcome.AUTHENTICATION_FAILED,
    20429: Outcome.RATE_LIMITED,
    14107: Outcome.RATE_LIMITED,
    21211: Outcome.INVALID_DESTINATION,
    21214: Outcome.INVALID_DESTINATION,
    21217: Outcome.INVALID_DESTINATION,
    21614: Outcome.INVALID_DESTINATION,
    21610: Outcome.OPTED_OUT,
    21408: Outcome.REFUSED_BY_PROVIDER,
    21606: Outcome.REFUSED_BY_PROVIDER,
    21612: Outcome.REFUSED_BY_PROVIDER,
    30450: Outcome.REFUSED_BY_PROVIDER,
}


class TwilioSms(Channel):
    """Sends through a Messaging Service; the client is imported and made at the first message."""

    name = "twilio"
    timeout = TIMEOUT_SECONDS

    def __init__(
        self, *, account_sid: str, auth_token: str, messaging_service_sid: str | None, base_url: str | None = None
    ) -> None:
        self._credentials = (account_sid, auth_token)
        self._service = messaging_service_sid
        self._base_url = base_url

    @cached_property
    def _client(self) -> "Client":
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        client = Client(*self._credentials, http_client=TwilioHttpClient(timeout=self.timeout))
        if self._base_url:
            client.api.base_url = self._base_url
        return client

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        from requests.exceptions import RequestException, Timeout
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            message = self._client.messages.create(
                to=outgoing.to, body=outgoing.text, messaging_service_sid=self._service or ""
            )
        except TwilioRestException as error:
            return Receipt(_outcome(error.code, error.status), error_code=str(error.code or error.status))
        except Timeout:
            return Receipt(Outcome.TIMEOUT, error_code="timeout")
        except (RequestException, TwilioException) as error:
            return Receipt(Outcome.UNAVAILABLE, error_code=type(error).__name__)
        return Receipt(Outcome.ACCEPTED, reference=message.sid)


def _outcome(code: int | None, status: int) -> Outcome:
    """The provider's code decides; an HTTP status alone tells a temporary trouble from a refusal."""
    if code in CODES:
        return CODES[code]
    by_status = {401: Outcome.AUTHENTICATION_FAILED, 429: Outcome.RATE_LIMITED}
    return by_status.get(status, Outcome.UNAVAILABLE if status >= 500 else Outcome.REFUSED_BY_PROVIDER)
