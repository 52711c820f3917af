"""A mail server's replies in our words."""

import re
from typing import Final

from domain.message import Outcome

ENHANCED: Final = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)")
# Enhanced codes say more than the three digits, the longest that fits the most.
# https://www.rfc-editor.org/rfc/rfc3463#section-3, https://www.rfc-editor.org/rfc/rfc5248 (the registry of them)
BY_ENHANCED: Final = {
    "5.1.1": Outcome.INVALID_DESTINATION,  # bad destination mailbox address
    "5.1.2": Outcome.INVALID_DESTINATION,  # bad destination system address
    "5.1.3": Outcome.INVALID_DESTINATION,  # bad destination mailbox address syntax
    "5.1.6": Outcome.INVALID_DESTINATION,  # mailbox has moved
    "5.1.10": Outcome.INVALID_DESTINATION,  # null MX, https://www.rfc-editor.org/rfc/rfc7505#section-4.2
    "5.2.1": Outcome.INVALID_DESTINATION,  # mailbox disabled
    "4.7": Outcome.RATE_LIMITED,  # security or policy, for the moment
    "5.7": Outcome.REFUSED_BY_PROVIDER,  # security or policy
    "5.7.8": Outcome.AUTHENTICATION_FAILED,  # credentials invalid, https://www.rfc-editor.org/rfc/rfc4954#section-6
    "5.7.9": Outcome.AUTHENTICATION_FAILED,  # authentication mechanism is too weak
    "5.7.11": Outcome.AUTHENTICATION_FAILED,  # encryption required for the authentication mechanism
}
# What AUTH and STARTTLS are answered with: https://www.rfc-editor.org/rfc/rfc4954#section-6
BY_CODE: Final = {
    454: Outcome.UNAVAILABLE,
    530: Outcome.AUTHENTICATION_FAILED,
    534: Outcome.AUTHENTICATION_FAILED,
    535: Outcome.AUTHENTICATION_FAILED,
    538: Outcome.AUTHENTICATION_FAILED,
}
# What these say to RCPT is about the recipient: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3
TO_RECIPIENT: Final = frozenset({501, 550, 551, 553})


def enhanced_of(text: str) -> str | None:
    """The enhanced code that a reply's text begins with."""
    found = ENHANCED.match(text)
    return found[1] if found else None


def outcome_of(code: int, text: str, *, to_recipient: bool = False) -> Outcome:
    """What a reply that is no success means; `to_recipient`: it answers RCPT."""
    if code in BY_CODE:
        return BY_CODE[code]
    enhanced = enhanced_of(text) or ""
    for name in (enhanced, enhanced.rpartition(".")[0]):
        if name in BY_ENHANCED:
            return BY_ENHANCED[name]
    if to_recipient and code in TO_RECIPIENT:
        return Outcome.INVALID_DESTINATION
    if 400 <= code < 500:
        return Outcome.UNAVAILABLE
    return Outcome.REFUSED_BY_PROVIDER if 500 <= code < 600 else Outcome.UNKNOWN
