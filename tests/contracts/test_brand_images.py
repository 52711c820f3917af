"""Images of tenants, over memory and Postgres 16 and 18."""

from dataclasses import replace

import pytest

from domain.brand_image import BrandImage, Drawn, ImageKind
from domain.ids import TenantId
from domain.refusal import Unavailable
from tests.contracts.conftest import NOON, Stores

OTHER = "0" * 64


def image_of(tenant_id: TenantId, kind: ImageKind = ImageKind.LOGO, content: bytes = b"\x00png\xff") -> BrandImage:
    """An image."""
    return BrandImage.of(tenant_id, kind, Drawn(content, 12, 5), NOON)


def put(stores: Stores, *images: BrandImage) -> None:
    """Keep them."""
    with stores.store.begin() as tx:
        for image in images:
            tx.brand_images.put(image)


def found(stores: Stores, image: BrandImage) -> BrandImage | None:
    """The image by its address."""
    with stores.store.begin() as tx:
        return tx.brand_images.get(tenant_id=image.tenant_id, kind=image.kind, sha256=image.mark.sha256)


def test_there_is_none(stores: Stores) -> None:
    """Of a tenant that has none: nothing to find, to list or to remove."""
    acme = stores.tenant("acme").id

    assert found(stores, image_of(acme)) is None
    with stores.store.begin() as tx:
        assert [] == list(tx.brand_images.of_tenant(tenant_id=acme))
        assert not tx.brand_images.remove(tenant_id=acme, kind=ImageKind.LOGO)
        tx.brand_images.remove_all(tenant_id=acme)


def test_it_comes_back_as_it_was_kept(stores: Stores) -> None:
    """Every field, every byte; by kind and digest."""
    acme = stores.tenant("acme").id
    logo, favicon = image_of(acme), image_of(acme, ImageKind.FAVICON, bytes(range(256)))
    put(stores, logo, favicon)

    assert [logo, favicon] == [found(stores, logo), found(stores, favicon)]
    with stores.store.begin() as tx:
        assert [favicon, logo] == list(tx.brand_images.of_tenant(tenant_id=acme))
        assert tx.brand_images.get(tenant_id=acme, kind=ImageKind.LOGO, sha256=OTHER) is None
        assert tx.brand_images.get(tenant_id=acme, kind=ImageKind.LOGO, sha256=favicon.mark.sha256) is None


def test_another_one_takes_its_place(stores: Stores) -> None:
    """At most one of a kind: the one before is not found any more."""
    acme = stores.tenant("acme").id
    first, second = image_of(acme), image_of(acme, content=b"another")
    put(stores, first)
    put(stores, second)

    assert [None, second] == [found(stores, first), found(stores, second)]


def test_another_tenant_cannot_see_it(stores: Stores) -> None:
    """Neither by the digest, nor in a list, nor to remove it; not even where both have the same image."""
    acme, bolt = stores.tenant("acme").id, stores.tenant("bolt").id
    mine = image_of(acme)
    put(stores, mine)

    assert found(stores, replace(mine, tenant_id=bolt)) is None
    with stores.store.begin() as tx:
        assert [] == list(tx.brand_images.of_tenant(tenant_id=bolt))
        assert not tx.brand_images.remove(tenant_id=bolt, kind=ImageKind.LOGO)
        tx.brand_images.remove_all(tenant_id=bolt)
    put(stores, replace(mine, tenant_id=bolt))
    with stores.store.begin() as tx:
        assert tx.brand_images.remove(tenant_id=bolt, kind=ImageKind.LOGO)

    assert mine == found(stores, mine)


def test_it_goes(stores: Stores) -> None:
    """One of its kind, or all of the tenant."""
    acme = stores.tenant("acme").id
    logo, favicon = image_of(acme), image_of(acme, ImageKind.FAVICON)
    put(stores, logo, favicon)
    with stores.store.begin() as tx:
        assert tx.brand_images.remove(tenant_id=acme, kind=ImageKind.LOGO)

    assert [None, favicon] == [found(stores, logo), found(stores, favicon)]
    with stores.store.begin() as tx:
        tx.brand_images.remove_all(tenant_id=acme)
    assert found(stores, favicon) is None


def test_a_tenant_knows_which_ones_it_has(stores: Stores) -> None:
    """The marks lie with the tenant, wherever it is read."""
    acme = stores.tenant("acme")
    changed = acme.with_image(image_of(acme.id)).with_image(image_of(acme.id, ImageKind.FAVICON))
    with stores.store.begin() as tx:
        tx.tenants.save(changed)
    with stores.store.begin() as tx:
        read = [tx.tenants.get(acme.id), tx.tenants.by_slug("acme"), *tx.tenants.page(before="", most=5)]
    known = stores.known_keys.tenant(acme.id, now=NOON)

    assert [changed] * 3 == read
    assert known is not None and changed.images == known.tenant.images


def test_what_is_rolled_back_was_never_there(stores: Stores) -> None:
    """An image and its tenant's mark are one commit."""
    acme = stores.tenant("acme")
    try:
        with stores.store.begin() as tx:
            tx.brand_images.put(image_of(acme.id))
            raise RuntimeError
    except RuntimeError:
        pass

    assert found(stores, image_of(acme.id)) is None


def test_a_database_that_is_gone_is_said(nowhere: Stores) -> None:
    """Unavailable, and no driver's exception."""
    with pytest.raises(Unavailable):
        found(nowhere, image_of(TenantId("tn_1")))
