"""What Pillow makes of files: their colours, not their words."""

import random
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.Image import core  # type: ignore[attr-defined]

from adapters.pillow.images import AT_ONCE, PillowImages
from domain.brand_image import ImageKind
from domain.refusal import InvalidRequest, Unavailable

ROOT = Path(__file__).parents[2]
RED, CLEAR = (255, 0, 0, 255), (0, 0, 0, 0)


def saved(image: Image.Image, form: str, **how: Any) -> bytes:
    """A file of an image."""
    out = BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def plain(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A red image."""
    return Image.new("RGBA", (width, height), RED).convert(mode)


def drawn(content: bytes, kind: ImageKind = ImageKind.LOGO) -> Image.Image:
    """What is shown."""
    shown = Image.open(BytesIO(PillowImages().draw(content, kind=kind).content))
    shown.load()
    return shown


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "L"), ("PNG", "1"), ("PNG", "I;16"),
     ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("WEBP", "RGB"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_every_form_of_the_three_formats_is_taken(form: str, mode: str) -> None:
    """Whatever a file's colours are made of, what is shown is a PNG of red, green, blue and alpha."""
    image = Image.new("I;16", (40, 30)) if mode == "I;16" else plain(40, 30, mode)
    shown = drawn(saved(image, form))

    assert ("PNG", "RGBA", (40, 30)) == (shown.format, shown.mode, shown.size)


def test_a_colour_stays_and_so_does_what_is_clear() -> None:
    """The middle of a logo with a hole."""
    image = plain(41, 41, "RGBA")
    image.putpixel((20, 20), CLEAR)
    shown = drawn(saved(image, "PNG"))

    assert (RED, CLEAR) == (shown.getpixel((0, 0)), shown.getpixel((20, 20)))


def test_a_favicon_keeps_its_sides() -> None:
    """What is wide stands in the middle of the square, and the rest is clear."""
    shown = drawn(saved(plain(200, 100), "PNG"), ImageKind.FAVICON)

    assert (64, 64) == shown.size
    assert [CLEAR, RED, CLEAR] == [shown.getpixel((32, y)) for y in (5, 32, 60)]


def test_a_photo_stands_upright_and_says_nothing() -> None:
    """A camera's turn is carried out; where it was taken, by whom and with what is gone."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "HIDDEN"
    shown = drawn(saved(plain(40, 20), "JPEG", exif=exif, comment=b"HIDDEN"))

    assert (20, 40) == shown.size
    assert ({}, {}) == (dict(shown.getexif()), shown.info)


def test_a_profile_is_not_handed_on() -> None:
    """Not even as a part of the file that browsers would read."""
    content = saved(plain(9, 9), "PNG", icc_profile=b"HIDDEN" * 20)

    assert b"iCCP" not in PillowImages().draw(content, kind=ImageKind.LOGO).content


@pytest.mark.parametrize("form", ["WEBP", "PNG", "GIF"])
def test_what_moves_is_refused(form: str) -> None:
    """Two frames, in any format that has them."""
    frames = [plain(9, 9), Image.new("RGB", (9, 9), "blue")]
    content = saved(frames[0], form, save_all=True, append_images=frames[1:])
    with pytest.raises(InvalidRequest):
        PillowImages().draw(content, kind=ImageKind.LOGO)


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO", "PPM", "TGA"])
def test_other_formats_are_refused_whatever_pillow_can_read(form: str) -> None:
    """The fewer readers, the fewer faults."""
    with pytest.raises(InvalidRequest):
        PillowImages().draw(saved(plain(9, 9), form), kind=ImageKind.LOGO)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_large_image_is_not_even_decoded(form: str) -> None:
    """Four thousand by four thousand take a few kilobytes as a file, and would take 64 MB of memory."""
    content = saved(Image.new("RGB", (4000, 4000)), form)
    before = core.get_stats()["new_count"]
    with pytest.raises(InvalidRequest, match="image"):
        PillowImages().draw(content, kind=ImageKind.LOGO)

    assert (True, before) == (len(content) < 512 * 1024, core.get_stats()["new_count"])


def test_greys_of_sixteen_bits_are_scaled() -> None:
    """Half of white is grey, and not white."""
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 65_535)
    image.putpixel((1, 0), 32_768)
    shown = drawn(saved(image, "PNG"))

    assert [(255, 255, 255, 255), (128, 128, 128, 255)] == [shown.getpixel((x, 0)) for x in (0, 1)]


def test_words_that_swell_are_refused() -> None:
    """A compressed comment that would be a hundred megabytes."""
    import struct
    import zlib

    data = b"Comment\x00\x00" + zlib.compress(b"x" * 100_000_000, 9)
    part = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    png = saved(plain(9, 9), "PNG")
    with pytest.raises(InvalidRequest):
        PillowImages().draw(png[:33] + part + png[33:], kind=ImageKind.LOGO)


WHOLE = [saved(plain(30, 20), form) for form in ("PNG", "JPEG", "WEBP")]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WHOLE), st.integers(0, 2**32), st.integers(1, 20))
def test_a_broken_file_is_an_image_or_a_refusal(whole: bytes, seed: int, wounds: int) -> None:
    """Never a defect of ours: bytes changed, cut off, doubled."""
    chance = random.Random(seed)
    broken = bytearray(whole)
    for _ in range(wounds):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    content = bytes(broken[: chance.randrange(len(broken)) + 1]) if seed % 3 == 0 else bytes(broken)
    try:
        made = PillowImages().draw(content, kind=ImageKind.LOGO)
    except InvalidRequest:
        return
    assert made.content.startswith(b"\x89PNG")


@given(st.binary(max_size=200))
def test_any_bytes_are_an_image_or_a_refusal(content: bytes) -> None:
    """Whatever they begin with."""
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBP"):
        with pytest.raises(InvalidRequest):
            PillowImages().draw(start + content, kind=ImageKind.LOGO)


def test_many_at_once_hold_nobody_up() -> None:
    """One is drawn, one waits, and the next is told to come again; afterwards there is room."""
    images = PillowImages()
    for _ in range(AT_ONCE):
        assert images._room.acquire(blocking=False)
    with pytest.raises(Unavailable) as refusal:
        images.draw(WHOLE[0], kind=ImageKind.LOGO)
    for _ in range(AT_ONCE):
        images._room.release()

    assert 1 == refusal.value.retry_after
    for content in (WHOLE[0], b"broken", WHOLE[1]):
        with suppress(InvalidRequest):
            images.draw(content, kind=ImageKind.LOGO)
    assert images.draw(WHOLE[2], kind=ImageKind.LOGO)


def test_pillow_is_loaded_at_the_first_image() -> None:
    """A process that shows no image of its own pays nothing for it."""
    script = "import sys, adapters.pillow.images; print('PIL' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "False" == said.stdout.strip()
