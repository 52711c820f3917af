"""The environment: read once, every problem at once, no value quoted."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrypoints.settings import InvalidSettings, Settings
from entrypoints.settings_table import settings_table

STRONG = "6f1d4b0c9a8e7f3d2c5b4a1908172635abcdef9876543210fedcba0123456789"
GOOD = {
    "DATABASE_URL": "postgresql://auth1:pw@db:5432/auth1_db",
    "REDIS_URL": "redis://redis:6379",
    "JWT_SECRET": STRONG,
}
# The table of the product's description: variable and default.
TABLE = {
    "DATABASE_URL": "required",
    "REDIS_URL": "required",
    "JWT_SECRET": "required",
    "PORT": "3000",
    "TWILIO_ACCOUNT_SID": "optional",
    "TWILIO_AUTH_TOKEN": "optional",
    "TWILIO_MESSAGING_SERVICE_SID": "optional",
    "AWS_SNS_REGION": "us-east-1",
    "SNS_ORIGINATION_NUMBER": "optional",
    "APP_URL": "http://localhost:3000",
    "CORS_ORIGINS": "*",
    "LOG_LEVEL": "info",
    "RATE_LIMIT_WINDOW_MS": "3600000",
    "RATE_LIMIT_MAX": "100",
}
WRONG = {
    "DATABASE_URL": ["mysql://h/db", "postgresql://", "postgresql://host", "postgresql://host:99999/db", "zzz"],
    "REDIS_URL": ["http://redis", "redis://", "redis://h:port", "zzz"],
    "PORT": ["0", "65536", "-1", "3000.0", "three", "٣٠٠٠", "1e3", "9" * 30],
    "HOST": ["localhost:3000", "example.com", "999.1.1.1", "zzz"],
    "APP_URL": [
        "auth.example.com",
        "ftp://h",
        "https://",
        "https://u:p@h",
        "https://h?x=1",
        "https://h#x",
        "https://h:0",
    ],
    "TWILIO_BASE_URL": ["twilio.test", "javascript:alert(1)"],
    "CORS_ORIGINS": ["app.example.com", "https://a.example/path", "*,https://a.example", "ftp://a.example", "null"],
    "LOG_LEVEL": ["verbose", "warning", "0"],
    "LOG_FORMAT": ["xml"],
    "RATE_LIMIT_WINDOW_MS": ["999", "86400001", "1h"],
    "RATE_LIMIT_MAX": ["0", "-5", "1000001", "many"],
    "ADDRESS_MAX_PER_HOUR": ["0", "10001"],
    "TRUSTED_PROXY_COUNT": ["-1", "11", "one"],
    "DB_POOL_SIZE": ["2", "201"],
    "DATABASE_OWNER_URL": ["mysql://h/db", "postgresql://host"],
    "MIGRATE_ON_START": ["maybe", "2"],
    "WEB_WORKERS": ["0", "33"],
    "WEB_THREADS": ["0", "65"],
    "HEALTH_DETAIL": ["perhaps"],
    "GO_LIVE_CONFIRMED": ["backups,everything"],
}
NAMES = [known.name.upper() for known in fields(Settings)]


def problems(**changes: str) -> list[str]:
    with pytest.raises(InvalidSettings) as found:
        Settings.from_env({**GOOD, **changes})
    return found.value.problems


def test_the_defaults_are_the_documented_ones() -> None:
    """Each variable of the product's table is there with its default."""
    assert TABLE == {name: default for name, _, default in settings_table() if name in TABLE}


def test_three_variables_are_enough() -> None:
    """Database, Redis and secret; everything else has a default, and an empty variable counts as not set."""
    read = Settings.from_env({**GOOD, "PORT": "", "ADMIN_TOKEN": "  ", "UNKNOWN": "x"})

    assert (3000, None, ("*",), 0) == (read.port, read.admin_token, read.cors_origins, read.trusted_proxy_count)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_one_problem(name: str, value: str) -> None:
    """It names its variable, says what would be right, and does not quote the value."""
    found = problems(**{name: value})

    assert [name] == [problem.partition(" ")[0] for problem in found]
    assert "zzz" not in found[0]
    assert len(found[0]) > len(name) + 10


def test_every_problem_is_said_at_once() -> None:
    """All wrong and missing variables are named by one exception."""
    wrong = {name: values[0] for name, values in WRONG.items()}
    with pytest.raises(InvalidSettings) as found:
        Settings.from_env(wrong)
    named = {problem.partition(" ")[0] for problem in found.value.problems}

    assert {*WRONG, "JWT_SECRET"} == named
    assert str(found.value) == "; ".join(found.value.problems)


