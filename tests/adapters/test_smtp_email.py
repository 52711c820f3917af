"""Mails: how they look, how the line is guarded, and what replies mean."""

from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from adapters.smtp.email import SmtpEmail
from adapters.smtp.replies import outcome_of
from adapters.smtp.server import MailServer
from domain.message import Outcome
from tests.contracts.test_channels import ADA_MAIL, MESSAGE, TEXT, hello
from tests.fixtures.smtp import HOST, PASSWORD, USER, FakeMailServer
from tests.fixtures.wire import silent_server

MAIL = hello("email")
Start = Callable[..., FakeMailServer]


def channel(fake: FakeMailServer, sender: str = "auth@example.com") -> SmtpEmail:
    """A line without TLS."""
    return SmtpEmail(f"smtp://{HOST}:{fake.port}?tls=none", sender)


def test_a_mail_is_whole(smtp: FakeMailServer) -> None:
    """It comes in the tenant's name from the installation's address, as text and HTML, and says that no person wrote it."""
    receipt = channel(smtp, "Auth <auth@example.com>").send(MAIL)
    (mail,) = smtp.mails
    parts = [part.get_content_type() for part in mail.iter_parts()]
    html = mail.get_body(("html",))

    assert "Acme <auth@example.com>" == mail["From"]
    assert (ADA_MAIL, "482913", "auto-generated") == (mail["To"], mail["Subject"], mail["Auto-Submitted"])
    assert f"<{MESSAGE}.1@example.com>" == mail["Message-ID"] == receipt.reference
    assert parsedate_to_datetime(mail["Date"])
    assert ["text/plain", "text/html"] == parts
    assert html and "<b>482913</b>" == html.get_content().strip()


def test_a_mail_without_html_is_plain(smtp: FakeMailServer) -> None:
    """Each hand-over has its own Message-ID, and letters of any script go by seven bits."""
    text = "Ваш код: 482913 ✓"
    channel(smtp).send(replace(MAIL, number=2, html=None, text=text, name="Ünïted “Acme”, Inc.", subject="Код 482913"))
    (mail,) = smtp.mails

    assert ("text/plain", [text]) == (mail.get_content_type(), smtp.texts())
    assert ("Ünïted “Acme”, Inc.", "Код 482913") == (mail["From"].addresses[0].display_name, mail["Subject"])
    assert f"<{MESSAGE}.2@example.com>" == mail["Message-ID"]
    assert mail["Content-Transfer-Encoding"] in ("base64", "quoted-printable")


INJECTIONS = (
    "x\nBcc: eve@example.com",
    "x\r\nBcc: eve@example.com",
    "x\rBcc: eve",
    "x\n\nbody",
    "x\u2028Bcc: y",
    "\x00x",
)


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("field", ["name", "subject"])
def test_no_name_and_no_subject_makes_a_header(smtp: FakeMailServer, field: str, text: str) -> None:
    """Line ends become spaces, and the mail goes to one person alone."""
    given = replace(MAIL, name=text) if field == "name" else replace(MAIL, subject=text)
    receipt = channel(smtp).send(given)
    (mail,) = smtp.mails

    assert Outcome.ACCEPTED is receipt.outcome
    assert [ADA_MAIL] == smtp.recipients
    assert mail["Bcc"] is None
    assert ["482913" if field == "name" else mail["Subject"]] == mail.get_all("Subject")
    assert [TEXT] == smtp.texts()


@pytest.mark.parametrize(
    "to",
    ["ada@example.com\nBcc: eve@example.com", "ada@example.com>\r\nRCPT TO:<eve@example.com", "ada@example.com,eve@e.com",
     "ada", "", "Ada <ada@example.com>", "ada@exa mple.com", '"a b"@example.com'],
)  # fmt: skip
def test_who_is_no_single_address_gets_nothing(smtp: FakeMailServer, to: str) -> None:
    """What is no plain address is refused before anybody is asked."""
    receipt = channel(smtp).send(replace(MAIL, to=to))

    assert (Outcome.INVALID_DESTINATION, False) == (receipt.outcome, receipt.reached)
    assert [] == smtp.mails


