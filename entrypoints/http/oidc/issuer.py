"""All doors of the issuers, hung with their use cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint

from application.ports.intelligence import Places
from application.ports.known_keys import KnownKeys
from entrypoints.http.caller import Callers
from entrypoints.http.oidc import (
    account_doors,
    doors,
    forward_doors,
    leave_doors,
    link_doors,
    preview,
    sign_in_doors,
    userinfo_doors,
)
from entrypoints.http.oidc.account import AccountPages
from entrypoints.http.oidc.codes import CodePages
from entrypoints.http.oidc.cookies import Cookies
from entrypoints.http.oidc.forward_doors import Guard
from entrypoints.http.oidc.links import LinkPages
from entrypoints.http.oidc.own_address import AddressPages
from entrypoints.http.oidc.sign_in import SignInPages
from entrypoints.http.oidc.token_server import Grants
from entrypoints.http.oidc.visits import Reception
from entrypoints.pages.looks import look_of


@dataclass(frozen=True, slots=True)
class Fittings:
    """What the doors of issuers need: the use cases (as the container offers them), time, chance, and APP_URL."""

    cases: Any
    known_keys: KnownKeys
    callers: Callers
    places: Places
    app_url: str
    now: Callable[[], datetime]
    roll: Callable[[int], bytes]


def blueprints(fittings: Fittings) -> list[Blueprint]:
    """What clients call, the pages on the way, the account, and the way out."""
    cases, callers = fittings.cases, fittings.callers
    issuers, codes = _issuers(fittings), CodePages(fittings.now)
    cookies = Cookies(cases.sealed_texts(), fittings.roll)
    reception = Reception(issuers, cookies, cases.languages(), look_of)
    links = LinkPages(cases.authorize(), cases.follow_link(), callers, codes)
    pages = SignInPages(
        authorize=cases.authorize(),
        request_otp=cases.request_otp(),
        sign_in=cases.sign_in_here(),
        book=cases.request_otp().book,
        callers=callers,
        codes=codes,
        links=links,
    )
    return [
        doors.blueprint(
            issuers=issuers,
            authorize=cases.authorize(),
            revoke=cases.revoke_for_client(),
            introspect=cases.introspect(),
        ),
        userinfo_doors.blueprint(issuers=issuers, userinfo=cases.show_userinfo()),
        sign_in_doors.blueprint(pages=pages, reception=reception),
        link_doors.blueprint(pages=links, reception=reception),
        leave_doors.blueprint(log_out=cases.log_out(), callers=callers, reception=reception),
        _account(fittings, codes, reception),
        preview.blueprint(issuers=issuers, letters=cases.words()),
        forward_doors.blueprint(Guard(cases.forward_auth(), issuers, cookies, callers)),
    ]


def _issuers(fittings: Fittings) -> doors.Issuers:
    cases = fittings.cases
    return doors.Issuers(
        known_keys=fittings.known_keys,
        book=cases.read_request().book,
        store=cases.authorize().store,
        callers=fittings.callers,
        grants=Grants(cases.exchange_code(), cases.refresh_for_client(), cases.machine_token()),
        app_url=fittings.app_url,
        now=fittings.now,
        languages=cases.languages(),
    )


def _account(fittings: Fittings, codes: CodePages, reception: Reception) -> Blueprint:
    cases = fittings.cases
    pages = AccountPages(
        authorize=cases.authorize(),
        account=cases.show_account(),
        end=cases.end_session(),
        end_all=cases.end_all_sessions(),
        stop_change=cases.stop_change(),
        export_user=cases.export_user(),
        log_out=cases.log_out(),
        book=cases.request_otp().book,
        places=fittings.places,
        callers=fittings.callers,
        codes=codes,
    )
    addresses = AddressPages(pages, cases.start_change(), cases.prove_change())
    return account_doors.blueprint(pages=pages, addresses=addresses, reception=reception)
