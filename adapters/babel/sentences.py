"""Every sentence there is, in English, by which the catalogues in `locales` know it."""

import re
from collections.abc import Mapping
from typing import Final

# English is to the letter this, for one minute too: it is what the product promises to send.
FULL: Final = "Your {name} verification code is: {code}. Expires in {minutes} minutes."
SHORT: Final = "{name} code: {code}"

SUBJECT: Final = "{name}: {code} is your verification code"
HEADING: Final = "Your verification code"
INTRO: Final = "Enter this code to sign in to {name}."
EXPIRY_ONE: Final = "The code expires in {minutes} minute."
EXPIRY: Final = "The code expires in {minutes} minutes."
IGNORE: Final = "If you did not ask for this code, ignore this message; nobody gets in without it."
KEEP: Final = "Never share this code: {name} will never ask you for it."
HELP: Final = "Get help"

LINK_HEADING: Final = "Sign in to {name}"
LINK_INTRO: Final = "Press this button to sign in to {name}, or open the link below it."
LINK_BUTTON: Final = "Sign in"
LINK_EXPIRY_ONE: Final = "The link expires in {minutes} minute."
LINK_EXPIRY: Final = "The link expires in {minutes} minutes."
LINK_IGNORE: Final = "If you did not ask for this link, ignore this message; nobody gets in without it."
LINK_KEEP: Final = "Never forward this message: whoever has the link can sign in as you."

SPOKEN: Final = "Hello. Your {name} verification code is: {code}."
AGAIN: Final = "Once more: {code}."
PAUSE: Final = ". "

CHANGED: Final = "Your {name} sign-in address was changed. If this was not you, contact {name} at once."
WILL_CHANGE: Final = "Your {name} sign-in address will change soon. If this was not you, sign in to {name} and stop it."
CHANGED_SUBJECT: Final = "{name}: your sign-in address was changed"
WILL_CHANGE_SUBJECT: Final = "{name}: your sign-in address will change"
CHANGED_HEADING: Final = "Your sign-in address was changed"
WILL_CHANGE_HEADING: Final = "Your sign-in address will change"

OF_CODES: Final = (SHORT, SUBJECT, HEADING, INTRO, IGNORE, KEEP, HELP, SPOKEN, AGAIN, PAUSE)
OF_NOTICES: Final = (
    CHANGED, WILL_CHANGE, CHANGED_SUBJECT, WILL_CHANGE_SUBJECT, CHANGED_HEADING, WILL_CHANGE_HEADING,
)  # fmt: skip
OF_LINKS: Final = (LINK_HEADING, LINK_INTRO, LINK_BUTTON, LINK_IGNORE, LINK_KEEP)
SINGLE: Final = OF_CODES + OF_NOTICES + OF_LINKS
COUNTED: Final = ((FULL, FULL), (EXPIRY_ONE, EXPIRY), (LINK_EXPIRY_ONE, LINK_EXPIRY))
_PLACE: Final = re.compile(r"\{(name|code|minutes)\}")


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with these values in their places; a place without a value stays.

    What comes in is not looked at again, so braces and percent signs in a value are only letters.
    """
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), sentence)
