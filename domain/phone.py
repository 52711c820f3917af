"""Phone numbers: one canonical E.164, the region and the type of line (ITU-T E.164, libphonenumber)."""

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from domain.refusal import Refusal

MAX_RAW: Final = 64
# Digits of any script, one leading plus, and the signs that people write between digits; no letters, no extension.
WRITTEN: Final = re.compile(r"[\s\u200e\u202a\u202c]*[+\uff0b]?[\d\s().\-\u2010-\u2015\u2212/\u00a0\uff0d]+\u202c?\s*")
GLOBAL_REGION: Final = "001"
SATELLITE_CODES: Final = frozenset({870, 881, 882, 883})
TYPES: Final = {
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
    PhoneNumberType.UNKNOWN: "unknown",
}
LINE_TYPES: Final = (*TYPES.values(), "satellite")
REGIONS: Final = frozenset(phonenumbers.SUPPORTED_REGIONS)
# NANP numbers that nobody holds: 555-0100 to 555-0199 of every area code, kept for fiction.
FICTIONAL: Final = re.compile(r"\+1[2-9]\d{2}55501\d{2}")


class InvalidPhone(Refusal):
    """The text cannot be a phone number that anybody has."""

    code = "invalid_phone"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number in E.164, with its region (ISO 3166-1 alpha-2, or `001` for global codes) and its line type.

    `is_valid` is libphonenumber's word; a tenant's test numbers are the only ones that may lack it.
    """

    e164: str
    region: str
    line_type: str
    is_valid: bool

    @classmethod
    def parse(cls, raw: str, default_region: str | None = None) -> "PhoneNumber":
        """Read what a person typed; raises InvalidPhone where it cannot be dialled.

        Without `default_region` the number must begin with `+` and the country code.
        """
        if len(raw) > MAX_RAW or not WRITTEN.fullmatch(raw):
            raise InvalidPhone("Write the number with + and its country code, digits only, such as +12015550123.")
        try:
            number = phonenumbers.parse(raw, default_region)
        except phonenumbers.NumberParseException:
            raise InvalidPhone("The number has no known country code; begin with + and the country code.") from None
        if number.extension or not phonenumbers.is_possible_number(number):
            raise InvalidPhone("The number is too short or too long for its country.")
        region = phonenumbers.region_code_for_number(number) or ""
        kind = phonenumbers.number_type(number)
        return cls(
            e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
            region=region,
            line_type=_line_type(number, region, kind),
            # What `is_valid_number` says, without finding the region once more.
            is_valid=kind != PhoneNumberType.UNKNOWN,
        )

    @property
    def is_held_by_nobody(self) -> bool:
        """True for numbers that cannot reach a person, and so may carry a fixed test code."""
        return not self.is_valid or FICTIONAL.fullmatch(self.e164) is not None

    @property
    def kind(self) -> str:
        """The kind of address: `phone`."""
        return "phone"

    @property
    def text(self) -> str:
        """The canonical form that limits, users and slots are keyed on."""
        return self.e164

    @property
    def mailbox(self) -> str:
        """What bounds on sending are keyed on: the number."""
        return self.e164

    def masked(self) -> str:
        """For logs and people: the country code's first digits and the last two."""
        return f"{self.e164[:3]}{'*' * (len(self.e164) - 5)}{self.e164[-2:]}"


def _line_type(number: phonenumbers.PhoneNumber, region: str, kind: int) -> str:
    if region == GLOBAL_REGION and number.country_code in SATELLITE_CODES:
        return "satellite"
    return TYPES.get(kind, "unknown")
