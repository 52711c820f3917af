"""WhatsApp by Twilio."""

import json
from typing import TYPE_CHECKING, Any, Final

from adapters.twilio.channel import TwilioChannel
from domain.message import Outgoing

if TYPE_CHECKING:
    from twilio.rest import Client

PREFIX: Final = "whatsapp:"


class TwilioWhatsApp(TwilioChannel):
    """Sends by an approved authentication template, whose first variable is the code.

    Without a template the text goes as it is, which WhatsApp delivers only within a day of the person's own message.
    https://www.twilio.com/docs/content/whatsappauthentication
    """

    name = "twilio:whatsapp"
    carries = "whatsapp"

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        from_number: str,
        content_sid: str | None = None,
        app_url: str,
        base_url: str | None = None,
    ) -> None:
        super().__init__(account_sid=account_sid, auth_token=auth_token, app_url=app_url, base_url=base_url)
        self._from = PREFIX + from_number.removeprefix(PREFIX)
        self._content_sid = content_sid

    def _create(self, client: "Client", outgoing: Outgoing) -> Any:
        return client.messages.create(
            to=PREFIX + outgoing.to, from_=self._from, **self._content(outgoing), **self._callback(outgoing)
        )

    def _content(self, outgoing: Outgoing) -> dict[str, str]:
        if not self._content_sid:
            return {"body": outgoing.text}
        return {"content_sid": self._content_sid, "content_variables": json.dumps({"1": outgoing.code})}
