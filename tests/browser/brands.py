"""Two tenants that look nothing like each other."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from tests.fixtures.instance import Instance

SIZE: Final = (360, 96)


@dataclass(frozen=True, slots=True)
class Brand:
    """A name, colours, words and a logo that is drawn here."""

    name: str
    color: str
    background: str
    texts: Mapping[str, Mapping[str, str]]

    def put_on(self, server: Instance, key: str) -> None:
        """A tenant puts it on, by its own API."""
        branding = {"display_name": self.name, "color": self.color, "background": self.background, "texts": self.texts}
        changed = server.call("PATCH", "/api/tenant", {"branding": branding}, key=key)
        assert 200 == changed.status, changed.body
        sent = server.call("PUT", "/api/tenant/logo", self.logo(), key=key, headers={"Content-Type": "image/png"})
        assert sent.status in (200, 201, 204), sent.body

    def logo(self) -> bytes:
        """A plate in its colour, with a bar and a disc."""
        image = Image.new("RGBA", SIZE)
        drawn = ImageDraw.Draw(image)
        drawn.rounded_rectangle((0, 0, SIZE[0] - 1, SIZE[1] - 1), 18, fill=self.color)
        drawn.ellipse((24, 24, 72, 72), fill="white")
        drawn.rounded_rectangle((96, 36, 330, 60), 12, fill="white")
        file = io.BytesIO()
        image.save(file, "PNG")
        return file.getvalue()


GREEN: Final = Brand("Acme Books", "#0f766e", "#f0fdfa", {"en": {"sign_in_title": "Welcome back, reader"}})
VIOLET: Final = Brand("Nightly Radio", "#a78bfa", "#1e1b2e", {"en": {"sign_in_title": "Tune in", "footer": "Nightly"}})
