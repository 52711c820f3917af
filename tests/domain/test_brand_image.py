"""Images of tenants: how large they may be, and how large they are drawn."""

from datetime import UTC, datetime

import pytest

from domain.brand_image import (
    BrandImage,
    Drawn,
    ImageKind,
    image_url,
    looks_like_svg,
    require_one,
    require_size,
    size_for,
)
from domain.ids import TenantId
from domain.refusal import InvalidRequest

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4096, 1024), (1024, 4096), (2048, 2048)])
def test_a_size_that_is_taken(width: int, height: int) -> None:
    """At most 4096 on a side, and 2048 x 2048 in all."""
    require_size(width, height)


@pytest.mark.parametrize(("width", "height"), [(4097, 1), (1, 4097), (2049, 2048), (4096, 4096), (0, 5), (5, 0)])
def test_a_size_that_is_refused(width: int, height: int) -> None:
    """Before it is decoded, and by the field's name."""
    with pytest.raises(InvalidRequest) as refusal:
        require_size(width, height)

    assert ["image"] == [error["field"] for error in refusal.value.members["errors"]]


@pytest.mark.parametrize("frames", [0, 2, 500])
def test_an_animation_is_refused(frames: int) -> None:
    """A logo stands still."""
    with pytest.raises(InvalidRequest):
        require_one(frames)


@pytest.mark.parametrize(
    ("kind", "given", "drawn"),
    [
        (ImageKind.LOGO, (100, 50), (100, 50)),
        (ImageKind.LOGO, (1024, 512), (512, 256)),
        (ImageKind.LOGO, (1000, 1000), (256, 256)),
        (ImageKind.LOGO, (4096, 1), (512, 1)),
        (ImageKind.FAVICON, (16, 16), (64, 64)),
        (ImageKind.FAVICON, (300, 20), (64, 64)),
    ],
)
def test_how_large_it_is_drawn(kind: ImageKind, given: tuple[int, int], drawn: tuple[int, int]) -> None:
    """A logo fits into 512 x 256 and is never made larger, a favicon is a square of 64."""
    assert drawn == size_for(kind, *given)


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='x'/>", b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", b"<!DOCTYPE svg>\n<SVG>", b"<!-- x --><svg>"],
)
def test_svg_is_known_by_its_beginning(content: bytes) -> None:
    """So that its refusal can say why."""
    assert looks_like_svg(content)


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x89PNG\r\n\x1a\n<svg", b"svg"])
def test_other_things_are_no_svg(content: bytes) -> None:
    """They are refused or taken for what they are."""
    assert not looks_like_svg(content)


def test_its_address_names_its_content() -> None:
    """Another image has another address."""
    one, other = (
        BrandImage.of(TenantId("tn_1"), ImageKind.LOGO, Drawn(content, 5, 5), NOON).mark for content in (b"a", b"b")
    )
    url = image_url("https://auth.test", "acme", ImageKind.LOGO, one)

    assert f"https://auth.test/t/acme/brand/logo/{one.sha256}" == url
    assert url != image_url("https://auth.test", "acme", ImageKind.LOGO, other)


def test_an_image_shows_no_bytes() -> None:
    """Printed or logged it is a line."""
    assert "HIDDEN" not in repr(BrandImage.of(TenantId("tn_1"), ImageKind.LOGO, Drawn(b"HIDDEN", 5, 5), NOON))
