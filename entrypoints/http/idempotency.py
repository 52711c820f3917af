"""The header Idempotency-Key."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Response, g, request

from application.idempotency.promise import Promise
from application.idempotency.run_once import RunOnce, Sent
from domain.audit import INSTALLATION
from domain.refusal import FieldError, InvalidRequest
from entrypoints.encoding import encode
from entrypoints.http.body import raw

Result = TypeVar("Result")
HEADER: Final = "Idempotency-Key"
# What a door that heeds the header may refuse; `conflict`: another call took over from one that took too long.
ONCE: Final = ("conflict", "idempotency_in_progress", "idempotency_mismatch")
KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Onces:
    """Lets a door's work have one effect per Idempotency-Key; without the header it is simply done."""

    run_once: RunOnce

    def __call__(
        self,
        work: Callable[[Promise[Any] | None], Result],
        show: Callable[[Result], Any],
        *,
        status: int = 200,
        address: str = "",
        enter: Callable[[], None] = lambda: None,
    ) -> Response:
        """The answer; an earlier one says so in `Idempotent-Replayed`.

        `enter` is called before something is kept for the header; without the header the work does it itself.
        """
        key = request.headers.get(HEADER)
        if key is None:
            return _response(encode(show(work(None))), status)
        if not KEY.fullmatch(key):
            raise InvalidRequest([FieldError(HEADER, "This must be 1 to 255 visible ASCII characters.")])
        tenant_id = g.tenant.tenant.id if g.tenant else INSTALLATION
        scope = (tenant_id, g.actor, request.method, request.path, address)
        sent = Sent(tenant_id, key, scope, raw())
        body, is_earlier = self.run_once(sent, work, lambda result: encode(show(result)), enter)
        response = _response(body, status)
        if is_earlier:
            response.headers["Idempotent-Replayed"] = "true"
        return response


def _response(body: bytes, status: int) -> Response:
    return Response(body, status, mimetype="application/json")
