"""Nothing secret is in any log line of the whole run (A50)."""

import re

from tests.fixtures.logged import Kept
from tests.fixtures.worlds import ADA, ADMIN_TOKEN, JWT_SECRET, World

SECRETS = {
    "an API key": re.compile(r"auth1_(pk|sk)_[a-z0-9-]+_[0-9a-f]{9,}"),
    "a client's secret": re.compile(r"auth1_cs_[0-9a-f]{9,}"),
    "an admin token": re.compile(r"auth1_at_[0-9a-f]{9,}"),
    "a refresh token": re.compile(r"auth1_rt_"),
    "a JWT": re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}"),
    "the secret itself": re.compile(re.escape(JWT_SECRET)),
    "the bootstrap token": re.compile(re.escape(ADMIN_TOKEN)),
    "a number": re.compile(r"\+[1-9][0-9]{8,14}"),
    "a message": re.compile(r"verification code is"),
    "a password in an address": re.compile(r"(postgresql|redis)://[^\s@/]*:[^\s@/*]+@"),
    "a query string": re.compile(r"\?[a-z_]+=(auth1|%2B|\+)"),
}


def test_nothing_secret_was_logged(memory_world: World) -> None:
    """No key, token, code, number or password is in what this run logged; and the look would see one."""
    acme = memory_world.tenant()
    memory_world.sign_in(acme)
    found = {name: line for name, secret in SECRETS.items() for line in Kept.lines if secret.search(line)}

    assert {} == found
    assert len(Kept.lines) >= 2
    assert [line for line in Kept.lines if "code verified" in line and "+12*" in line]
    assert SECRETS["a number"].search(f'{{"address": "{ADA}"}}')
