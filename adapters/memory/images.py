"""Images without a library: PNG alone is known, and one colour is drawn instead of what it shows."""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from application.ports.images import Images
from domain.brand_image import (
    SVG,
    UNKNOWN,
    Drawn,
    ImageKind,
    looks_like_svg,
    require_one,
    require_size,
    size_for,
    unfit,
)

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# Width, height, eight bits a channel, red, green, blue and alpha, and the only ways to pack, filter and order them.
HEADER: Final = struct.Struct(">IIBBBBB")
OPAQUE: Final = b"\xff"
FRAMES: Final = b"acTL"


class MemoryImages(Images):
    """The colour is made of the content, so that two images are two."""

    def draw(self, content: bytes, *, kind: ImageKind) -> Drawn:
        """See Images."""
        if looks_like_svg(content):
            raise unfit(SVG)
        chunks = dict(_chunks(content))
        if not {b"IHDR", b"IDAT", b"IEND"} <= chunks.keys() or len(chunks[b"IHDR"]) != HEADER.size:
            raise unfit(UNKNOWN)
        width, height, *_ = HEADER.unpack(chunks[b"IHDR"])
        require_size(width, height)
        require_one(2 if FRAMES in chunks else 1)
        size = size_for(kind, width, height)
        return Drawn(png_of(*size, hashlib.sha256(content).digest()[:3] + OPAQUE), *size)


def png_of(width: int, height: int, color: bytes = b"\x1a\x73\xe8\xff") -> bytes:
    """A PNG of one colour (red, green, blue, alpha)."""
    rows = (b"\x00" + color * width) * height
    parts = {b"IHDR": HEADER.pack(width, height, 8, 6, 0, 0, 0), b"IDAT": zlib.compress(rows, 9), b"IEND": b""}
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts.items())


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG up to its end; none where it is not one, or a part is broken."""
    at = len(SIGNATURE) if content.startswith(SIGNATURE) else len(content)
    while at + 12 <= len(content):
        (length,), name = struct.unpack_from(">I", content, at), content[at + 4 : at + 8]
        data, at = content[at + 8 : at + 8 + length], at + 12 + length
        if content[at - 4 : at] != struct.pack(">I", zlib.crc32(name + data)):
            return
        yield name, data
        if name == b"IEND":
            return
