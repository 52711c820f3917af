"""Whether an address has an account changes neither what is done nor what is said."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from adapters.jose.tokens import JoseTokenSigner
from adapters.memory.otp import MemoryOtpSlots
from adapters.memory.rate_limits import MemoryRateLimits
from adapters.memory.store import MemoryStore
from domain.api_key import digest_of
from domain.caller import Caller
from domain.derived_keys import KeyRing
from domain.phone import PhoneNumber
from domain.refusal import Refusal
from tests.fixtures.worlds import ADA, GRACE, JWT_SECRET, TenantKeys, World

MALLORY = "+12015550125"
CALLER = Caller("key:key_1", "req_1", "198.51.100.7", "198.51.100.7")
KINDS = {"known": ADA, "unknown": GRACE, "blocked": MALLORY}


class HeardSlots(MemoryOtpSlots):
    """Writes down which methods were called."""

    def __init__(self, world: Any, heard: list[str]) -> None:
        super().__init__(world)
        self.heard = heard

    def look(self, **given: Any) -> Any:
        """See OtpSlots."""
        self.heard.append("slots.look")
        return super().look(**given)

    def issue(self, **given: Any) -> bool:
        """See OtpSlots."""
        self.heard.append("slots.issue")
        return super().issue(**given)

    def try_code(self, **given: Any) -> Any:
        """See OtpSlots."""
        self.heard.append("slots.try_code")
        return super().try_code(**given)


class HeardLimits(MemoryRateLimits):
    """Writes down which methods were called."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def admit(self, window: Any, *, now: datetime, asks: bool) -> Any:
        """See RateLimits."""
        self.heard.append("limits.admit")
        return super().admit(window, now=now, asks=asks)

    def refuse(self, window: Any, block: Any, *, now: datetime, asks: bool) -> None:
        """See RateLimits."""
        self.heard.append("limits.refuse")
        super().refuse(window, block, now=now, asks=asks)

    def give_back(self, window: Any, calls: int, *, now: datetime) -> None:
        """See RateLimits."""
        self.heard.append("limits.give_back")
        super().give_back(window, calls, now=now)


class HeardSigner(JoseTokenSigner):
    """Writes down which methods were called."""

    def __init__(self, keys: KeyRing, heard: list[str]) -> None:
        super().__init__(keys, JWT_SECRET.encode())
        self.heard = heard

    def ready(self, key: Any) -> None:
        """See TokenSigner."""
        self.heard.append("signer.ready")
        super().ready(key)


class HeardStore(MemoryStore):
    """Writes down that a transaction was begun."""

    def __init__(self, world: Any, heard: list[str]) -> None:
        super().__init__(world)
        self.heard = heard

    def begin(self) -> Any:
        """See Store."""
        self.heard.append("store.begin")
        return super().begin()


class Ears:
    """The two use cases of sign-in with ports that write down what is asked of them."""

    def __init__(self, world: World, tenant: TenantKeys) -> None:
        adapters, cases = world.container.adapters, world.container.use_cases
        self.heard: list[str] = []
        slots = HeardSlots(adapters.world(), self.heard)
        guard = replace(cases.guard(), limits=HeardLimits(self.heard))
        store = HeardStore(adapters.world(), self.heard)
        self._request = replace(cases.request_otp(), slots=slots, guard=guard, store=store)
        self._verify = replace(
            cases.verify_otp(),
            slots=slots,
            judge=replace(cases.judge_code(), slots=slots, guard=guard),
            issue_tokens=replace(cases.issue_tokens(), signer=HeardSigner(adapters.ring(), self.heard)),
        )
        self._known = adapters.known_keys().find(digest_of(tenant.publishable), now=world.clock.now())

    def request(self, phone: str) -> tuple[Any, ...]:
        """What an ask called and answered, without its id."""
        self.heard.clear()
        try:
            found = self._request(tenant=self._known.tenant, address=PhoneNumber.parse(phone), caller=CALLER)
            # Whether the caller stands in a network of the owner is for the count of tries, and in no answer.
            said: Any = replace(found, id="", is_own=False)
        except Refusal as refusal:
            said = (refusal.code, refusal.detail, refusal.members, getattr(refusal, "retry_after", None))
        return (*self.heard, said)

    def verify(self, phone: str, code: str) -> tuple[Any, ...]:
        """What a guess called and answered."""
        self.heard.clear()
        with pytest.raises(Refusal) as refused:
            self._verify(known=self._known, address=PhoneNumber.parse(phone), code=code, caller=CALLER)
        return (*self.heard, refused.value.code, refused.value.detail, refused.value.members)


