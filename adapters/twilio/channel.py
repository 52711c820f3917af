"""What sending an SMS, a WhatsApp message and calling have in common, by Twilio's official client."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from adapters.deadline import MOST_AT_ONCE
from adapters.twilio.outcomes import outcome_of
from adapters.twilio.status_url import is_of_this_machine, status_url
from adapters.unsent import never_left
from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT_SECONDS: Final = 5.0
CONNECT_SECONDS: Final = 2.0


class TwilioChannel(Channel):
    """Hands messages to Twilio; the client is imported and made at the first one.

    `app_url` is where receipts are posted to; nobody can post to localhost, so none are asked for from there, unless
    `base_url` names a Twilio that runs here as well.
    """

    name = "twilio"
    carries = "sms"
    timeout = TIMEOUT_SECONDS

    def __init__(self, *, account_sid: str, auth_token: str, app_url: str, base_url: str | None = None) -> None:
        self._credentials = (account_sid, auth_token)
        self._app_url = app_url
        self._base_url = base_url

    @cached_property
    def _client(self) -> "Client":
        from requests.adapters import HTTPAdapter
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        http = TwilioHttpClient()
        for scheme in ("https://", "http://"):
            http.session.mount(scheme, HTTPAdapter(pool_maxsize=MOST_AT_ONCE))
        http.timeout = (CONNECT_SECONDS, self.timeout)  # as requests takes it
        client = Client(*self._credentials, http_client=http)
        if self._base_url:
            client.api.base_url = self._base_url
        return client

    def prepare(self) -> None:
        """See Channel."""
        from requests import exceptions  # noqa: F401 - loaded here, used at the first message

        _ = self._client.messages

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException

        try:
            made = self._create(self._client, outgoing)
        except (TwilioRestException, TwilioServiceException) as error:
            return Receipt(outcome_of(error.code, error.status), error_code=str(error.code or error.status))
        except RequestException as error:
            return _of_the_network(error)
        except (TwilioException, ValueError, TypeError, AttributeError, LookupError) as error:
            return _odd(error)
        sid: object = made.sid
        return Receipt(Outcome.ACCEPTED, reference=sid) if sid and isinstance(sid, str) else Receipt(Outcome.UNKNOWN)

    def _create(self, client: "Client", outgoing: Outgoing) -> Any:
        raise NotImplementedError

    def _callback(self, outgoing: Outgoing) -> dict[str, str]:
        """The parameter that asks for receipts, or none."""
        if not self._base_url and is_of_this_machine(self._app_url):
            return {}
        return {"status_callback": status_url(self._app_url, outgoing, self.name)}


def _of_the_network(error: Exception) -> Receipt:
    from requests.exceptions import Timeout

    reached = not never_left(error)
    if isinstance(error, Timeout):
        return Receipt(Outcome.TIMEOUT, error_code="timeout", reached=reached)
    return Receipt(Outcome.UNAVAILABLE, error_code=type(error).__name__, reached=reached)


def _odd(error: Exception) -> Receipt:
    """Something came back, and it is not what Twilio's client can read."""
    return Receipt(Outcome.UNKNOWN, error_code=type(error).__name__)
