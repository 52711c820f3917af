"""axe-core, fetched from npm: what of WCAG a machine can see."""

from collections.abc import Iterator
from typing import Any, Final

from tests.browser.npm import modules

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def source() -> str:
    """axe's script."""
    return (modules() / "axe-core" / "axe.min.js").read_text()


def findings(page: Any, script: str) -> Iterator[str]:
    """Each rule that a page breaks, with the elements that do, and what axe could not decide about contrast."""
    page.evaluate(script)
    said = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    for rule in said["violations"]:
        yield f"{rule['id']}: {'; '.join(node['html'][:160] for node in rule['nodes'])}"
