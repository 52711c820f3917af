"""A span for each hand-over to a provider, and for each post to a tenant's own system."""

from opentelemetry.trace import SpanKind, StatusCode, Tracer

from application.ports.messages import Channel
from application.ports.webhooks import Letter, WebhookPost
from domain.message import Outcome, Outgoing, Receipt
from domain.webhook import Posted


class TracedChannel(Channel):
    """Hands over as another channel does; the span has ids, the provider and the outcome, and no address or text."""

    def __init__(self, inner: Channel, tracer: Tracer) -> None:
        self._inner, self._tracer = inner, tracer

    @property
    def name(self) -> str:
        """See Channel."""
        return self._inner.name

    @property
    def carries(self) -> str:
        """See Channel."""
        return self._inner.carries

    def prepare(self) -> None:
        """See Channel."""
        self._inner.prepare()

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        with self._tracer.start_as_current_span(f"send by {self.name}", kind=SpanKind.CLIENT) as span:
            receipt = self._inner.send(outgoing)
            span.set_attributes({
                "auth1.message_id": outgoing.message_id, "auth1.tenant_id": outgoing.tenant_id,
                "auth1.provider": self.name, "auth1.channel": self.carries, "auth1.outcome": receipt.outcome.value,
            })  # fmt: skip
            if receipt.outcome is not Outcome.ACCEPTED:
                span.set_status(StatusCode.ERROR)
            return receipt


class TracedPost(WebhookPost):
    """Posts as another line does; the span has the receiver's status, and neither its URL nor the body."""

    def __init__(self, inner: WebhookPost, tracer: Tracer) -> None:
        self._inner, self._tracer = inner, tracer

    def __call__(self, letter: Letter) -> Posted:
        with self._tracer.start_as_current_span("post to a webhook", kind=SpanKind.CLIENT) as span:
            posted = self._inner(letter)
            span.set_attribute("http.response.status_code", posted.status or 0)
            if not posted.is_success:
                span.set_status(StatusCode.ERROR)
            return posted
