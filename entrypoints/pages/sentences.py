"""Sentences that a page chooses by a value: what was wrong, what an app gets, where a way ends.

All others stand in the templates.
Each is known to the catalogues in `adapters/babel/locales` by its English.
"""

from collections.abc import Mapping
from typing import Final


def sentence(english: str) -> str:
    """The sentence itself: it marks those that catalogues must have."""
    return english


UNKNOWN: Final = sentence("Something went wrong. Please try again.")
PROBLEMS: Final[Mapping[str, str]] = {
    "phone_missing": sentence("Enter your phone number."),
    "email_missing": sentence("Enter your email address."),
    "code_missing": sentence("Enter the code that we sent you."),
    "invalid_phone": sentence("Check the phone number, and begin with + and the country code."),
    "invalid_email": sentence("Check the email address; it looks like name@example.com."),
    "phone_not_allowed": sentence("We send no codes to this number. Use another one."),
    "conflict": sentence("This address cannot be used. Use another one."),
    "invalid_code": sentence("The code is wrong."),
    "code_expired": sentence("The code is no longer valid. Ask for a new one."),
    "number_missing": sentence("Enter the number that the page where you began shows."),
    "wrong_number": sentence("The number is wrong."),
    "link_expired": sentence("The link is no longer valid. Ask for a new one."),
    "link_not_opened": sentence("Open the link in the email first."),
    "too_many_attempts": sentence("Too many wrong codes. Ask for a new one."),
    "rate_limited": sentence("Too many attempts."),
    "invalid_proof": sentence("The check did not work. Please try again."),
}
ATTEMPTS: Final = (
    sentence("The code is wrong. You have {number} attempt left."),
    sentence("The code is wrong. You have {number} attempts left."),
)
TRY_AGAIN: Final = sentence("Try again {when}.")
ERROR_TITLE: Final = sentence("Error: {title}")

SCOPES: Final[Mapping[str, str]] = {
    "openid": sentence("Who you are: an identifier of your account"),
    "profile": sentence("Your profile"),
    "email": sentence("Your email address"),
    "phone": sentence("Your phone number"),
    "offline_access": sentence("Access while you are away"),
}

START_AGAIN: Final = sentence("Start again in the app or on the page that you came from.")
GET_HELP: Final = sentence("{name} can help you.")
# What is the matter, and what to do.
TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    "rate_limited": (sentence("Too many attempts"), TRY_AGAIN),
    "blocked": (sentence("We cannot sign you in now"), GET_HELP),
    "sign_up_refused": (sentence("You cannot sign up with this address"), GET_HELP),
    "expired": (sentence("This page has expired"), START_AGAIN),
    "bad_request": (
        sentence("The app sent something wrong"),
        sentence("This is not your fault. Please tell the people who run the app."),
    ),
    "not_found": (sentence("This page does not exist"), START_AGAIN),
    "no_cookies": (sentence("Your browser sent no cookie"), sentence("Allow cookies for this page, then start again.")),
    "unavailable": (sentence("Something is not working"), TRY_AGAIN),
}
DONE: Final[Mapping[str, str]] = {
    "changed": sentence("The address has been changed."),
    "stopped": sentence("The change has been stopped."),
    "ended": sentence("The other device has been signed out."),
}
