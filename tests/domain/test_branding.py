"""Branding: typed colours and addresses, never markup."""

from typing import Any

import pytest

from domain.branding import Branding


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color", "#1a73e8"),
        ("color", "#FFFFFF"),
        ("color", None),
        ("logo_url", "https://cdn.example.com/logo-2.png"),
        ("support_url", "https://example.com:8443/help"),
        ("support_url", "https://example.com"),
    ],
)
def test_colours_and_https_addresses_are_taken(name: str, value: str | None) -> None:
    """Six hexadecimal digits and https addresses without a query are taken, and null."""
    changed, errors = Branding().changed({name: value})

    assert ([], value) == (errors, getattr(changed, name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color", "red"),
        ("color", "#fff"),
        ("color", "#1a73e8}</style>"),
        ("color", "#1a73e8\n"),
        ("color", "expression(alert(1))"),
        ("logo_url", "http://example.com/logo.png"),
        ("logo_url", "javascript:alert(1)"),
        ("logo_url", "data:image/svg+xml,<svg>"),
        ("logo_url", "https://user:pw@example.com/"),
        ("logo_url", "https://169.254.169.254/x"),
        ("logo_url", "https://localhost/x"),
        ("logo_url", "https://example.com/?x=1"),
        ("logo_url", "https://example.com/#x"),
        ("logo_url", 'https://example.com/"onerror='),
        ("logo_url", "https://example.com/<script>"),
        ("logo_url", "https://example.com/ x"),
        ("logo_url", "//example.com/logo.png"),
        ("support_url", ""),
        ("support_url", 5),
        ("style", "body{}"),
    ],
)
def test_markup_script_and_queries_are_refused(name: str, value: Any) -> None:
    """What could become markup, script, style or a tracking address is refused by the field's name."""
    changed, errors = Branding().changed({name: value})

    assert ([f"branding.{name}"], Branding()) == ([error.field for error in errors], changed)