def test_a_line_that_begins_with_a_dot_is_no_end(smtp: FakeMailServer) -> None:
    """A text may look like the protocol."""
    text = "a\n.\nQUIT\n..b"
    channel(smtp).send(replace(MAIL, text=text))

    assert [text] == smtp.texts()


def test_starttls_and_login(mail_server: Start, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 587 the line is encrypted before anything is said; credentials are percent-decoded."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    fake = mail_server("starttls", "p@ss/word:1")
    url = f"smtp://{quote(USER, safe='')}:{quote('p@ss/word:1', safe='')}@{HOST}:{fake.port}"
    receipt = SmtpEmail(url, "auth@example.com").send(MAIL)

    assert Outcome.ACCEPTED is receipt.outcome
    assert ([USER], [True], [TEXT]) == (fake.logins, fake.encrypted, fake.texts())


def test_tls_from_the_start(mail_server: Start, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """smtps:// is encrypted from the first byte."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    fake = mail_server("implicit")

    assert Outcome.ACCEPTED is SmtpEmail(f"smtps://{HOST}:{fake.port}", "auth@example.com").send(MAIL).outcome
    assert [TEXT] == fake.texts()


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_strangers_certificate_is_not_taken(mail_server: Start, tls: str) -> None:
    """Whom this machine does not trust gets neither login nor mail."""
    fake = mail_server(tls)
    scheme = "smtps" if tls == "implicit" else "smtp"
    receipt = SmtpEmail(f"{scheme}://u:secret@{HOST}:{fake.port}", "auth@example.com").send(MAIL)

    assert (Outcome.UNAVAILABLE, False) == (receipt.outcome, receipt.reached)
    assert "SSLCertVerificationError" == receipt.error_code
    assert ([], []) == (fake.logins, fake.mails)


def test_a_server_without_starttls_gets_no_mail(smtp: FakeMailServer) -> None:
    """Somebody who takes STARTTLS out of the line gains nothing."""
    receipt = SmtpEmail(f"smtp://u:secret@{HOST}:{smtp.port}", "auth@example.com").send(MAIL)

    assert (Outcome.UNAVAILABLE, False) == (receipt.outcome, receipt.reached)
    assert [] == smtp.mails


@pytest.mark.parametrize("password", ["wrong", quote(PASSWORD, safe="")])
def test_a_wrong_password_is_named_as_such(
    mail_server: Start, certificate: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    """The login fails for good, also where the password cannot be said in ASCII."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    fake = mail_server("starttls", "right")
    receipt = SmtpEmail(f"smtp://u:{password}@{HOST}:{fake.port}", "auth@example.com").send(MAIL)

    assert (Outcome.AUTHENTICATION_FAILED, False) == (receipt.outcome, receipt.reached)
    assert [] == fake.mails


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("550 5.1.1 No such user", Outcome.INVALID_DESTINATION),
        ("550 No such user", Outcome.INVALID_DESTINATION),
        ("551 User not local", Outcome.INVALID_DESTINATION),
        ("553 Mailbox name not allowed", Outcome.INVALID_DESTINATION),
        ("501 Bad address", Outcome.INVALID_DESTINATION),
        ("550 5.7.1 Relaying denied", Outcome.REFUSED_BY_PROVIDER),
        ("552 5.2.2 Mailbox full", Outcome.REFUSED_BY_PROVIDER),
        ("554 No", Outcome.REFUSED_BY_PROVIDER),
        ("530 5.7.0 Authentication required", Outcome.AUTHENTICATION_FAILED),
        ("450 4.2.0 Greylisted", Outcome.UNAVAILABLE),
        ("450 4.7.1 Too many", Outcome.RATE_LIMITED),
        ("421 4.7.0 Slow down", Outcome.RATE_LIMITED),
        ("451 Later", Outcome.UNAVAILABLE),
        ("452 Full", Outcome.UNAVAILABLE),
    ],
)
def test_replies_become_ours(smtp: FakeMailServer, reply: str, outcome: Outcome) -> None:
    """Each reply to a recipient is one of our outcomes; nothing of the mail was sent by then."""
    smtp.refused = {ADA_MAIL: reply}
    receipt = channel(smtp).send(MAIL)

    assert (outcome, False) == (receipt.outcome, receipt.reached)
    assert (receipt.error_code or "").startswith(reply[:3])
    assert receipt == receipt.storable()


