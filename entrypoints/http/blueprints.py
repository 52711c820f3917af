"""All doors of the house, hung with their use cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask

from application.ports.clock import Clock
from application.ports.dice import Dice
from application.ports.intelligence import Places
from application.ports.known_keys import KnownKeys
from application.ports.tally import Tally
from entrypoints.http import (
    assets,
    audit,
    auth,
    brand,
    callbacks,
    health,
    hook,
    jwks,
    me,
    metrics,
    openapi,
    otp_requests,
    roofs,
    sessions,
    signing_keys,
    tenant,
    users,
    webhooks,
)
from entrypoints.http.admin import tenants
from entrypoints.http.app import Entrance, create_app
from entrypoints.http.caller import Callers
from entrypoints.http.cors import Cors
from entrypoints.http.idempotency import Onces
from entrypoints.http.keys import tenant_id_of
from entrypoints.http.oidc import issuer
from entrypoints.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What the doors need: the use cases (as the container offers them), time, chance, and the settings."""

    use_cases: Any
    known_keys: KnownKeys
    places: Places
    clock: Clock
    dice: Dice
    settings: Settings
    version: str
    tally: Tally
    scrape: Callable[[], bytes] | None = None
    is_ready: Callable[[], bool] = lambda: True


def build_app(parts: Parts, further: Sequence[Blueprint] = ()) -> Flask:
    """The application with every door, and some further ones."""
    cases, settings = parts.use_cases, parts.settings
    callers = Callers(
        cases.recognise_key(),
        cases.recognise_admin(),
        cases.recognise_token(),
        cases.record_denied(),
        cases.meter_key(),
        settings.trusted_proxy_count,
    )
    cors = Cors(
        settings.cors_origins, settings.app_url, lambda: parts.known_keys.allowed_origins(now=parts.clock.now())
    )
    entrance = Entrance(callers, cors, parts.clock.now, parts.dice.roll, settings.app_url, parts.tally)
    return create_app(entrance, [*_blueprints(parts, callers), *further])


def _blueprints(parts: Parts, callers: Callers) -> list[Blueprint]:
    cases, settings = parts.use_cases, parts.settings
    onces = Onces(cases.run_once())
    return [
        _auth_blueprint(parts, callers, onces),
        *_session_blueprints(parts, callers, onces),
        *_user_blueprints(parts, callers, onces),
        *_tenant_blueprints(parts, callers, onces),
        *_brand_blueprints(parts, callers),
        *roofs.blueprints(cases, callers, onces),
        _history_blueprint(cases, callers),
        webhooks.blueprint(cases=cases, callers=callers, onces=onces),
        webhooks.deliveries(cases=cases, callers=callers),
        hook.blueprint(cases=cases, callers=callers, onces=onces),
        audit.blueprint(search=cases.search_audit(), callers=callers),
        callbacks.blueprint(record=cases.record_delivery()),
        jwks.blueprint(publish=cases.publish_jwks()),
        *issuer.blueprints(_fittings(parts, callers)),
        health.blueprint(
            check=cases.check_health(), version=parts.version, detail=settings.health_detail, is_ready=parts.is_ready
        ),
        *_browser_blueprints(parts),
        *_metrics_blueprints(parts),
    ]


def _fittings(parts: Parts, callers: Callers) -> issuer.Fittings:
    return issuer.Fittings(
        cases=parts.use_cases,
        known_keys=parts.known_keys,
        callers=callers,
        places=parts.places,
        app_url=parts.settings.app_url,
        now=parts.clock.now,
        roll=parts.dice.roll,
    )


def _tenant_blueprints(parts: Parts, callers: Callers, onces: Onces) -> list[Blueprint]:
    cases, app_url = parts.use_cases, parts.settings.app_url
    return [
        tenant.blueprint(show=cases.show_tenant(), change=cases.change_tenant(), callers=callers, app_url=app_url),
        tenants.blueprint(
            create=cases.create_tenant(),
            find=cases.list_tenants(),
            show=cases.show_tenant(),
            change=cases.change_tenant(),
            delete=cases.delete_tenant(),
            callers=callers,
            onces=onces,
            app_url=app_url,
        ),
    ]


def _brand_blueprints(parts: Parts, callers: Callers) -> list[Blueprint]:
    cases = parts.use_cases
    shared = {
        "put": cases.set_brand_image(),
        "remove": cases.remove_brand_image(),
        "callers": callers,
        "app_url": parts.settings.app_url,
    }
    return [
        brand.blueprint(
            name="brand", prefix="/api/tenant", credential="secret", tenant_of=roofs.own(callers), **shared
        ),
        brand.blueprint(
            name="admin_brand",
            prefix="/api/admin/tenants/<tenant>",
            credential="admin",
            tenant_of=tenant_id_of,
            **shared,
        ),
        brand.shown(show=cases.show_brand_image()),
    ]


def _browser_blueprints(parts: Parts) -> list[Blueprint]:
    """What browsers are shown."""
    return [openapi.blueprint(app_url=parts.settings.app_url, version=parts.version), assets.blueprint()]


def _metrics_blueprints(parts: Parts) -> list[Blueprint]:
    """Only where somebody may read them: without METRICS_TOKEN the path is not there."""
    token, scrape = parts.settings.metrics_token, parts.scrape
    return [metrics.blueprint(scrape=scrape, token=token)] if token and scrape else []


def _auth_blueprint(parts: Parts, callers: Callers, onces: Onces) -> Blueprint:
    cases = parts.use_cases
    return auth.blueprint(
        request_otp=cases.request_otp(),
        verify_otp=cases.verify_otp(),
        callers=callers,
        onces=onces,
        now=parts.clock.now,
    )


def _history_blueprint(cases: Any, callers: Callers) -> Blueprint:
    return otp_requests.blueprint(
        explain=cases.explain_request(),
        find=cases.find_requests(),
        count=cases.count_messages(),
        fraud=cases.count_fraud(),
        callers=callers,
    )


def _session_blueprints(parts: Parts, callers: Callers, onces: Onces) -> list[Blueprint]:
    cases = parts.use_cases
    return [
        sessions.blueprint(
            refresh=cases.refresh_session(),
            find=cases.list_sessions(),
            end=cases.end_session(),
            end_all=cases.end_all_sessions(),
            callers=callers,
            now=parts.clock.now,
            places=parts.places,
        ),
        sessions.verifiers(introspect=cases.introspect(), revocations=cases.list_revocations(), callers=callers),
        signing_keys.blueprint(
            share=cases.share_signing_keys(),
            rotate=cases.rotate_signing_key(),
            find=cases.list_signing_keys(),
            callers=callers,
            onces=onces,
        ),
    ]


def _user_blueprints(parts: Parts, callers: Callers, onces: Onces) -> list[Blueprint]:
    cases, now = parts.use_cases, parts.clock.now
    change = {"start": cases.start_change(), "prove": cases.prove_change(), "stop": cases.stop_change()}
    return [
        users.blueprint(
            find=cases.find_users(),
            show=cases.show_user(),
            create=cases.create_user(),
            change=cases.change_user(),
            delete=cases.delete_user(),
            callers=callers,
            onces=onces,
            now=now,
        ),
        users.states(
            block=cases.block_user(),
            find=cases.list_sessions(),
            end_all=cases.end_all_sessions(),
            callers=callers,
            now=now,
            places=parts.places,
        ),
        me.blueprint(show=cases.show_user(), change=cases.change_user(), callers=callers),
        *(me.addresses(kind, **change, callers=callers, onces=onces, now=now) for kind in ("phone", "email")),
    ]
