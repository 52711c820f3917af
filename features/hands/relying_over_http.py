"""Hands on the doors that an app calls by itself."""

from typing import Any

from werkzeug.test import TestResponse

from features.hands.outcome import Outcome, Tenancy
from features.hands.relying import Brought, Relying
from tests.fixtures.worlds import World


class RelyingOverHttp(Relying):
    """See Relying."""

    @property
    def world(self) -> World:
        """The product as it stands."""
        raise NotImplementedError

    def exchange(self, tenant: Tenancy, id: str, brought: Brought) -> Outcome:
        given = {"code": brought.code, "redirect_uri": brought.redirect_uri, "code_verifier": brought.verifier}
        return self._grant(tenant, id, grant_type="authorization_code", **given)

    def renew(self, tenant: Tenancy, id: str, refresh_token: str) -> Outcome:
        return self._grant(tenant, id, grant_type="refresh_token", refresh_token=refresh_token)

    def ask_who(self, tenant: Tenancy, access_token: str) -> Outcome:
        return heard(self.world.call("GET", f"/t/{tenant.slug}/oauth/userinfo", bearer=access_token))

    def _grant(self, tenant: Tenancy, id: str, **given: Any) -> Outcome:
        return heard(self.world.call("POST", f"/t/{tenant.slug}/oauth/token", data={"client_id": id, **given}))


def heard(response: TestResponse) -> Outcome:
    """What an app hears."""
    said = response.get_json()
    return Outcome(said, said["error"] if response.status_code >= 400 else None)