def test_a_refused_sender_condemns_no_recipient(smtp: FakeMailServer) -> None:
    """What is said of our own address is ours to mend."""
    smtp.at_mail = "550 Sender not allowed"

    assert Outcome.REFUSED_BY_PROVIDER is channel(smtp).send(MAIL).outcome


def test_a_refused_mail_was_seen(smtp: FakeMailServer) -> None:
    """A reply after the mail comes from somebody who has read it."""
    smtp.at_data = "550 5.7.1 Looks like spam"
    receipt = channel(smtp).send(MAIL)

    assert (Outcome.REFUSED_BY_PROVIDER, True, "550:5.7.1") == (receipt.outcome, receipt.reached, receipt.error_code)


def test_a_reply_that_is_none_is_unknown() -> None:
    """Whatever a server says, an outcome comes out."""
    assert Outcome.UNKNOWN is outcome_of(-1, "")
    assert Outcome.UNKNOWN is outcome_of(354, "go on")
    assert Outcome.UNAVAILABLE is outcome_of(499, "5.1.1x")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://h", MailServer("h", 465, "implicit")),
        ("smtp://h", MailServer("h", 587, "starttls")),
        ("smtp://u%40x:p%2F@h:2525", MailServer("h", 2525, "starttls", "u@x", "p/")),
        ("smtp://[::1]:25?tls=none", MailServer("::1", 25, "none")),
    ],
)
def test_a_server_is_what_its_url_says(url: str, expected: MailServer) -> None:
    """Scheme, port and query say how the line is encrypted."""
    assert expected == MailServer.parse(url)


@pytest.mark.parametrize(
    "url",
    ["http://u:secret@h", "smtp://", "smtp://u:secret@h:x", "smtp://u:secret@h?tls=no", "smtps://u:secret@h?tls=none"],
)
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    """The sentence that says so shows no password, and neither does the server's text."""
    with pytest.raises(ValueError) as caught:
        SmtpEmail(url, "auth@example.com")

    assert "secret" not in f"{caught.value} {caught.value.__cause__} {MailServer.parse('smtp://u:secret@h')!r}"


@pytest.mark.parametrize("sender", ["", "Auth", "auth@", "a b@example.com", "x@y\nBcc: z@y"])
def test_a_sender_without_an_address_is_none(sender: str) -> None:
    """EMAIL_FROM is an address, with or without a name."""
    with pytest.raises(ValueError):
        SmtpEmail("smtp://h", sender)


def test_a_mail_server_that_hangs_at_the_greeting_got_nothing() -> None:
    """Who never speaks is a time-out of somebody who cannot have got the mail."""
    with silent_server() as (port, _):
        silent = SmtpEmail(f"smtp://{HOST}:{port}?tls=none", "auth@example.com")
        silent.timeout = 0.1
        receipt = silent.send(MAIL)

    assert (Outcome.TIMEOUT, False) == (receipt.outcome, receipt.reached)


@pytest.mark.parametrize(
    ("reply", "of_address"),
    [
        ("450 4.1.2 Domain not found", True),
        ("451 4.7.1 Greylisted", True),
        ("550 5.1.1 No such user", True),
        ("421 4.3.2 Closing", False),
    ],
)
def test_a_recipients_trouble_is_its_own(smtp: FakeMailServer, reply: str, of_address: bool) -> None:
    """What a server says of one recipient does not speak against the server; only that it closes does."""
    smtp.refused[ADA_MAIL] = reply
    receipt = SmtpEmail(f"smtp://127.0.0.1:{smtp.port}?tls=none", "auth@example.com").send(MAIL)

    assert (of_address, False) == (receipt.of_address, receipt.reached)
