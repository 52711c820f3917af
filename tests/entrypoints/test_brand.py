"""A tenant's look over HTTP: set, corrected, uploaded, shown."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.memory.images import png_of
from domain.brand_image import MOST_BYTES
from tests.fixtures.rows import rows
from tests.fixtures.worlds import ADMIN_TOKEN, TenantKeys, World

LOOK = {
    "display_name": "Acme Shop",
    "color": "#ffd400",
    "color_dark": "#ffd400",
    "background": "#fffbe6",
    "background_dark": "#101010",
    "terms_url": "https://acme.com/terms",
    "privacy_url": "https://acme.com/privacy",
    "texts": {"en": {"sign_in_title": "Welcome"}, "de-AT": {"footer": "© Acme"}},
}


def upload(
    world: World, acme: TenantKeys, kind: str = "logo", content: bytes | None = None, media: str = "image/png"
) -> TestResponse:
    """Put an image."""
    data = png_of(40, 30) if content is None else content
    return world.call("PUT", f"/api/tenant/{kind}", key=acme.secret, data=data, content_type=media)


def path_of(said: TestResponse) -> str:
    """Where an uploaded image is shown."""
    url: str = said.get_json()["url"]
    assert url.startswith("https://auth.test/t/")
    return url.removeprefix("https://auth.test")


def shown(world: World, acme: TenantKeys) -> dict[str, Any]:
    """The tenant as it sees itself."""
    found: dict[str, Any] = world.call("GET", "/api/tenant", key=acme.secret).get_json()
    return found


def test_a_look_is_shown_as_it_was_given(any_world: World) -> None:
    """And beside it what is used instead of colours that nobody could see."""
    acme = any_world.tenant()
    said = any_world.call("PATCH", "/api/tenant", {"branding": LOOK}, key=acme.secret).get_json()

    assert said == shown(any_world, acme)
    assert LOOK.items() <= said["branding"].items()
    places = [one["place"] for one in said["corrections"]]
    assert ["light.primary", "light.link", "light.focus"] == places
    assert {"place", "given", "used", "ratio", "needed"} == set(said["corrections"][0])
    assert ("#ffd400", True) == (said["corrections"][0]["given"], said["corrections"][0]["ratio"] < 3.0)


def test_a_good_look_needs_no_correction(any_world: World) -> None:
    """The list is there, and empty."""
    acme = any_world.tenant()
    colors = {"color": "#174ea6", "color_dark": "#8ab4f8"}
    said = any_world.call("PATCH", "/api/tenant", {"branding": colors}, key=acme.secret).get_json()

    assert ([], []) == (said["corrections"], said["images"])


def test_the_administrator_sees_and_sets_the_same(any_world: World) -> None:
    """At making, changing, showing and listing."""
    body = {"name": "Acme", "slug": "acme", "branding": LOOK}
    id = any_world.admin("POST", "/api/admin/tenants", body).get_json()["tenant_id"]
    one = any_world.admin("GET", f"/api/admin/tenants/{id}").get_json()
    changed = any_world.admin("PATCH", f"/api/admin/tenants/{id}", {"branding": {"color": None}}).get_json()

    assert 3 == len(one["corrections"])
    assert (None, []) == (changed["branding"]["color"], changed["corrections"])
    assert [changed] == any_world.admin("GET", "/api/admin/tenants").get_json()["data"]


@pytest.mark.parametrize("kind", ["logo", "favicon"])
def test_an_image_is_drawn_anew_and_shown_to_everybody(any_world: World, kind: str) -> None:
    """Without a key, for good, as a PNG that can do nothing but be looked at."""
    acme = any_world.tenant()
    said = upload(any_world, acme, kind, png_of(40, 30) + b"<script>HIDDEN</script>")
    seen = any_world.call("GET", path_of(said))
    size = (40, 30) if kind == "logo" else (64, 64)

    assert 200 == said.status_code, said.text
    assert (kind, size) == (said.get_json()["kind"], (said.get_json()["width"], said.get_json()["height"]))
    assert (200, "image/png") == (seen.status_code, seen.content_type)
    assert {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }.items() <= dict(seen.headers).items()
    assert ("PNG", size) == (Image.open(BytesIO(seen.data)).format, Image.open(BytesIO(seen.data)).size)
    assert b"HIDDEN" not in seen.data
    assert [said.get_json()] == shown(any_world, acme)["images"]


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_other_formats_become_png(world: World, form: str) -> None:
    """A photo of two megapixels becomes a logo of at most 512 x 256."""
    out = BytesIO()
    Image.new("RGB", (2000, 1000), "red").save(out, form)
    acme = world.tenant()
    said = upload(world, acme, content=out.getvalue(), media=f"image/{form.lower()}")

    assert (200, 512, 256) == (said.status_code, said.get_json()["width"], said.get_json()["height"])
    assert "image/png" == world.call("GET", path_of(said)).content_type


def test_another_image_has_another_address(any_world: World) -> None:
    """The one before is gone, the tenant's ETag has changed, and a removal leaves nothing."""
    acme = any_world.tenant()
    first, second = upload(any_world, acme), upload(any_world, acme, content=png_of(41, 30))
    gone = any_world.call("DELETE", "/api/tenant/logo", key=acme.secret)

    assert first.headers["ETag"] != second.headers["ETag"]
    assert [404, 204] == [any_world.call("GET", path_of(first)).status_code, gone.status_code]
    assert 404 == any_world.call("GET", path_of(second)).status_code
    assert 404 == any_world.call("DELETE", "/api/tenant/logo", key=acme.secret).status_code
    assert [] == shown(any_world, acme)["images"]


