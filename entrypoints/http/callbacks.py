"""POST /api/callbacks/twilio/status."""

from flask import Blueprint, request

from application.messages.record_delivery import RecordDelivery
from entrypoints.http.doors import opens


def blueprint(*, record: RecordDelivery) -> Blueprint:
    """Where providers report; the provider's signature is the credential."""
    callbacks = Blueprint("callbacks", __name__, url_prefix="/api/callbacks")

    @callbacks.post("/twilio/status")
    @opens("signed", status=204, refusals=("forbidden", "too_large", "unavailable"))
    def twilio_status() -> None:
        """What became of a message, from Twilio; 403 without a valid X-Twilio-Signature."""
        body = request.get_data(cache=True)
        record(
            query=request.query_string.decode("latin-1"),
            form=list(request.form.items(multi=True)),
            body=body,
            signature=request.headers.get("X-Twilio-Signature", ""),
        )

    return callbacks
