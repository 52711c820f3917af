"""What others know, as a step tells it."""

from pytest_bdd import given, parsers, step, then

from domain.line import Line
from domain.place import Place
from features.hands.app import App


@given(parsers.parse('the line of "{number}" is "{kind:w}"'))
def line_is(app: App, number: str, kind: str) -> None:
    """As a lookup would say it."""
    app.intelligence().lines[number] = Line(kind)


@given(parsers.parse('the SIM of "{number}" was changed lately'))
def sim_was_changed(app: App, number: str) -> None:
    """As a lookup would say it."""
    app.intelligence().lines[number] = Line("mobile", sim_swapped=True)


@given("lookups are slow")
def lookups_are_slow(app: App) -> None:
    """Their answers come after the ask has gone on."""
    app.intelligence().is_slow = True


@step("the lookups are answered")
def lookups_are_answered(app: App) -> None:
    """Late, but they are."""
    for answer in app.intelligence().late:
        answer()


@then("nobody was asked about a line")
def nobody_was_asked(app: App) -> None:
    """Nothing was paid for."""
    assert [] == app.intelligence().asked


@then(parsers.parse("{count:d} line was asked about"))
def lines_were_asked(app: App, count: int) -> None:
    """So many were paid for."""
    assert count == len(app.intelligence().asked)


@given(parsers.parse('"{ip}" is in "{country:w}"'))
def is_in(app: App, ip: str, country: str) -> None:
    """As a file of the operator says it."""
    app.intelligence().places[ip] = Place(country)


@given(parsers.parse('"{domain}" gives away throw-away mailboxes'))
def gives_away(app: App, domain: str) -> None:
    """As a list says it."""
    app.intelligence().disposable.add(domain)


@given(parsers.parse('the list of "{kind:w}" networks names "{network}"'))
def list_names(app: App, kind: str, network: str) -> None:
    """As the operator imported it."""
    app.import_networks(kind, network)
