"""How the product is."""

from pytest_bdd import parsers, step, then

from features.hands.app import App


@step("Redis goes away")
def redis_goes_away(app: App) -> None:
    """It answers nobody any more."""
    app.lose("redis")


@step("the database goes away")
def database_goes_away(app: App) -> None:
    """It answers nobody any more."""
    app.lose("database")


@step("an installation that keeps its health to itself")
def keeps_its_health(app: App) -> None:
    """Strangers hear one word."""
    app.install(health_detail=False)


@then(parsers.parse('the product is "{word:w}"'))
def product_is(app: App, word: str) -> None:
    """In one word."""
    assert word == app.health()[0]


@then(parsers.parse('it misses "{parts}"'))
def misses(app: App, parts: str) -> None:
    """What does not answer."""
    assert parts == ", ".join(app.health()[1])


@then("it misses nothing")
def misses_nothing(app: App) -> None:
    """Everything answers."""
    assert [] == app.health()[1]
