"""Notices to people about their own accounts."""

from dataclasses import dataclass
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.store import Transaction
from domain.address import Address, channel_of, country_of
from domain.ids import ChallengeId, MessageId
from domain.letter import Notice
from domain.message import Message
from domain.notice import NOTICE_LIVES
from domain.plan import RouteBook
from domain.refusal import Refusal
from domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class TellUser:
    """Owe a notice to an address, in the commit of what it tells; where nobody can reach it, nothing is owed."""

    scribe: Scribe
    book: RouteBook

    def __call__(
        self, tx: Transaction, tenant: Tenant, address: Address, notice: Notice, *, now: datetime, locale: str | None
    ) -> None:
        if tenant.settings.test_code_of(address.text, now) is not None:
            return
        try:
            routes = self.book.routes(
                address=address, channel=channel_of(address), plan=tenant.settings.message_plan, slug=tenant.slug
            )
        except Refusal:
            return
        # WhatsApp carries templates alone, and the approved one is for codes.
        routes = tuple(route for route in routes if self.book.channel_of(route) != "whatsapp")
        if not routes:
            return
        tx.notices.add(
            Message(
                tenant_id=tenant.id,
                id=self.scribe.id(MessageId, now),
                challenge_id=self.scribe.id(ChallengeId, now),
                channel=self.book.channel_of(routes[0]),
                to=address.text,
                minutes=1,
                created_at=now,
                expires_at=now + NOTICE_LIVES,
                routes=routes,
                country=country_of(address),
                locale=locale,
                notice=notice,
            )
        )
