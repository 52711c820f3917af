"""Secrets are compared in constant time."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECRET = re.compile(r"(^|_)(digest|token|secret|mac|nonce|password|bearer|sealed)s?($|_)", re.I)
PUBLIC = re.compile(r"_ids?$")


def name_of(node: ast.expr) -> str:
    """What an operand is called: a variable, an attribute, a subscript's value or a called function."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Subscript):
        return name_of(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def plain_comparisons(tree: ast.Module) -> list[str]:
    """Comparisons by value with an operand whose name says that it is a secret."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and not all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            names = [name_of(operand) for operand in (node.left, *node.comparators)]
            if any(SECRET.search(name) and not PUBLIC.search(name) for name in names):
                found.append(ast.unparse(node))
    return found


def test_no_secret_is_compared_by_value() -> None:
    """In domain and application nothing named digest, token, secret, mac or nonce stands beside ==, != or in."""
    paths = [path for layer in ("domain", "application") for path in sorted((ROOT / layer).rglob("*.py"))]

    assert [] == [found for path in paths for found in plain_comparisons(ast.parse(path.read_text()))]


def test_constant_time_comparison_is_used_where_secrets_meet() -> None:
    """Keys, admin bearers and refresh tokens go through hmac.compare_digest."""
    places = (
        "domain/api_key.py",
        "domain/client_secret.py",
        "domain/session.py",
        "application/admins/recognise_admin.py",
    )

    assert all("hmac.compare_digest(" in (ROOT / place).read_text() for place in places)


def test_a_careless_comparison_would_be_found() -> None:
    """The search sees values, attributes and calls; ids and `is None` are no secrets."""
    tree = ast.parse("a.digest == b\nx != refresh_token(keys)\nmac in macs\nkey_id == b\ntoken is None\nnonce[0] == 1")

    assert ["a.digest == b", "x != refresh_token(keys)", "mac in macs", "nonce[0] == 1"] == plain_comparisons(tree)
