"""SMS by Twilio."""

from typing import TYPE_CHECKING, Any

from adapters.twilio.channel import TwilioChannel
from domain.message import Outgoing

if TYPE_CHECKING:
    from twilio.rest import Client


class TwilioSms(TwilioChannel):
    """Sends through a Messaging Service, or else from one number."""

    name = "twilio"
    carries = "sms"

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        messaging_service_sid: str | None = None,
        from_number: str | None = None,
        app_url: str,
        base_url: str | None = None,
    ) -> None:
        super().__init__(account_sid=account_sid, auth_token=auth_token, app_url=app_url, base_url=base_url)
        self._sender = (
            {"messaging_service_sid": messaging_service_sid} if messaging_service_sid else {"from_": from_number or ""}
        )

    def _create(self, client: "Client", outgoing: Outgoing) -> Any:
        return client.messages.create(to=outgoing.to, body=outgoing.text, **self._sender, **self._callback(outgoing))
