"""A whole tenant goes out as a file, and comes into another installation."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from application.audit.scribe import Scribe
from application.imports.moved_clients import client_of, line_of
from application.keys.signing_keys import NewSigningKey
from application.ports.imports import UserImports
from application.ports.store import Store, Transaction
from application.ports.tokens import TokenSigner
from application.webhooks.secrets import SigningSecrets
from domain.api_key import ApiKey, Lifetime
from domain.audit import Action
from domain.brand_image import BrandImage, Drawn, ImageKind
from domain.branding import Branding
from domain.caller import Caller
from domain.hook import Hook, OnFailure, require_before
from domain.ids import KeyId, TenantId, UserId, WebhookId
from domain.oauth_client import MOST_PER_TENANT
from domain.refusal import Conflict, FieldError, InvalidRequest
from domain.rights import Rights
from domain.rules import plain_fields, read_ruled
from domain.tenant import Tenant
from domain.tenant_settings import TenantSettings
from domain.user import User
from domain.webhook import SealedSecret, WebhookEndpoint

FORM: Final = 1
BATCH: Final = 1000
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExportTenant:
    """Everything that a tenant has made here, line by line: itself, images, keys, webhooks, hook, clients and users.

    API keys and clients' secrets go as digests, so that those that apps have go on.
    With `secrets` the webhooks' secrets go, too; without it the other installation makes new ones.
    Not in it: sessions (their refresh tokens are bound to this JWT_SECRET, so people sign in again), signing keys
    (the other installation makes its own), codes on their way, and the audit log, which `auth1 audit export` writes.
    """

    imports: UserImports
    store: Store
    secrets: SigningSecrets

    def __call__(self, tenant: Tenant, *, secrets: bool) -> Iterator[Line]:
        shown = {"id": tenant.id, "slug": tenant.slug, "name": tenant.name, "created_at": tenant.created_at.isoformat()}
        yield {
            "auth1": FORM,
            "tenant": {**shown, "settings": plain_fields(tenant.settings), "branding": plain_fields(tenant.branding)},
        }
        with self.store.begin() as tx:
            keys = tx.api_keys.page(tenant_id=tenant.id, before="", most=10_000)
            hooks = tx.webhooks.of_tenant(tenant_id=tenant.id)
            asked, images = tx.hooks.get(tenant_id=tenant.id), tx.brand_images.of_tenant(tenant_id=tenant.id)
            clients = tx.oauth_clients.page(tenant_id=tenant.id, before="", most=MOST_PER_TENANT)
        for image in images:
            yield {"brand_image": _image(image)}
        for key in reversed(keys):
            yield {"api_key": _plain({**asdict(key), "digest": key.digest.hex()})}
        for hook in reversed(hooks):
            yield {"webhook": self._webhook(hook, secrets)}
        if asked:
            yield {"hook": self._hook(asked, secrets)}
        for client in reversed(clients):
            yield {"client": line_of(client)}
        for user in self.imports.all(tenant_id=tenant.id):
            yield {"user": _plain(asdict(user))}

    def _hook(self, hook: Hook, secrets: bool) -> Line:
        raw = self.secrets.open(hook.tenant_id, hook.id, hook.secret).hex() if secrets else None
        return {
            "id": hook.id, "url": hook.url, "before": [*hook.before], "on_failure": hook.on_failure.value,
            "created_at": hook.created_at.isoformat(), "secret": raw,
        }  # fmt: skip

    def _webhook(self, hook: WebhookEndpoint, secrets: bool) -> Line:
        raw = self.secrets.open(hook.tenant_id, hook.id, hook.secret).hex() if secrets else None
        return {
            "id": hook.id, "url": hook.url, "types": list(hook.types), "description": hook.description,
            "created_at": hook.created_at.isoformat(), "secret": raw, "enabled": hook.disabled_at is None,
        }  # fmt: skip


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    def one(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        return _plain(value) if isinstance(value, Mapping) else value

    return {name: one(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class ImportTenant:
    """Bring an exported tenant in, with all its ids; yields how many lines are done.

    It may be stopped and begun again: what is there already stays as it is.
    Raises InvalidRequest for what is no such file, and Conflict where the slug is another tenant's.
    """

    imports: UserImports
    store: Store
    scribe: Scribe
    signer: TokenSigner
    secrets: SigningSecrets

    def __call__(self, lines: Iterable[Line], *, caller: Caller) -> Iterator[int]:
        rows, done = iter(lines), 0
        tenant_id = self._tenant(next(rows, {}), caller)
        users: list[User] = []
        for done, line in enumerate(rows, 1):
            if "user" in line:
                users.append(_user_of(tenant_id, line["user"]))
            else:
                self._other(tenant_id, line, caller)
            if len(users) == BATCH:
                self.imports.add(users)
                users = []
                yield done
        if users:
            self.imports.add(users)
        yield done

    def _tenant(self, line: Line, caller: Caller) -> TenantId:
        try:
            tenant = _tenant_of(line)
        except (KeyError, TypeError, ValueError):
            raise InvalidRequest([FieldError("file", "This must be what `auth1 export` wrote.")]) from None
        now = self.scribe.now()
        with self.store.begin() as tx:
            there = tx.tenants.get(tenant.id)
            if there is None:
                if tx.tenants.by_slug(tenant.slug):
                    raise Conflict(f"The slug {tenant.slug} is another tenant's here.")
                tx.tenants.add(tenant)
                tx.signing_keys.add(
                    self.signer.new_key(
                        tenant_id=tenant.id, algorithm=tenant.settings.signing_algorithm, generation=1, now=now,
                        active_from=now,
                    )
                )  # fmt: skip
                tx.records.add(
                    self.scribe.audit(caller, Action.TENANT_IMPORTED, at=now, tenant_id=tenant.id, subject=tenant.id)
                )
        return tenant.id

    def _key_for_ids(self, tx: Transaction, tenant_id: TenantId, caller: Caller) -> None:
        """With its first client a tenant gets its key for ID tokens, as where clients are registered."""
        tenant = tx.tenants.get(tenant_id)
        if tenant:
            new_key = NewSigningKey(self.signer, self.scribe)
            new_key.first_for_ids(tx, tenant, now=self.scribe.now(), caller=caller)

    def _other(self, tenant_id: TenantId, line: Line, caller: Caller) -> None:
        with self.store.begin() as tx:
            if "api_key" in line:
                key = _key_of(tenant_id, line["api_key"])
                if tx.api_keys.get(tenant_id=tenant_id, key_id=key.id) is None:
                    tx.api_keys.add(key)
            if "webhook" in line:
                hook = self._webhook_of(tenant_id, line["webhook"])
                if tx.webhooks.get(tenant_id=tenant_id, id=hook.id) is None:
                    tx.webhooks.add(hook)
            if "client" in line:
                client = client_of(tenant_id, line["client"])
                if tx.oauth_clients.get(tenant_id=tenant_id, client_id=client.id) is None:
                    tx.oauth_clients.add(client)
                    self._key_for_ids(tx, tenant_id, caller)
            if "brand_image" in line:
                _bring(tx, tenant_id, line["brand_image"])
            if "hook" in line and tx.hooks.get(tenant_id=tenant_id) is None:
                tx.hooks.put(self._hook_of(tenant_id, line["hook"]))

    def _sealed(self, tenant_id: TenantId, id: WebhookId, secret: str | None) -> SealedSecret:
        """The secret that came along, or a new one."""
        if secret:
            return self.secrets.seal(tenant_id, id, bytes.fromhex(secret))
        return self.secrets.new(tenant_id, id)[0]

    def _hook_of(self, tenant_id: TenantId, row: Line) -> Hook:
        id = WebhookId(row["id"])
        sealed, made = self._sealed(tenant_id, id, row["secret"]), datetime.fromisoformat(row["created_at"])
        return Hook(
            tenant_id, id, row["url"], require_before(row["before"]), OnFailure(row["on_failure"]), sealed, made
        )

    def _webhook_of(self, tenant_id: TenantId, row: Line) -> WebhookEndpoint:
        id = WebhookId(row["id"])
        sealed = self._sealed(tenant_id, id, row["secret"])
        made = datetime.fromisoformat(row["created_at"])
        hook = WebhookEndpoint(tenant_id, id, row["url"], tuple(row["types"]), sealed, made, row["description"])
        return hook if row["enabled"] else hook.disabled(self.scribe.now(), "by_hand")


def _tenant_of(line: Line) -> Tenant:
    row = line["tenant"]
    settings, errors = read_ruled(TenantSettings, row["settings"], "settings")
    branding, more = read_ruled(Branding, row["branding"], "branding")
    if line["auth1"] != FORM or errors or more:
        raise ValueError("form")
    created = datetime.fromisoformat(row["created_at"])
    return Tenant(
        TenantId(row["id"]), row["slug"], row["name"], created, TenantSettings(**settings), Branding(**branding)
    )


def _image(image: BrandImage) -> Line:
    return {
        "kind": image.kind.value, "content": b64encode(image.content).decode(), "width": image.mark.width,
        "height": image.mark.height, "created_at": image.created_at.isoformat(),
    }  # fmt: skip


def _bring(tx: Transaction, tenant_id: TenantId, row: Line) -> None:
    """An image that was drawn by the other installation, where there is none of its kind."""
    kind, drawn = ImageKind(row["kind"]), Drawn(b64decode(row["content"]), row["width"], row["height"])
    image = BrandImage.of(tenant_id, kind, drawn, datetime.fromisoformat(row["created_at"]))
    tenant = tx.tenants.get(tenant_id)
    if tenant and kind not in tenant.images:
        tx.brand_images.put(image)
        tx.tenants.save(tenant.with_image(image))


def _moments(row: Line, *names: str) -> dict[str, datetime | None]:
    return {name: row[name] and datetime.fromisoformat(row[name]) for name in names}


def _user_of(tenant_id: TenantId, row: Line) -> User:
    moments = _moments(
        row, "created_at", "phone_verified_at", "email_verified_at", "blocked_at", "last_sign_in_at", "last_seen_at"
    )
    named = {"tenant_id": tenant_id, "id": UserId(row["id"])}
    return User(**{**row, **moments, **named})


def _key_of(tenant_id: TenantId, row: Line) -> ApiKey:
    life = Lifetime(**_moments(row["life"], "created_at", "expires_at", "revoked_at", "last_used_at"))  # type: ignore[arg-type]
    rights = row["rights"]
    return ApiKey(
        tenant_id, KeyId(row["id"]), row["kind"], row["name"], row["prefix"], bytes.fromhex(row["digest"]), life,
        Rights(tuple(rights["scopes"]), tuple(rights["networks"]), rights["rate_per_minute"]),
    )  # fmt: skip