def test_required_variables_are_named() -> None:
    """An empty environment lacks exactly the three."""
    with pytest.raises(InvalidSettings) as found:
        Settings.from_env({})

    assert ["DATABASE_URL", "REDIS_URL", "JWT_SECRET"] == [text.partition(" ")[0] for text in found.value.problems]


@pytest.mark.parametrize("name", ["JWT_SECRET", "ADMIN_TOKEN"])
@pytest.mark.parametrize(
    "value",
    [
        "your-256-bit-secret-here",
        "YOUR-256-BIT-SECRET-HERE",
        "your-256-bit-key-0123456789-abcdefghijkl",
        "put-your-secret-here-0123456789-abcdefgh",
        "changeme" * 5,
        "password" * 5,
        "my-example-secret-of-more-than-32-letters",
        "default-secret-0123456789-abcdefghijkl",
        "test-secret-0123456789-abcdefghijklmn",
        "Zx9-weak",
        STRONG[:31],
        "a" * 64,
        "ab" * 32,
        "abcdefg" * 10,
    ],
)
def test_weak_and_example_secrets_are_refused(name: str, value: str) -> None:
    """Examples, defaults, short ones and one letter over and over start no server, and are not quoted."""
    found = problems(**{name: value})

    assert [name] == [problem.partition(" ")[0] for problem in found]
    assert value not in found[0]


def test_a_strong_secret_of_32_letters_is_taken() -> None:
    """The shortest that is taken has 32 characters."""
    assert STRONG[:32] == Settings.from_env({**GOOD, "JWT_SECRET": STRONG[:32]}).jwt_secret


def test_two_uses_have_two_secrets() -> None:
    """ADMIN_TOKEN may not be JWT_SECRET."""
    assert ["ADMIN_TOKEN"] == [problem.partition(" ")[0] for problem in problems(ADMIN_TOKEN=STRONG)]


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_a_provider_needs_both_halves(name: str) -> None:
    """One half of Twilio's credentials is a problem that names both."""
    assert ["TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or none"] == problems(**{name: "x"})


def test_providers_are_known_by_their_variables() -> None:
    """Twilio by its pair, SNS by a number or by a region that was named."""
    twilio = Settings.from_env({**GOOD, "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"})
    sns = [Settings.from_env({**GOOD, name: "x"}) for name in ("AWS_SNS_REGION", "SNS_ORIGINATION_NUMBER")]

    assert [(True, False), (False, True), (False, True)] == [(one.has_twilio, one.has_sns) for one in (twilio, *sns)]
    assert not Settings.from_env(GOOD).has_sns


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DATABASE_URL", "postgres://u@h/db?sslmode=require", "postgresql://u@h/db?sslmode=require"),
        ("APP_URL", "https://auth.example.com/", "https://auth.example.com"),
        ("CORS_ORIGINS", "https://A.example/, https://b.example ,", ("https://a.example", "https://b.example")),
        ("LOG_LEVEL", "WARN", "warn"),
        ("HEALTH_DETAIL", "off", False),
        ("MIGRATE_ON_START", "False", False),
        ("HOST", "localhost", "127.0.0.1"),
        ("HOST", "::", "::"),
        ("GO_LIVE_CONFIRMED", "backups, monitoring", ("backups", "monitoring")),
        ("REDIS_URL", "unix:///run/redis.sock", "unix:///run/redis.sock"),
    ],
)
def test_values_are_read_into_one_form(name: str, text: str, value: object) -> None:
    """Spaces, case and slashes that mean nothing are folded away."""
    assert value == getattr(Settings.from_env({**GOOD, name: text}), name.lower())


def said_of(name: str, value: str) -> str:
    """What is wrong with a value; nothing where it is taken."""
    try:
        Settings.from_env({**GOOD, name: value})
    except InvalidSettings as error:
        return str(error)
    return ""


@given(st.sampled_from([name for name in NAMES if name != "CORS_ORIGINS"]), st.text(max_size=80))
@settings(deadline=None, max_examples=400)
def test_any_text_is_read_or_a_problem_without_it(name: str, value: str) -> None:
    """Whatever a variable holds, it is read or named as a problem that does not quote it."""
    assert "Zq9!" not in said_of(name, f"{value}#Zq9!{value}")
