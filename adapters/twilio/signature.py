"""X-Twilio-Signature: what is signed, and how."""

from collections.abc import Sequence
from urllib.parse import urlsplit

Pairs = Sequence[tuple[str, str]]


class Fields(dict[str, list[str]]):
    """Form fields as Twilio's own library takes them: a name with all its values."""

    getlist = dict.__getitem__


def signature_of(token: str, url: str, form: Pairs) -> str:
    """The signature for a URL and the fields of a form, by Twilio's own library.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security
    """
    from twilio.request_validator import RequestValidator

    fields = Fields()
    for name, value in form:
        fields.setdefault(name, []).append(value)
    signature: str = RequestValidator(token).compute_signature(url, fields)
    return signature


def bases_of(app_url: str) -> tuple[str, ...]:
    """What a signed URL may begin with: whether Twilio signs an explicit port differs between its products."""
    url = app_url.rstrip("/")
    parts = urlsplit(url)
    if parts.port is None:
        return (url,)
    return url, parts._replace(netloc=parts.netloc.rpartition(":")[0]).geturl()
