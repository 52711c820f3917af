"""`python -m tests.browser OUTDIR`: every page in light, dark, narrow and from right to left; pictures and findings."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from adapters.babel.tongue import languages
from entrypoints.pages.look import PageLook
from entrypoints.pages.render import Page
from entrypoints.pages.samples import PAGES
from tests.browser import axe
from tests.browser.behaviour import complaints
from tests.browser.stage import browser, stage
from tests.fixtures.pages import LOOK, rendered

DESK: Final = {"width": 1_000, "height": 800}
NARROW: Final = {"width": 320, "height": 640}
BRANDED: Final = replace(LOOK, logo="/logo", texts={"footer": "Acme Books Ltd, 1 Example Street, Dublin"})
# Name: language, look, and what the browser's user has set.
WAYS: Final[Mapping[str, tuple[str, PageLook, dict[str, Any]]]] = {
    "light": ("en", LOOK, {"viewport": DESK}),
    "dark": ("en", LOOK, {"viewport": DESK, "color_scheme": "dark"}),
    "narrow": ("de", BRANDED, {"viewport": NARROW, "device_scale_factor": 2}),
    "rtl": ("ar", LOOK, {"viewport": NARROW, "device_scale_factor": 2}),
    "forced": ("fi", BRANDED, {"viewport": NARROW, "forced_colors": "active", "reduced_motion": "reduce"}),
}
# Nothing may stick out at the side (WCAG 1.4.10), nor be smaller than 24 pixels (2.5.8; we want 44 where it is no text).
MEASURE: Final = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["sticks out at the side"] : [];
  const small = [...document.querySelectorAll("a, button, input")].filter((one) => one.offsetParent && one.type !== "hidden")
    .filter((one) => one.getBoundingClientRect().height < 40 || one.getBoundingClientRect().width < 24)
    .map((one) => `${one.textContent.trim() || one.name} is ${Math.round(one.getBoundingClientRect().height)} pixels high`);
  return [...wide, ...small];
}"""


def main() -> int:
    """Exit code 1 where there is a finding."""
    given = argparse.ArgumentParser(prog="python -m tests.browser", description=__doc__)
    given.add_argument("outdir", type=Path)
    given.add_argument("--only", default="", help="pages whose name begins so")
    wanted = given.parse_args()
    wanted.outdir.mkdir(parents=True, exist_ok=True)
    pages = {name: page for name, page in PAGES.items() if name.startswith(wanted.only)}
    with browser() as running:
        found = list(_look(running, pages, wanted.outdir))
        if not wanted.only:
            found += [*_languages(running), *complaints(running)]
    sys.stdout.write("".join(f"{finding}\n" for finding in found))
    sys.stdout.write(f"{len(pages) * len(WAYS)} pictures in {wanted.outdir}, {len(found)} findings\n")
    return 1 if found else 0


def _look(running: Any, pages: Mapping[str, Page], outdir: Path) -> Iterator[str]:
    """Take the pictures, and say what axe, the console and a ruler find."""
    script = axe.source()
    with stage(running) as tab:
        tab.show("<!doctype html><html><body><input></body></html>")
        if not list(axe.findings(tab.page, script)):
            yield "axe finds nothing on a page that has nothing right"
    for way, (language, look, wishes) in WAYS.items():
        with stage(running, **wishes) as tab:
            for name, page in pages.items():
                tab.show(rendered(page, language, look))
                tab.page.screenshot(path=outdir / f"{name}-{way}.png", full_page=True)
                found = [*tab.page.evaluate(MEASURE), *axe.findings(tab.page, script), *tab.troubles]
                tab.troubles.clear()
                yield from (f"{name}, {way}: {finding}" for finding in found)


def _languages(running: Any) -> Iterator[str]:
    """No language's words are too long for the narrowest screen."""
    with stage(running, viewport=NARROW) as tab:
        for language in sorted(languages()):
            for name in ("identify-home", "code", "account"):
                tab.show(rendered(PAGES[name], language))
                yield from (f"{name}, {language}: {finding}" for finding in tab.page.evaluate(MEASURE))


if __name__ == "__main__":
    sys.exit(main())
