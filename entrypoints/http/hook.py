"""A tenant's hook: the one URL that is asked before a user is made or a code is sent."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from flask import Blueprint, Response
from msgspec import Meta, Struct

from domain.hook import Hook
from entrypoints.http.bodies import At
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.webhooks_shown import Url


class NewHook(Struct, kw_only=True):
    """A URL to ask, before what, and what holds where it does not answer."""

    url: Url
    before: Annotated[list[Literal["user.create", "code.send"]], Meta(min_length=1, max_length=2)]
    on_failure: Literal["allow", "refuse"]


class HookShown(Struct, omit_defaults=True):
    """The hook; `secret` is there once, in the answer that sets it."""

    url: str
    before: Sequence[str]
    on_failure: str
    created_at: At
    secret: str | None = None

    @classmethod
    def of(cls, hook: Hook, secret: str | None = None) -> "HookShown":
        """The hook's public fields."""
        return cls(hook.url, [*hook.before], hook.on_failure.value, hook.created_at, secret)


def blueprint(*, cases: Any, callers: Callers, onces: Onces) -> Blueprint:
    """The hook of the tenant whose key calls."""
    hooks = Blueprint("hook", __name__, url_prefix="/api/hook")

    @hooks.get("")
    @opens("secret", answer=HookShown, scope="webhooks:read")
    def show_hook() -> HookShown:
        """Show the hook, without its secret."""
        return HookShown.of(cases.show_hook()(tenant_id=callers.known().tenant.id))

    @hooks.put("")
    @opens("secret", body=NewHook, answer=HookShown, scope="webhooks:write", refusals=ONCE)
    def set_hook() -> Response:
        """Let a URL be asked, instead of the one before; the secret that signs is in this answer and nowhere else."""
        body = read(NewHook)
        return onces(
            lambda promise: cases.set_hook()(
                tenant_id=callers.known().tenant.id,
                url=body.url,
                before=body.before,
                on_failure=body.on_failure,
                caller=callers.program(),
                promise=promise,
            ),
            lambda made: HookShown.of(*made),
            status=200,
        )

    @hooks.delete("")
    @opens("secret", status=204, scope="webhooks:write")
    def remove_hook() -> None:
        """Ask nobody any more."""
        cases.remove_hook()(tenant_id=callers.known().tenant.id, caller=callers.program())

    return hooks
