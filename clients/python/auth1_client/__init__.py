"""Auth1 from Python: ask for a code, prove it, keep a session; the standard library is all that it needs."""

from auth1_client.answers import CodeRequest, Device, Introspection, Tokens, User
from auth1_client.client import Auth1
from auth1_client.errors import (
    Auth1Error,
    ChallengeRequired,
    CodeExpired,
    FieldError,
    InvalidCode,
    InvalidRequest,
    Problem,
    RateLimited,
    SignInRequired,
    TokenExpired,
    TooManyAttempts,
    Unreachable,
)
from auth1_client.session import Session

__all__ = [
    "Auth1",
    "Auth1Error",
    "ChallengeRequired",
    "CodeExpired",
    "CodeRequest",
    "Device",
    "FieldError",
    "Introspection",
    "InvalidCode",
    "InvalidRequest",
    "Problem",
    "RateLimited",
    "Session",
    "SignInRequired",
    "TokenExpired",
    "Tokens",
    "TooManyAttempts",
    "Unreachable",
    "User",
]
