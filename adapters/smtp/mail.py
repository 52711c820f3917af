"""The mail that carries a code."""

import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final

from domain.message import Outgoing

# Every mail server takes 7 bits; a text of other letters is encoded.
POLICY: Final = policy.SMTP.clone(cte_type="7bit")
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
ADDRESS: Final = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[A-Za-z0-9.-]+")


def address_of(sender: str) -> str:
    """The address of `auth@example.com` or `Auth <auth@example.com>`; raises ValueError where there is none."""
    address = "" if CONTROL.search(sender) else parseaddr(sender)[1]
    if not ADDRESS.fullmatch(address):
        raise ValueError("The sender is no mail address.")
    return address


def id_of(outgoing: Outgoing, domain: str) -> str:
    """The Message-ID, which every hand-over has its own of."""
    return f"<{outgoing.message_id}.{outgoing.number}@{domain}>"


def mail_of(outgoing: Outgoing, sender: str) -> EmailMessage:
    """The whole mail, in the tenant's name; raises ValueError where its recipient is no single address.

    What a name or a subject holds makes no header: line ends in them become spaces.
    """
    if not ADDRESS.fullmatch(outgoing.to):
        raise ValueError("The recipient is no mail address.")
    mail = EmailMessage(policy=POLICY)
    mail["From"] = _address(sender, _line(outgoing.name))
    mail["To"] = _address(outgoing.to)
    mail["Subject"] = _line(outgoing.subject or outgoing.name)
    mail["Date"] = formatdate()
    mail["Message-ID"] = id_of(outgoing, sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(outgoing.text)
    if outgoing.html is not None:
        mail.add_alternative(outgoing.html, subtype="html")
    return mail


def _address(address: str, shown: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(shown, local, domain)


def _line(text: str) -> str:
    return CONTROL.sub(" ", text).strip()
