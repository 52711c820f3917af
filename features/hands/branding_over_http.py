"""Hands on the doors of a tenant's look."""

from collections.abc import Mapping
from typing import Any

from features.hands.accounts_over_http import outcome_of
from features.hands.branding import Looks
from features.hands.live_house import LiveHouse
from features.hands.outcome import Outcome, Tenancy


class LooksOverHttp(Looks):
    """See Looks."""

    _house: LiveHouse

    def change_look(self, tenant: Tenancy, look: Mapping[str, Any]) -> Outcome:
        return outcome_of(self._house.world.call("PATCH", "/api/tenant", {"branding": look}, key=tenant.secret))

    def look_of(self, tenant: Tenancy) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = self._house.world.call("GET", "/api/tenant", key=tenant.secret).get_json()
        return shown

    def upload(self, tenant: Tenancy, kind: str, content: bytes) -> Outcome:
        said = self._house.world.call(
            "PUT", f"/api/tenant/{kind}", key=tenant.secret, data=content, content_type="image/png"
        )
        came = outcome_of(said)
        url = came.said.get("url", "")
        return Outcome({**came.said, "address": url[url.find("/t/") :]}, came.refused_as, came.wait)

    def remove_image(self, tenant: Tenancy, kind: str) -> Outcome:
        return outcome_of(self._house.world.call("DELETE", f"/api/tenant/{kind}", key=tenant.secret))

    def see(self, address: str) -> bytes | None:
        said = self._house.world.call("GET", address)
        return said.data if said.status_code == 200 else None