@pytest.fixture
def ears(memory_world: World) -> Ears:
    """Ada has an account, Grace none, and Mallory's is blocked."""
    acme = memory_world.tenant()
    for phone in (ADA, MALLORY):
        memory_world.sign_in(acme, phone)
    table = memory_world.container.adapters.world()
    mallory = table.user_of(acme.id, MALLORY)
    table.users[acme.id, mallory.id] = replace(mallory, blocked_at=memory_world.clock.now())
    memory_world.later(hours=2)
    return Ears(memory_world, acme)


def same(answers: dict[str, Any]) -> bool:
    return all(answer == answers["known"] for answer in answers.values())


def test_an_ask_is_the_same_for_everybody(ears: Ears) -> None:
    """Known, unknown and blocked: the same calls in the same order, and the same challenge but for its id."""
    answers = {kind: ears.request(phone) for kind, phone in KINDS.items()}

    assert same(answers), answers
    assert ("limits.admit", "slots.look", "slots.issue") == answers["known"][:-1]


def test_a_refused_ask_is_the_same_for_everybody(ears: Ears) -> None:
    """Asking again at once is refused in the same way for all three."""
    for phone in KINDS.values():
        ears.request(phone)
    answers = {kind: ears.request(phone) for kind, phone in KINDS.items()}

    assert same(answers), answers
    assert "rate_limited" == answers["known"][-1][0]


def test_wrong_codes_are_the_same_for_everybody(ears: Ears) -> None:
    """From the first wrong code to the last and beyond, calls and answers of all three are the same."""
    for phone in KINDS.values():
        ears.request(phone)
    for turn in range(7):
        answers = {kind: ears.verify(phone, "0000") for kind, phone in KINDS.items()}

        assert same(answers), (turn, answers)
        assert ("signer.ready", "limits.admit", "slots.try_code") == answers["known"][:3]


def test_a_guess_at_nothing_is_the_same_for_everybody(ears: Ears) -> None:
    """Without a live code all three hear the same, after the same calls."""
    answers = {kind: ears.verify(phone, "482913") for kind, phone in KINDS.items()}

    assert same(answers), answers
    assert "code_expired" in answers["known"]


def test_nothing_is_sent_to_a_blocked_user(memory_world: World, ears: Ears) -> None:
    """The blocked user's message is there and is never sent; the others' are."""
    before = len(memory_world.phones.texts_to(MALLORY))
    for phone in KINDS.values():
        ears.request(phone)
    memory_world.deliver()

    assert before == len(memory_world.phones.texts_to(MALLORY))
    assert 1 == len(memory_world.phones.texts_to(GRACE))


def test_a_blocked_users_code_matches_nothing(memory_world: World, ears: Ears) -> None:
    """The blocked user's challenge has a nonce like any other, and a mac that no guess can have."""
    for phone in KINDS.values():
        ears.request(phone)
    held = memory_world.container.adapters.world().secrets
    has_mac = {phone: secret.mac is not None for (_, phone, _), secret in held.items()}

    assert {ADA: True, GRACE: True, MALLORY: False} == has_mac
    assert {16} == {len(secret.nonce) for secret in held.values()}
