"""A mail server, as a URL names it."""

import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS: Final = {"smtps": 465, "smtp": 587}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where a server is, how the line to it is encrypted (`implicit`, `starttls` or `none`), and who we are to it."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """Read `smtps://user:password@host:465`, `smtp://host:587` or `smtp://host:25?tls=none`.

        Raises ValueError with a sentence that repeats nothing of the URL, which may hold a password.
        """
        try:
            parts = urlsplit(url)
            host, port, asked = parts.hostname, parts.port, dict(parse_qsl(parts.query, keep_blank_values=True))
        except ValueError:
            raise ValueError("The mail server's URL cannot be read.") from None
        if parts.scheme not in PORTS or not host:
            raise ValueError("The mail server's URL begins with smtps:// or smtp:// and a host.")
        if asked not in ({}, {"tls": "none"}) or (asked and parts.scheme == "smtps"):
            raise ValueError("The mail server's URL may end in ?tls=none with smtp:// only.")
        tls = "implicit" if parts.scheme == "smtps" else asked.get("tls", "starttls")
        user, password = (unquote(word) if word else None for word in (parts.username, parts.password))
        return cls(host, port or PORTS[parts.scheme], tls, user, password)

    def greet(self, name: str, timeout: float) -> smtplib.SMTP:
        """A line to it, encrypted and logged in as far as asked for; raises as `smtplib` and `ssl` do."""
        context = ssl.create_default_context()
        if self.tls == "implicit":
            line: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, name, timeout=timeout, context=context)
        else:
            line = smtplib.SMTP(self.host, self.port, name, timeout=timeout)
        try:
            self._enter(line, context)
        except BaseException:
            line.close()
            raise
        return line

    def _enter(self, line: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if self.tls == "starttls":
            line.starttls(context=context)
        line.ehlo_or_helo_if_needed()
        if self.user is not None:
            line.login(self.user, self.password or "")
