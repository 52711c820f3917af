"""Somebody asks for a code."""

from dataclasses import dataclass, replace

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise
from application.otp.make_ask import MakeAsk, Wanted
from application.ports.otp import Facts, OtpSlots, Question
from application.ports.rate_limits import Window
from application.ports.risk import Known, Weighed
from application.ports.store import Store
from application.ports.tally import Counter, Tally
from application.rate_limits.guard import Guard
from application.risk.gather_facts import Ask, Weighing
from application.risk.weigh_ask import WeighAsk
from domain.address import Address, channel_of, country_of
from domain.audit import Action
from domain.caller import Caller
from domain.ids import AuthorizationId
from domain.otp import HOUR, OtpSlot
from domain.otp_challenge import SIGN_IN, OtpChallenge
from domain.plan import RouteBook
from domain.rate_limit import Block, Limit, longest
from domain.refusal import RateLimited, Unavailable
from domain.tenant import PhoneNotAllowed, Tenant

TRIES = 3


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that the windows have let in; `counted` is False where they are away."""

    window: Window
    counted: bool


@dataclass(frozen=True, slots=True)
class RequestOtp:
    """Send a one-time code to an address, unless the settings or the limits say no.

    The answer comes as soon as the challenge and the message are stored; it never waits for a provider, and it is the
    same whether or not anybody has an account there.
    `intent` is what the code is good for; all codes of an address share their bounds.
    With a `flow` a link of that sign-in is sent instead of the code.
    A `channel` that is named begins at the first provider of that channel; switching it buys no further message.
    Raises InvalidRequest where nobody here serves that channel, PhoneNotAllowed, RequestBlocked and ChallengeRequired
    (the risk score), RateLimited (`resend`, `address`, `failures`, `slow_down`, `ip`, `budget`) and Unavailable.
    """

    slots: OtpSlots
    store: Store
    guard: Guard
    scribe: Scribe
    make_ask: MakeAsk
    weigh_ask: WeighAsk
    book: RouteBook
    everywhere: Limit
    tally: Tally

    def __call__(
        self,
        *,
        tenant: Tenant,
        address: Address,
        caller: Caller,
        locale: str | None = None,
        channel: str | None = None,
        intent: str = SIGN_IN,
        flow: AuthorizationId | None = None,
        promise: Promise[OtpChallenge] | None = None,
        admitted: Admitted | None = None,
        proof: str | None = None,
    ) -> OtpChallenge:
        now = self.scribe.now()
        test_code = tenant.settings.test_code_of(address.text, now)
        carried, routes = self._reach(tenant, address, channel, is_test=test_code is not None)
        bounds = (self.everywhere, Limit(tenant.settings.rate_limit_per_hour, HOUR))
        wanted = Wanted(tenant, address, caller, locale, now, test_code, carried, routes, bounds, intent, flow)
        admitted = admitted or self.admit(tenant=tenant, address=address, caller=caller)
        self._admit(wanted)
        window, weighing = admitted.window, self._weighing(wanted, proof)
        question = self._question(wanted, weighing, counted=admitted.counted)
        for _ in range(TRIES):
            slot, facts = self.slots.look(
                tenant_id=tenant.id,
                address=address,
                purpose=SIGN_IN,
                now=now,
                question=question,
                network=caller.network,
            )
            self.guard.refuse(window, self._block(wanted, slot, facts), now=now, asks=True)
            weighed = self._weigh(weighing, slot, facts.known, window)
            ask = self.make_ask(wanted, slot, facts, weighed)
            if promise:
                ask = replace(ask, kept=(promise.once, promise.answer(ask.challenge)))
            if self.slots.issue(tenant_id=tenant.id, address=address, purpose=SIGN_IN, ask=ask):
                self.tally.count(Counter.REQUESTED, country=country_of(address))
                return ask.challenge
        raise Unavailable("Too many asks for this address at the same moment. Ask again.", retry_after=1)

    def admit(self, *, tenant: Tenant, address: Address, caller: Caller) -> Admitted:
        """Count the call in the windows, for doors that ask the database before this use case does.

        Raises RateLimited: a flood is turned away before it reaches the database.
        """
        window = self.guard.window(tenant_id=tenant.id, network=caller.network, address=address, purpose=SIGN_IN)
        return Admitted(window, self.guard.admit(window, now=self.scribe.now(), asks=True))

    def _reach(
        self, tenant: Tenant, address: Address, channel: str | None, *, is_test: bool
    ) -> tuple[str, tuple[str, ...]]:
        """The channel and the providers; to a test number nothing is sent, so nobody needs to reach it."""
        if is_test:
            return channel or channel_of(address), ()
        plan = tenant.settings.message_plan
        routes = self.book.routes(address=address, channel=channel, plan=plan, slug=tenant.slug)
        return self.book.channel_of(routes[0]), routes

    def _question(self, wanted: Wanted, weighing: Weighing | None, *, counted: bool) -> Question:
        """While the windows are away, the network's asks are counted from the records."""
        network, probe = wanted.caller.network, weighing.probe if weighing else None
        if counted or network is None:
            return Question(*wanted.bounds, probe=probe)
        return Question(*wanted.bounds, network, self.guard.per_network, probe)

    def _admit(self, wanted: Wanted) -> None:
        """The settings' word on the number; a refusal is recorded before it is said."""
        try:
            wanted.tenant.admit(wanted.address, wanted.now)
        except PhoneNotAllowed as refusal:
            details = {"reason": refusal.members["reason"]}
            row = self.scribe.audit(
                wanted.caller, Action.OTP_REFUSED, at=wanted.now, tenant_id=wanted.tenant.id, details=details
            )
            with self.store.begin() as tx:
                tx.records.add(row)
            self.tally.count(Counter.REFUSED, outcome=str(details["reason"]))
            raise

    def _weighing(self, wanted: Wanted, proof: str | None) -> Weighing | None:
        """What there is to weigh; a test number is sent nothing, so it weighs nothing."""
        if wanted.is_test:
            return None
        tenant, address, now = wanted.tenant, wanted.address, wanted.now
        work = self.weigh_ask.work(proof, tenant.id, address, now)
        route, channel, intent = wanted.routes[0], wanted.channel, wanted.intent
        return self.weigh_ask.begin(Ask(tenant, address, wanted.caller, channel, route, work, intent, now))

    def _weigh(self, weighing: Weighing | None, slot: OtpSlot, known: Known | None, window: Window) -> Weighed | None:
        if weighing is None or known is None:
            return None
        try:
            return self.weigh_ask(weighing, slot, known)
        except RateLimited:
            # What a limit refuses counts in no window; what the score refuses does.
            self.guard.give_back(window, 1, now=weighing.ask.now)
            raise

    def _block(self, wanted: Wanted, slot: OtpSlot, facts: Facts) -> Block | None:
        everywhere = None if wanted.is_test else facts.everywhere_until
        return longest(
            [
                slot.ask_block(wanted.tenant.settings, wanted.now, is_test=wanted.is_test),
                Block("address", everywhere) if everywhere else None,
                Block("address", facts.mailbox_until) if facts.mailbox_until else None,
                Block("ip", facts.network_until) if facts.network_until else None,
            ]
        )
