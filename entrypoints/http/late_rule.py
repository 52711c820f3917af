"""Routes that are matched at once, and learn to write their URL when somebody asks."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LateRule(Rule):
    """A route whose URL builders are compiled at their use.

    Werkzeug compiles two functions a route when it is added, which is three quarters of making the application.
    Nothing here writes a URL by its route's name: `app_url` is the only place that URLs are made from.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled(append_unknown)(rule, **values)

        return build
