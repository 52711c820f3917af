"""Email by a mail server."""

import smtplib
from contextlib import suppress
from typing import Final

from adapters.smtp.mail import address_of, id_of, mail_of
from adapters.smtp.replies import enhanced_of, outcome_of
from adapters.smtp.server import MailServer
from application.ports.messages import Channel
from domain.message import Outcome, Outgoing, Receipt

TIMEOUT_SECONDS: Final = 5.0


class SmtpEmail(Channel):
    """Sends mails in the tenant's name from one address; `url` as `MailServer.parse` reads it.

    Until the mail itself is on its way nobody has got anything, and the receipt says so.
    """

    name = "smtp"
    carries = "email"
    timeout = TIMEOUT_SECONDS

    def __init__(self, url: str, sender: str) -> None:
        self._server = MailServer.parse(url)
        self._sender = address_of(sender)

    def send(self, outgoing: Outgoing) -> Receipt:
        """See Channel."""
        try:
            mail = mail_of(outgoing, self._sender).as_bytes()
        except ValueError:
            return Receipt(Outcome.INVALID_DESTINATION, error_code="address", reached=False)
        domain = self._sender.rpartition("@")[2]
        try:
            line = self._server.greet(domain, self.timeout)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return _before(error)
        try:
            return self._hand_over(line, outgoing.to, mail, id_of(outgoing, domain))
        finally:
            with suppress(OSError, smtplib.SMTPException):
                line.putcmd("quit")  # its answer would change nothing
            line.close()

    def _hand_over(self, line: smtplib.SMTP, to: str, mail: bytes, reference: str) -> Receipt:
        try:
            for answer, to_recipient in ((line.mail(self._sender), False), (line.rcpt(to), True)):
                if answer[0] not in (250, 251):
                    return _of_reply(*answer, to_recipient=to_recipient)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return _before(error)
        try:
            code, text = line.data(mail)
        except smtplib.SMTPDataError as error:
            return _of_reply(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return _of_the_line(error, reached=True)
        return Receipt(Outcome.ACCEPTED, reference=reference) if code == 250 else _of_reply(code, text, reached=True)


CLOSING: Final = 421


def _before(error: Exception) -> Receipt:
    """Trouble before anything of the mail was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_reply(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeError):  # `smtplib` logs in with ASCII alone
        return Receipt(Outcome.AUTHENTICATION_FAILED, error_code=type(error).__name__, reached=False)
    return _of_the_line(error, reached=False)


def _of_the_line(error: Exception, *, reached: bool) -> Receipt:
    """A time-out, which `smtplib` tells as a lost connection, or another trouble of the line."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Receipt(Outcome.TIMEOUT, error_code="timeout", reached=reached)
    return Receipt(Outcome.UNAVAILABLE, error_code=type(error).__name__, reached=reached)


def _of_reply(code: int, text: bytes | str, *, to_recipient: bool = False, reached: bool = False) -> Receipt:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    enhanced = enhanced_of(said)
    outcome, error_code = (
        outcome_of(code, said, to_recipient=to_recipient),
        f"{code}:{enhanced}" if enhanced else str(code),
    )
    # A server that answers RCPT is well, whatever it says of this recipient; only 421 is about itself.
    return Receipt(outcome, error_code=error_code, reached=reached, of_address=to_recipient and code != CLOSING)
