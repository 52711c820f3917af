"""All doors of the issuers, hung with their use cases."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint

from application.ports.known_keys import KnownKeys
from entrypoints.http.caller import Callers
from entrypoints.http.oidc import doors, leave_doors, sign_in_doors
from entrypoints.http.oidc.cookies import Cookies
from entrypoints.http.oidc.looks import look_of
from entrypoints.http.oidc.sign_in import SignInPages
from entrypoints.http.oidc.token_server import Grants
from entrypoints.http.oidc.visits import Reception


def blueprints(
    *,
    cases: Any,
    known_keys: KnownKeys,
    callers: Callers,
    app_url: str,
    now: Callable[[], datetime],
    roll: Callable[[int], bytes],
) -> list[Blueprint]:
    """What clients call, the pages on the way, and the way out."""
    issuers = doors.Issuers(
        known_keys=known_keys,
        book=cases.read_request().book,
        store=cases.authorize().store,
        callers=callers,
        grants=Grants(cases.exchange_code(), cases.refresh_for_client(), cases.machine_token()),
        app_url=app_url,
        now=now,
    )
    reception = Reception(issuers, Cookies(cases.scribe().ring, cases.seals(), roll), cases.languages(), look_of)
    pages = SignInPages(
        authorize=cases.authorize(),
        request_otp=cases.request_otp(),
        sign_in=cases.sign_in_here(),
        book=cases.request_otp().book,
        callers=callers,
        now=now,
    )
    return [
        doors.blueprint(
            issuers=issuers,
            authorize=cases.authorize(),
            userinfo=cases.show_userinfo(),
            revoke=cases.revoke_for_client(),
            introspect=cases.introspect(),
        ),
        sign_in_doors.blueprint(pages=pages, reception=reception),
        leave_doors.blueprint(log_out=cases.log_out(), callers=callers, reception=reception),
    ]
