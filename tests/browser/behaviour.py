"""What the script does, and that all goes on without it; each check says what is wrong, or nothing."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs

from entrypoints.pages.samples import CHALLENGE, PAGES
from tests.browser.stage import Stage, stage
from tests.fixtures.pages import rendered

Check = Callable[[Stage], Iterator[str]]
PASTE: Final = """([name, text]) => {
  const field = document.querySelector(`input[name=${name}]`), data = new DataTransfer();
  data.setData("text", text);
  field.value = "";
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
  return field.value;
}"""


def _pastes(tab: Stage) -> Iterator[str]:
    wanted = {
        "identify-phone": ("phone", "tel:0049 151 12345678", "+49 151 12345678"),
        "identify-email": ("email", "Ada <ada@example.com>", "ada@example.com"),
        "code": ("code", "Your code: ۴۸۲ ۹۱۳", "482913"),
    }
    for name, (kind, pasted, meant) in wanted.items():
        tab.show(rendered(PAGES[name]))
        got = tab.page.evaluate(PASTE, [kind, pasted])
        if got != meant:
            yield f"{pasted!r} pasted is {got!r}"


def _countries(tab: Stage) -> Iterator[str]:
    tab.show(rendered(PAGES["identify-phone"], "de"))
    for typed, country in (("+49", "Deutschland"), ("+1 416 5", "Kanada"), ("+1 201 5", "Vereinigte Staaten"),
                           ("+7 701", "Kasachstan"), ("+999", ""), ("0151", "")):  # fmt: skip
        tab.page.fill("#address", typed)
        if country != tab.page.inner_text("#country"):
            yield f"{typed} is of {tab.page.inner_text('#country')!r}"


def _wait(tab: Stage) -> Iterator[str]:
    tab.page.clock.install()
    tab.show(rendered(PAGES["code"], "ar"))
    again = tab.page.locator(".again button")
    again.click(force=True)
    if tab.posts or again.get_attribute("aria-disabled") != "true":
        yield "a code can be sent again at once"
    first = tab.page.inner_text("#waiting")
    if first not in rendered(PAGES["code"], "ar").replace('<span class="when" data-numbers="latn">', "").replace(
        "</span>", ""
    ):
        yield f"the script says {first!r}, and the server something else"
    tab.page.clock.run_for(31_000)
    if again.get_attribute("aria-disabled") or not tab.page.inner_text("[data-ready]"):
        yield "the wait never ends"
    again.click()
    tab.page.wait_for_timeout(100)
    if len(tab.posts) != 1:
        yield "a code cannot be sent again after the wait"


def _twice(tab: Stage) -> Iterator[str]:
    tab.show(rendered(PAGES["code"]))
    tab.page.fill("#code", "482 913")
    tab.page.evaluate("() => { const b = document.querySelector('.main'); b.click(); b.click(); }")
    tab.page.wait_for_timeout(200)
    if [("482913",)] != [tuple(parse_qs(body)["code"]) for _, body in tab.posts]:
        yield f"two presses send {tab.posts}"


def _puzzle(tab: Stage) -> Iterator[str]:
    tab.show(rendered(PAGES["puzzle"]))
    for _ in range(100):
        if tab.posts:
            break
        tab.page.wait_for_timeout(100)
    if not tab.posts:
        yield "the puzzle is not solved within ten seconds"
        return
    proof = json.loads(base64.b64decode(parse_qs(tab.posts[0][1])["proof"][0]))
    asked, solution = CHALLENGE["parameters"], proof["solution"]
    password = bytes.fromhex(asked["nonce"]) + solution["counter"].to_bytes(4, "big")  # type: ignore[index]
    key = hashlib.pbkdf2_hmac("sha256", password, bytes.fromhex(asked["salt"]), asked["cost"], 32)  # type: ignore[index]
    if key.hex() != solution["derivedKey"] or not key.hex().startswith("00") or proof["challenge"] != CHALLENGE:
        yield f"the puzzle's solution is wrong: {proof}"


def _keyboard(tab: Stage) -> Iterator[str]:
    """By keys alone each control is reached, in its order, and the focus is seen."""
    for name in ("identify-phone", "code-again", "consent", "choose", "account"):
        tab.show(rendered(PAGES[name]))
        tab.page.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); }")
        all_there = tab.page.locator("a, button:visible, input:visible").count()
        reached = []
        for _ in range(all_there):
            tab.page.keyboard.press("Tab")
            reached.append(tab.page.evaluate(
                "() => [[...document.querySelectorAll('*')].indexOf(document.activeElement),"
                " getComputedStyle(document.activeElement).outlineStyle]"
            ))  # fmt: skip
        places = [place for place, _ in reached]
        if len(set(places)) < all_there or places != sorted(places):
            yield f"{name}: keys reach {places} of {all_there}"
        if any(outline == "none" for _, outline in reached):
            yield f"{name}: the focus is not seen"


def _without_script(tab: Stage) -> Iterator[str]:
    tab.show(rendered(PAGES["code"]))
    tab.page.fill("#code", "482 913")
    tab.page.click(".main")
    tab.page.click(".again button")
    tab.page.wait_for_timeout(100)
    if 2 != len(tab.posts):
        yield f"without a script {len(tab.posts)} of 2 forms are sent"
    tab.show(rendered(PAGES["puzzle"]))
    if "JavaScript" not in tab.page.inner_text("main"):
        yield "without a script the puzzle does not say so"


CHECKS: Final[tuple[Check, ...]] = (_pastes, _countries, _wait, _twice, _puzzle, _keyboard)


def complaints(running: Any) -> Iterator[str]:
    """What is wrong with the script, each check in a tab of its own, and with the pages without it."""
    for check in CHECKS:
        with stage(running) as tab:
            yield from check(tab)
            yield from (f"{check.__name__}: {trouble}" for trouble in tab.troubles)
    with stage(running, java_script_enabled=False) as tab:
        yield from _without_script(tab)
