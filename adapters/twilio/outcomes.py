"""Twilio's error codes in our words; what each means is on Twilio's page of it, `PAGE`."""

from typing import Final

from domain.message import Outcome

PAGE: Final = "https://www.twilio.com/docs/api/errors/{code}"
# Only what is about the address itself is permanent: what WhatsApp alone refuses, an SMS may still reach.
# The 300xx come in receipts, and carriers use them loosely, so that none of them condemns a number.
CODES: Final = {
    # The account, all products.
    10001: Outcome.AUTHENTICATION_FAILED,  # account is not active
    10002: Outcome.REFUSED_BY_PROVIDER,  # trial accounts do not have the feature
    10004: Outcome.RATE_LIMITED,  # call concurrency limit exceeded
    20003: Outcome.AUTHENTICATION_FAILED,  # authentication error
    20005: Outcome.AUTHENTICATION_FAILED,  # account not active
    20403: Outcome.AUTHENTICATION_FAILED,  # forbidden: account suspended or closed
    20404: Outcome.REFUSED_BY_PROVIDER,  # not found: a service or account that is not there
    20429: Outcome.RATE_LIMITED,  # too many requests
    # Sending.
    14107: Outcome.RATE_LIMITED,  # message rate limit exceeded
    21211: Outcome.INVALID_DESTINATION,  # invalid 'To' phone number
    21212: Outcome.REFUSED_BY_PROVIDER,  # invalid 'From' number
    21214: Outcome.INVALID_DESTINATION,  # 'To' phone number cannot be reached
    21408: Outcome.REFUSED_BY_PROVIDER,  # no permission for the region
    21603: Outcome.REFUSED_BY_PROVIDER,  # 'From' number is required
    21606: Outcome.REFUSED_BY_PROVIDER,  # 'From' number cannot send messages
    21608: Outcome.REFUSED_BY_PROVIDER,  # trial account, number not verified
    21610: Outcome.OPTED_OUT,  # recipient has sent STOP
    21611: Outcome.RATE_LIMITED,  # queue of the 'From' number is full
    21612: Outcome.REFUSED_BY_PROVIDER,  # no route from this 'From' to this 'To'
    21614: Outcome.INVALID_DESTINATION,  # 'To' number is not a mobile number
    21617: Outcome.REFUSED_BY_PROVIDER,  # body is longer than 1600 characters
    21635: Outcome.INVALID_DESTINATION,  # 'To' number cannot be a landline
    30450: Outcome.REFUSED_BY_PROVIDER,  # blocked for 15 to 30 minutes: SMS pumping protection
    30453: Outcome.REFUSED_BY_PROVIDER,  # blocked for some hours: SMS pumping protection
    # Calling.
    13223: Outcome.INVALID_DESTINATION,  # invalid phone number format
    13224: Outcome.REFUSED_BY_PROVIDER,  # number not supported or invalid, or no carrier at the moment
    13225: Outcome.REFUSED_BY_PROVIDER,  # forbidden phone number
    13226: Outcome.INVALID_DESTINATION,  # invalid country code
    13227: Outcome.REFUSED_BY_PROVIDER,  # no international authorization
    21210: Outcome.REFUSED_BY_PROVIDER,  # 'From' phone number not verified
    21215: Outcome.REFUSED_BY_PROVIDER,  # no permission to call the region
    21216: Outcome.REFUSED_BY_PROVIDER,  # call blocked by Twilio: fraud or regulation
    21217: Outcome.INVALID_DESTINATION,  # phone number does not appear to be valid
    21219: Outcome.REFUSED_BY_PROVIDER,  # trial account, number not verified
    # Told later, in receipts.
    30001: Outcome.RATE_LIMITED,  # queue overflow
    30002: Outcome.AUTHENTICATION_FAILED,  # account suspended
    30003: Outcome.UNAVAILABLE,  # unreachable destination handset
    30004: Outcome.REFUSED_BY_PROVIDER,  # message blocked
    30005: Outcome.REFUSED_BY_PROVIDER,  # unknown destination handset
    30006: Outcome.REFUSED_BY_PROVIDER,  # landline or unreachable carrier
    30007: Outcome.REFUSED_BY_PROVIDER,  # filtered by the carrier
    30008: Outcome.UNKNOWN,  # unknown error
    # WhatsApp.
    63001: Outcome.AUTHENTICATION_FAILED,  # channel could not authenticate the request
    63003: Outcome.REFUSED_BY_PROVIDER,  # 'To' address is not on the channel
    63005: Outcome.REFUSED_BY_PROVIDER,  # channel did not accept the content
    63007: Outcome.REFUSED_BY_PROVIDER,  # 'From' address is not a sender of the channel
    63013: Outcome.REFUSED_BY_PROVIDER,  # against the channel's policy
    63014: Outcome.REFUSED_BY_PROVIDER,  # blocked by the recipient on this channel
    63016: Outcome.REFUSED_BY_PROVIDER,  # free text outside of the window, where a template is needed
    63018: Outcome.RATE_LIMITED,  # rate limit of the channel exceeded
    63024: Outcome.REFUSED_BY_PROVIDER,  # recipient cannot get messages on the channel
    63027: Outcome.REFUSED_BY_PROVIDER,  # template is not there in the language
    63028: Outcome.REFUSED_BY_PROVIDER,  # template has other variables
}
BY_STATUS: Final = {401: Outcome.AUTHENTICATION_FAILED, 429: Outcome.RATE_LIMITED}


def outcome_of(code: object, status: int) -> Outcome:
    """The provider's code decides; an HTTP status alone tells a temporary trouble from a refusal."""
    if isinstance(code, int) and code in CODES:
        return CODES[code]
    return BY_STATUS.get(status, Outcome.UNAVAILABLE if status >= 500 else Outcome.REFUSED_BY_PROVIDER)
