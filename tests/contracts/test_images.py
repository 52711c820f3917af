"""Images that strangers send, over memory and Pillow: PNG in, PNG of the right size out, and nothing else."""

import struct
import zlib

import pytest

from adapters.memory.images import MemoryImages, png_of
from adapters.pillow.images import PillowImages
from application.ports.images import Images
from domain.brand_image import ImageKind
from domain.refusal import InvalidRequest

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(params=[MemoryImages, PillowImages], ids=["memory", "pillow"])
def images(request: pytest.FixtureRequest) -> Images:
    """Each adapter."""
    made: Images = request.param()
    return made


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_chunk(png: bytes, name: bytes, data: bytes) -> bytes:
    """A PNG with a further part behind its header."""
    head = len(SIGNATURE) + 25
    return png[:head] + chunk(name, data) + png[head:]


def header(width: int, height: int) -> bytes:
    """A PNG that says to be so large, and holds next to nothing."""
    parts = {b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0), b"IDAT": zlib.compress(b"\x00" * 9)}
    return SIGNATURE + b"".join(chunk(*part) for part in parts.items()) + chunk(b"IEND", b"")


def size_of(png: bytes) -> tuple[int, int]:
    """What the header says."""
    width, height = struct.unpack_from(">II", png, len(SIGNATURE) + 8)
    return width, height


@pytest.mark.parametrize(
    ("kind", "given", "drawn"),
    [
        (ImageKind.LOGO, (40, 30), (40, 30)),
        (ImageKind.LOGO, (1024, 64), (512, 32)),
        (ImageKind.FAVICON, (16, 16), (64, 64)),
        (ImageKind.FAVICON, (200, 100), (64, 64)),
    ],
)
def test_it_is_drawn_in_its_size(
    images: Images, kind: ImageKind, given: tuple[int, int], drawn: tuple[int, int]
) -> None:
    """The answer tells the size that the PNG has."""
    made = images.draw(png_of(*given), kind=kind)

    assert (drawn, drawn) == ((made.width, made.height), size_of(made.content))
    assert made.content.startswith(SIGNATURE)


def test_two_images_are_two_and_one_is_one(images: Images) -> None:
    """The same file gives the same bytes, another colour others."""
    red, blue = png_of(9, 9, b"\xff\x00\x00\xff"), png_of(9, 9, b"\x00\x00\xff\xff")
    first, again, other = (images.draw(content, kind=ImageKind.LOGO).content for content in (red, red, blue))

    assert first == again != other


@pytest.mark.parametrize("extra", [(b"tEXt", b"Comment\x00HIDDEN"), (b"eXIf", b"HIDDEN"), (b"prVt", b"HIDDEN")])
def test_what_a_file_says_beside_its_pixels_is_gone(images: Images, extra: tuple[bytes, bytes]) -> None:
    """Metadata, and whatever was appended."""
    content = with_chunk(png_of(9, 9), *extra) + b"<script>HIDDEN</script>"
    drawn = images.draw(content, kind=ImageKind.LOGO).content

    assert b"HIDDEN" not in drawn
    assert drawn.endswith(chunk(b"IEND", b""))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"<html><script>alert(1)</script></html>",
        SIGNATURE,
        SIGNATURE + b"\x00" * 100,
        png_of(20, 20)[:40],
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
    ],
    ids=range(9),
)
def test_what_is_no_image_is_refused(images: Images, content: bytes) -> None:
    """The sentence names the field and says what is right."""
    with pytest.raises(InvalidRequest) as refusal:
        images.draw(content, kind=ImageKind.LOGO)

    (error,) = refusal.value.members["errors"]
    assert ("image", True) == (error["field"], "PNG, JPEG or WebP" in error["message"])


def test_svg_is_refused_with_the_reason(images: Images) -> None:
    """Whatever it is called."""
    with pytest.raises(InvalidRequest) as refusal:
        images.draw(b"<?xml version='1.0'?><svg onload='alert(1)'/>", kind=ImageKind.LOGO)

    assert "script" in refusal.value.members["errors"][0]["message"]


@pytest.mark.parametrize(
    ("width", "height"), [(4097, 1), (1, 4097), (4096, 4096), (65_535, 65_535), (2**31 - 1, 2**31 - 1)]
)
def test_what_would_be_large_is_refused_by_its_header(images: Images, width: int, height: int) -> None:
    """A decompression bomb is never decoded."""
    with pytest.raises(InvalidRequest) as refusal:
        images.draw(header(width, height), kind=ImageKind.LOGO)

    assert "4096" in refusal.value.members["errors"][0]["message"]


def test_an_animation_is_refused(images: Images) -> None:
    """A PNG of two frames."""
    content = with_chunk(png_of(9, 9), b"acTL", struct.pack(">II", 2, 0))
    with pytest.raises(InvalidRequest) as refusal:
        images.draw(content, kind=ImageKind.LOGO)

    assert "animation" in refusal.value.members["errors"][0]["message"]
