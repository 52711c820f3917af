"""Mail domains that give away throw-away mailboxes."""

import pytest

from adapters.disposable.mail_domains import ListedMailDomains


@pytest.mark.parametrize(
    ("domain", "is_one"),
    [
        ("mailinator.com", True),
        ("MAILINATOR.com", True),
        ("any.thing.mailinator.com", True),
        ("my-mailinator.com.example", False),
        ("gmail.com", False),
        ("example.com", False),
        ("com", False),
        ("", False),
    ],
)
def test_a_listed_domain_and_what_is_below_it(domain: str, is_one: bool) -> None:
    """In any case; a name that only ends alike is another's."""
    assert is_one == ListedMailDomains().is_disposable(domain)
