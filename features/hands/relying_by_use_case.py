"""Hands on the use cases that an app calls by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from application.oidc.exchange_code import Granted
from application.ports.known_keys import KnownTenant
from domain.ids import ClientId, TenantId
from domain.oauth_error import OAuthError
from domain.refusal import Refusal
from features.hands.accounts_by_use_case import PROGRAM
from features.hands.memory_house import MemoryHouse
from features.hands.outcome import Outcome, Tenancy
from features.hands.relying import Brought, Relying


class RelyingByUseCase(Relying):
    """See Relying."""

    _house: MemoryHouse

    def exchange(self, tenant: Tenancy, id: str, brought: Brought) -> Outcome:
        exchange = self._house.use_cases.exchange_code()
        given = {"code": brought.code, "redirect_uri": brought.redirect_uri, "verifier": brought.verifier}
        return heard(lambda: shown(exchange(**self._by(tenant, id), **given, caller=PROGRAM)))

    def renew(self, tenant: Tenancy, id: str, refresh_token: str) -> Outcome:
        refresh = self._house.use_cases.refresh_for_client()
        return heard(lambda: shown(refresh(**self._by(tenant, id), refresh_token=refresh_token, caller=PROGRAM)))

    def ask_who(self, tenant: Tenancy, access_token: str) -> Outcome:
        show = self._house.use_cases.show_userinfo()
        return heard(lambda: show(known=self._tenant(tenant), token=access_token))

    def _tenant(self, tenant: Tenancy) -> KnownTenant:
        book, now = self._house.container.adapters.known_keys(), self._house.clock.now()
        found: KnownTenant = book.by_slug(tenant.slug, now=now)
        return found

    def _by(self, tenant: Tenancy, id: str) -> dict[str, Any]:
        book = self._house.container.adapters.client_book()
        found = book.find(tenant_id=TenantId(tenant.id), client_id=ClientId(id))
        return {"known": self._tenant(tenant), "client": found}


def shown(granted: Granted) -> Mapping[str, Any]:
    """What an app gets, under the names of OAuth."""
    told = {"refresh_token": granted.refresh_token, "id_token": granted.id_token}
    return {"access_token": granted.tokens.token, **{name: value for name, value in told.items() if value}}


def heard(call: Callable[[], Mapping[str, Any]]) -> Outcome:
    """What a call says; of a token that is good no more an app hears one word (RFC 6750 section 3.1)."""
    try:
        return Outcome(call())
    except OAuthError as error:
        return Outcome({}, error.error)
    except Refusal:
        return Outcome({}, "invalid_token")
