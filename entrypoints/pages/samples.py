"""Every page with things in it that people and tenants have: for previews, and for tests that look at pages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from entrypoints.pages.account import Device, MyAccount, OwnAddress
from entrypoints.pages.consent import Account, Choose, Consent
from entrypoints.pages.form import Form, Problem
from entrypoints.pages.leave import LogOut, SignedOut, Trouble
from entrypoints.pages.render import Page
from entrypoints.pages.sign_in import EnterCode, GoOnThere, Identify, Magic, MailSent, Puzzle

AT: Final = "/t/acme/sign-in"
FORM: Final = Form(AT, {"csrf": "csrf-value", "flow": "flow-value"})
# Light enough to be worked at in a test.
CHALLENGE: Final = {
    "parameters": {
        "algorithm": "PBKDF2/SHA-256",
        "cost": 100,
        "keyLength": 32,
        "keyPrefix": "00",
        "nonce": "0123456789abcdef0123456789abcdef",
        "salt": "fedcba9876543210fedcba9876543210",
        "data": {"id": "pz_1", "for": "tn_1 +4915112345678", "until": 1795867200},
    },
    "signature": "00" * 32,
}
PHONE: Final = Identify(FORM, "phone", other=f"{AT}?with=email")
CODE: Final = EnterCode(
    FORM, "+49*********78", "sms", again=FORM, wait=30, channels={"whatsapp": FORM, "voice": FORM}, change=AT
)
MAIL: Final = MailSent(FORM, "a***@example.com", "47", f"{AT}/arrived", again=FORM, wait=60, change=AT)
CONSENT: Final = Consent(FORM, "Acme Reader", ("openid", "email", "orders:read"), "reader.example", "+49*********78")
ACCOUNT: Final = MyAccount(
    addresses=(
        OwnAddress("phone", "+4915112345678", change="/t/acme/account/phone"),
        OwnAddress("email", "ada@example.com", coming="a**@example.org", wait=172_000, stop=FORM),
    ),
    devices=(
        Device("Firefox on Linux", 20, FORM, country="DE", is_this=True),
        Device("Samsung Internet on Android", 7_300, FORM, country="AT"),
        Device("Unknown device", 900_000, FORM),
    ),
    export=FORM,
    end_others=FORM,
    log_out=FORM,
    done="changed",
)
PAGES: Final[Mapping[str, Page]] = {
    "identify-phone": PHONE,
    "identify-home": replace(PHONE, region="DE", other=None),
    "identify-email": replace(PHONE, kind="email", sends="link"),
    "identify-wrong": replace(PHONE, typed="+49 151", problem=Problem("invalid_phone")),
    "identify-change": replace(PHONE, kind="email", changes=True, other=None),
    "code": CODE,
    "code-again": replace(CODE, wait=0, was_sent_again=True),
    "code-wrong": replace(CODE, wait=0, problem=Problem("invalid_code", attempts_left=2)),
    "code-limited": replace(CODE, again=None, channels={}, problem=Problem("rate_limited", wait=200)),
    "puzzle": Puzzle(FORM, CHALLENGE),
    "mail-sent": MAIL,
    "magic": Magic(FORM),
    "magic-elsewhere": Magic(FORM, asks_number=True),
    "magic-wrong": Magic(FORM, asks_number=True, problem=Problem("wrong_number")),
    "go-on-there": GoOnThere(),
    "consent": CONSENT,
    "choose": Choose(FORM, (Account("1", "+49*********78"), Account("2", "a***@example.com")), AT),
    "log-out": LogOut(FORM, "a***@example.com", stay="/t/acme/account"),
    "signed-out": SignedOut(AT),
    "account": ACCOUNT,
    "trouble-limited": Trouble("rate_limited", "req_01m84x32esfcnsa7gnj4jrc3xz", wait=1_800, retry=AT),
    "trouble-blocked": Trouble("blocked", "req_01m84x32esfcnsa7gnj4jrc3xz"),
    "trouble-request": Trouble("bad_request", "req_01m84x32esfcnsa7gnj4jrc3xz"),
}