def test_another_tenants_image_is_not_there(any_world: World) -> None:
    """A digest opens nothing at another slug, of another kind, or of nobody."""
    acme, bolt = any_world.tenant("acme"), any_world.tenant("bolt")
    path = path_of(upload(any_world, acme))
    digest = path.rpartition("/")[2]
    wrong = [
        f"/t/bolt/brand/logo/{digest}", f"/t/acme/brand/favicon/{digest}", f"/t/acme/brand/other/{digest}",
        f"/t/acme/brand/logo/{digest.upper()}", f"/t/acme/brand/logo/{'0' * 64}", "/t/acme/brand/logo/x",
        f"/t/a%00b/brand/logo/{digest}", f"/t/nobody/brand/logo/{digest}", f"{path}/", f"/t/ACME/brand/logo/{digest}",
    ]  # fmt: skip

    assert {404} == {any_world.call("GET", one).status_code for one in wrong}
    assert 404 == any_world.call("DELETE", "/api/tenant/logo", key=bolt.secret).status_code
    assert 200 == any_world.call("GET", path).status_code


def test_an_image_goes_with_its_tenant(world: World, postgres_18: EmbeddedPostgres) -> None:
    """Nothing is shown, and nothing is kept, of a tenant that was deleted."""
    acme = world.tenant()
    path = path_of(upload(world, acme))
    world.admin("DELETE", f"/api/admin/tenants/{acme.id}")

    assert 404 == world.call("GET", path).status_code
    assert [(0, {})] == rows(postgres_18, "SELECT (SELECT count(*) FROM brand_images), images FROM tenants")


def test_the_administrator_uploads_too(any_world: World) -> None:
    """Under the tenant's id; an unknown tenant is 404."""
    acme = any_world.tenant()
    path = f"/api/admin/tenants/{acme.id}/favicon"
    said = any_world.admin("PUT", path, data=png_of(9, 9), content_type="image/png")
    nobody = any_world.admin(
        "PUT", f"/api/admin/tenants/tn_{'0' * 26}/logo", data=png_of(9, 9), content_type="image/png"
    )

    assert (200, 404) == (said.status_code, nobody.status_code)
    assert 200 == any_world.call("GET", path_of(said)).status_code
    assert [204, 404] == [any_world.admin("DELETE", path).status_code for _ in range(2)]


def test_what_is_no_image_is_refused_with_what_is_right(any_world: World) -> None:
    """The field is named; nothing is stored."""
    acme = any_world.tenant()
    for content in (b"", b"x", b"GIF89a", b"<svg onload='alert(1)'/>", png_of(4097, 1), png_of(9, 9)[:50]):
        said = upload(any_world, acme, content=content)
        errors = said.get_json()["errors"]

        assert (422, ["image"]) == (said.status_code, [error["field"] for error in errors]), content[:20]
    assert [] == shown(any_world, acme)["images"]


@pytest.mark.parametrize("media", ["application/json", "image/gif", "text/html", "multipart/form-data", "", "image/*"])
def test_only_three_types_are_taken(memory_world: World, media: str) -> None:
    """Another type is 415, and the sentence names those that are good."""
    said = upload(memory_world, memory_world.tenant(), media=media)

    assert (415, "unsupported_media_type") == (said.status_code, said.get_json()["code"])
    assert "image/png, image/jpeg or image/webp" in said.get_json()["detail"]


