"""The page at which people look after their own account."""

from pytest_bdd import parsers, step, then

from domain.device import device_of
from features.hands.app import App
from features.hands.at_pages import AtPages
from features.hands.signed_in import SignedIn
from features.hands.story import USER_AGENTS, Story

Table = list[list[str]]


@step(parsers.re(r"(?P<who>\w+) opens (?:her|his) account page(?: at (?P<tenant>\w+))?"))
def opens(at_pages: AtPages, story: Story, who: str, tenant: str | None) -> None:
    """Whoever is signed in; the first tenant's, where none is named."""
    at_pages.browser(who).look_after(story.tenants[tenant or next(iter(story.tenants))])


@step(parsers.re(r"(?P<who>\w+) is at (?:her|his) account page"))
def is_at(at_pages: AtPages, story: Story, who: str) -> None:
    """Signed in, if need be by the own number and its code."""
    at_pages.come_home(next(iter(story.tenants)), who)

    assert "account" == at_pages.sight(who).place


@step(parsers.parse('{who:w} gives "{address}" as a new address'))
def gives_new(at_pages: AtPages, who: str, address: str) -> None:
    """In place of the number or the mailbox that there is, or beside it; granted or refused."""
    at_pages.replace_address(who, address)


@step(parsers.parse("{who:w} enters the code of the new address"))
def enters_new(app: App, at_pages: AtPages, signed_in: SignedIn, who: str) -> None:
    """The one that arrived there; who was told of it, gets the message."""
    at_pages.browser(who).enter(signed_in.code_of_change(who))
    app.deliver()


@step(parsers.parse("{who:w} enters a wrong code of the new address"))
def enters_wrong(at_pages: AtPages, signed_in: SignedIn, who: str) -> None:
    """As long as the right one."""
    right = signed_in.code_of_change(who)
    at_pages.browser(who).enter(f"{(int(right) + 1) % 10 ** len(right):0{len(right)}}")


@step(parsers.re(r"(?P<who>\w+) wants to change (?:her|his) number"))
def wants_to_change(at_pages: AtPages, who: str) -> None:
    """From the account page."""
    at_pages.browser(who).replace_address("phone")


@step(parsers.parse("{who:w} stops the change"))
def stops(at_pages: AtPages, who: str) -> None:
    """Of the number."""
    at_pages.browser(who).stop_change("phone")


@step(parsers.re(r"(?P<who>\w+) signs (?:her|his) (?P<device>phone|laptop|tablet) out"))
def ends_device(at_pages: AtPages, who: str, device: str) -> None:
    """From the account page of the device at hand."""
    at_pages.browser(who).end_device(" · ".join(device_of(USER_AGENTS[device]).split(" on ")))


@step(parsers.re(r"(?P<who>\w+) signs all (?:her|his) other devices out"))
def ends_others(at_pages: AtPages, who: str) -> None:
    """From the account page of the device at hand."""
    at_pages.browser(who).end_others()


@step(parsers.re(r"(?P<who>\w+) signs out on (?:her|his) account page"))
def signs_out(at_pages: AtPages, who: str) -> None:
    """Of this device."""
    at_pages.browser(who).sign_out()


@then(parsers.re(r'(?P<who>\w+)\'s account page shows "(?P<addresses>[^"]+)"'))
def shows(at_pages: AtPages, who: str, addresses: str) -> None:
    """These numbers and mailboxes, and no others."""
    assert addresses == ", ".join(at_pages.sight(who).own.addresses)


@then(parsers.parse('{who:w} reads there that "{masked}" is to come'))
def is_to_come(at_pages: AtPages, who: str, masked: str) -> None:
    """So much of it and no more, and nothing else."""
    assert [masked] == [*at_pages.sight(who).own.coming]


@then(parsers.parse("{who:w} reads there of no change"))
def nothing_is_to_come(at_pages: AtPages, who: str) -> None:
    """Nothing waits."""
    assert ("account", []) == (at_pages.sight(who).place, [*at_pages.sight(who).own.coming])


@then(parsers.parse("{who:w}'s account page lists:"))
def lists(at_pages: AtPages, who: str, datatable: Table) -> None:
    """Where its owner is signed in, newest first, and whether it is this device."""
    own = at_pages.sight(who).own

    assert datatable == [[name, "this one" if at else ""] for name, at in zip(own.devices, own.is_this, strict=True)]


@then(
    parsers.re(r'the file that (?P<who>\w+) downloads has "(?P<own>[^"]+)" in it, and nothing of "(?P<others>[^"]+)"')
)
def downloads(at_pages: AtPages, who: str, own: str, others: str) -> None:
    """All that is held."""
    file = at_pages.browser(who).download()

    assert (True, False) == (own in file, others in file)


@then(parsers.parse("{who:w} gets no file"))
def gets_no_file(at_pages: AtPages, who: str) -> None:
    """Something else is asked first."""
    assert "" == at_pages.browser(who).download()
