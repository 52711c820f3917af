"""SNS's error codes in our words."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.message import Outcome

# What SNS itself says: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
OF_PUBLISH: Final = {
    "AuthorizationError": Outcome.AUTHENTICATION_FAILED,
    "EndpointDisabled": Outcome.REFUSED_BY_PROVIDER,
    "InternalError": Outcome.UNAVAILABLE,
    "InvalidParameter": Outcome.INVALID_DESTINATION,
    "InvalidParameterValue": Outcome.INVALID_DESTINATION,
    "InvalidSecurity": Outcome.AUTHENTICATION_FAILED,
    "NotFound": Outcome.REFUSED_BY_PROVIDER,
    "ValidationException": Outcome.REFUSED_BY_PROVIDER,
}
# What SNS says to its other calls about phones, and has been seen to say to Publish:
# https://docs.aws.amazon.com/sns/latest/api/API_OptInPhoneNumber.html#API_OptInPhoneNumber_Errors
# https://docs.aws.amazon.com/sns/latest/api/API_CreateSMSSandboxPhoneNumber.html#API_CreateSMSSandboxPhoneNumber_Errors
OF_PHONES: Final = {
    "OptedOut": Outcome.OPTED_OUT,
    "Throttled": Outcome.RATE_LIMITED,
    "UserError": Outcome.REFUSED_BY_PROVIDER,
}
# What every service of AWS says: https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
OF_AWS: Final = {
    "AccessDenied": Outcome.AUTHENTICATION_FAILED,
    "AccessDeniedException": Outcome.AUTHENTICATION_FAILED,
    "ExpiredToken": Outcome.AUTHENTICATION_FAILED,
    "ExpiredTokenException": Outcome.AUTHENTICATION_FAILED,
    "IncompleteSignature": Outcome.AUTHENTICATION_FAILED,
    "InternalFailure": Outcome.UNAVAILABLE,
    "InvalidClientTokenId": Outcome.AUTHENTICATION_FAILED,
    "MissingAuthenticationToken": Outcome.AUTHENTICATION_FAILED,
    "NotAuthorized": Outcome.AUTHENTICATION_FAILED,
    "OptInRequired": Outcome.AUTHENTICATION_FAILED,
    "RequestExpired": Outcome.AUTHENTICATION_FAILED,
    "RequestLimitExceeded": Outcome.RATE_LIMITED,
    "ServiceUnavailable": Outcome.UNAVAILABLE,
    "SignatureDoesNotMatch": Outcome.AUTHENTICATION_FAILED,
    "Throttling": Outcome.RATE_LIMITED,
    "ThrottlingException": Outcome.RATE_LIMITED,
    "UnrecognizedClientException": Outcome.AUTHENTICATION_FAILED,
    "ValidationError": Outcome.REFUSED_BY_PROVIDER,
}
CODES: Final = {**OF_PUBLISH, **OF_PHONES, **OF_AWS}
ABOUT_ANOTHER_FIELD: Final = re.compile(r"Invalid parameter: (?!PhoneNumber\b)")


def outcome_of(answer: Mapping[str, Any]) -> Outcome:
    """SNS's code decides, then the HTTP status.

    An invalid parameter is the number, unless SNS names another one: a wrong sender of ours condemns no number.
    """
    error = answer.get("Error", {})
    code, status = error.get("Code"), answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    outcome = CODES.get(code) or by_status(status)
    if outcome is Outcome.INVALID_DESTINATION and ABOUT_ANOTHER_FIELD.match(error.get("Message") or ""):
        return Outcome.REFUSED_BY_PROVIDER
    return outcome


def by_status(status: int) -> Outcome:
    """What an HTTP status alone says."""
    by_word = {401: Outcome.AUTHENTICATION_FAILED, 403: Outcome.AUTHENTICATION_FAILED, 429: Outcome.RATE_LIMITED}
    return by_word.get(status, Outcome.UNAVAILABLE if status >= 500 else Outcome.REFUSED_BY_PROVIDER)
