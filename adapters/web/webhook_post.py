"""Webhooks on their way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from adapters.web.post import GuardedPost
from application.ports.webhooks import Letter, WebhookPost
from domain.webhook import Posted

# Standard Webhooks 1.0.0 asks for 15 to 30 seconds.
SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class HttpWebhookPost(WebhookPost):
    """Posts to public addresses, and to those that the operator has opened."""

    post: GuardedPost
    seconds: float = SECONDS

    def __call__(self, letter: Letter) -> Posted:
        """See WebhookPost."""
        answer = self.post(letter.url, letter.headers, letter.body, seconds=self.seconds)
        wait = None if answer.retry_after is None else timedelta(seconds=answer.retry_after)
        return Posted(answer.status, answer.milliseconds, len(answer.body), answer.error, wait)
