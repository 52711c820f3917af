"""One request at a time, as a program without our client sends it, and the answer as it came."""

from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from features.hands.over_http import OverHttp
from features.hands.story import Story


@dataclass(slots=True)
class Wire:
    """Holds the headers that the next request carries, and the last response."""

    app: OverHttp
    story: Story
    headers: dict[str, str] = field(default_factory=dict)
    responses: list[TestResponse] = field(default_factory=list)
    ip: str = "198.51.100.7"
    path: str = ""
    kept: str = ""

    def send(self, method: str, path: str, body: dict[str, str] | None = None) -> None:
        """Send a request; a value `the code Ada got` becomes that code."""
        self.path = path
        sent = {name: self._told(value) for name, value in body.items()} if body else None
        self.responses.append(self.app.world.call(method, path, sent, headers=self.headers, ip=self.ip))

    def _told(self, value: str) -> str:
        return self.story.code("Ada") if value == "the code Ada got" else value

    @property
    def response(self) -> TestResponse:
        """The last response."""
        return self.responses[-1]

    @property
    def fields(self) -> dict[str, Any]:
        """The last response's fields."""
        shown: dict[str, Any] = self.response.get_json()
        return shown