def test_svg_is_refused_with_the_reason(memory_world: World) -> None:
    """By its type, or by its content under another one."""
    acme = memory_world.tenant()
    named, hidden = (
        upload(memory_world, acme, content=b"<svg/>", media=f"image/{kind}") for kind in ("svg+xml", "png")
    )

    assert (415, 422) == (named.status_code, hidden.status_code)
    assert "script" in named.get_json()["detail"]
    assert "script" in hidden.get_json()["errors"][0]["message"]


def test_images_may_have_512_kib_and_nothing_else_more_than_before(memory_world: World) -> None:
    """One byte more is 413; other bodies are still 64 KiB."""
    acme = memory_world.tenant()
    whole = png_of(9, 9)
    most, over = (
        upload(memory_world, acme, content=whole.ljust(size, b"\x00")) for size in (MOST_BYTES, MOST_BYTES + 1)
    )
    other = memory_world.call(
        "PATCH", "/api/tenant", key=acme.secret, data=b" " * 65_537, content_type="application/json"
    )

    assert (200, 413, 413) == (most.status_code, over.status_code, other.status_code)
    assert ("The image is over 512 KiB.", "The body is over 64 KiB.") == (
        over.get_json()["detail"], other.get_json()["detail"]
    )  # fmt: skip


def test_uploading_needs_the_right_key(memory_world: World) -> None:
    """The scope that changes the tenant; neither a publishable key nor one that may only read."""
    acme = memory_world.tenant()
    issue = {"kind": "secret", "name": "reader", "scopes": ["tenant:read"]}
    reader = memory_world.call("POST", "/api/keys", issue, key=acme.secret).get_json()["key"]
    for key in (acme.publishable, reader):
        for method in ("PUT", "DELETE"):
            assert 403 == memory_world.call(method, "/api/tenant/logo", key=key).status_code
    assert 401 == memory_world.call("PUT", "/api/tenant/logo").status_code
    assert 403 == memory_world.call("PUT", f"/api/admin/tenants/{acme.id}/logo", key=acme.secret).status_code


def test_who_uploaded_is_in_the_log(any_world: World) -> None:
    """An audit row with kind and digest, no bytes; and an event for the tenant's own systems."""
    acme = any_world.tenant()
    any_world.later(seconds=1)
    digest = path_of(upload(any_world, acme)).rpartition("/")[2]
    any_world.later(seconds=1)
    any_world.call("DELETE", "/api/tenant/logo", key=acme.secret)
    logged = any_world.call("GET", "/api/audit-logs?action=tenant.*", key=acme.secret).get_json()["data"]
    told = [(row["action"], row["details"].get("kind"), row["details"].get("sha256")) for row in logged]

    assert [("tenant.image_removed", "logo", None), ("tenant.image_set", "logo", digest)] == told[:2]
    assert all(row["actor"].startswith("key:") for row in logged[:2])


def test_mails_show_the_uploaded_logo(any_world: World) -> None:
    """Instead of one elsewhere, from the public address; the name is the display name."""
    acme = any_world.tenant()
    look = {"logo_url": "https://cdn.acme.com/logo.png", "display_name": "Acme Shop"}
    any_world.call("PATCH", "/api/tenant", {"branding": look}, key=acme.secret)
    url = upload(any_world, acme).get_json()["url"]
    any_world.call("POST", "/api/auth/request", {"email": "ada@example.com"}, key=acme.publishable)
    any_world.deliver()
    mail = any_world.phones.sent[-1]

    assert f'src="{url}"' in (mail.html or "") and "cdn.acme.com" not in (mail.html or "")
    assert ("Acme Shop", True) == (mail.name, (mail.subject or "").startswith("Acme Shop: "))


def test_mails_load_nothing_from_an_address_without_tls() -> None:
    """Where APP_URL is plain http, as under `make run`, the logo elsewhere stays."""
    from tests.fixtures.worlds import make_memory_world

    world = make_memory_world(app_url="http://localhost:3000")
    acme = world.tenant()
    world.call("PATCH", "/api/tenant", {"branding": {"logo_url": "https://cdn.acme.com/logo.png"}}, key=acme.secret)
    upload(world, acme)
    world.call("POST", "/api/auth/request", {"email": "ada@example.com"}, key=acme.publishable)
    world.deliver()

    assert "https://cdn.acme.com/logo.png" in (world.phones.sent[-1].html or "")
    assert ADMIN_TOKEN not in (world.phones.sent[-1].html or "")
