"""What the statements of the hot paths are given."""

import json
from datetime import datetime
from typing import Any

from adapters.postgres.known import of_probe
from adapters.postgres.reputation import decided
from application.ports.otp import Ask, Entry, Guess, Question, Tried
from application.ports.risk import TRUST_LASTS, Weighed
from domain.address import Address
from domain.audit import Action, Footprint
from domain.ids import TenantId
from domain.otp import DAY, HOUR
from domain.rate_limit import Limit
from domain.risk_keys import home_of

Parameters = dict[str, Any]
NOTHING = Limit(1, HOUR)
# A test number is sent nothing, and weighs nothing.
UNWEIGHED: Parameters = {
    "weigh_keys": [], "weight": 0.0, "untried": [], "scopes": [], "outcome": None, "score": None, "would": None,
    "reasons": None, "facts": None, "cost": 0,
}  # fmt: skip


def of_question(
    tenant_id: TenantId, address: Address, purpose: str, now: datetime, question: Question, network: str | None
) -> Parameters:
    """The arguments of LOOK, and of LOOK_AND_WEIGH where there is a probe."""
    everywhere, mailbox, limit = question.everywhere, question.mailbox, question.limit or NOTHING
    return {
        "tenant": tenant_id, "address": address.text, "purpose": purpose, "mailbox": address.mailbox,
        "mailbox_since": now - mailbox.window, "mailbox_skip": mailbox.most - 1,
        "everywhere_since": now - everywhere.window, "everywhere_skip": everywhere.most - 1,
        "home": home_of(network), "trusted_since": now - TRUST_LASTS, "asks_from": question.network,
        "network_since": now - limit.window, "network_skip": limit.most - 1,
        **(of_probe(tenant_id, question.probe, now) if question.probe else {}),
    }  # fmt: skip


def of_ask(tenant_id: TenantId, address: Address, purpose: str, ask: Ask) -> Parameters:
    """The arguments of ISSUE_NEW and ISSUE_AGAIN."""
    challenge, message, secret, caller = ask.challenge, ask.message, ask.secret, ask.footprint.caller
    return {
        "tenant": tenant_id, "address": address.text, "purpose": purpose, "now": challenge.sent_at, "seen": ask.seen,
        "keep": ask.keep, "challenge": challenge.id, "channel": challenge.channel, "length": challenge.length,
        "is_test": challenge.is_test, "attempts": challenge.attempts, "own_attempts": challenge.own_attempts,
        "spent": ask.spent, "max_attempts": challenge.max_attempts,
        "expires_at": challenge.expires_at, "replaced": ask.replaced,
        "nonce": secret and secret.nonce, "mac": secret and secret.mac, "key": secret and secret.key_id,
        "message": message.id, "locale": message.locale, "minutes": message.minutes, "flow": message.flow,
        "dropped_as": message.dropped_as, "status": "dropped" if message.dropped_as else "queued",
        "due_at": None if message.dropped_as else challenge.sent_at, "country": message.country,
        "routes": list(message.routes), "mailbox": address.mailbox,
        "intent": challenge.intent, "intent_kind": challenge.intent.partition(":")[0],
        "network": caller.network, "ip": caller.ip, "user_agent": caller.user_agent,
        "audit": ask.audit_id, "event": ask.event_id, "resent": ask.resent,
        "action": Action.OTP_RESENT.value if ask.resent else Action.OTP_REQUESTED.value,
        **of_footprint(ask.footprint), **_of_weighed(ask.weighed),
    }  # fmt: skip


def _of_weighed(weighed: Weighed | None) -> Parameters:
    if weighed is None:
        return UNWEIGHED
    scopes = list(dict.fromkeys(window.scope for window in weighed.windows))
    return {
        "weigh_keys": list(weighed.keys), "weight": weighed.weight, "untried": list(weighed.untried), "scopes": scopes,
        **decided(weighed.decision),
    }  # fmt: skip


def of_guess(tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess) -> Parameters:
    """The arguments of JUDGE, and the first half of those of TRY."""
    return {
        "tenant": tenant_id, "address": address.text, "purpose": purpose, "now": now, "hour_ago": now - HOUR,
        "day_ago": now - DAY, "macs": list(guess.macs), "is_test": guess.is_test,
        "user": guess.footprint.caller.user_id,
        "home": home_of(guess.footprint.caller.network),
        "trusted_since": now - TRUST_LASTS,
        "audit": guess.audit_id, "event": guess.event_id, **of_footprint(guess.footprint),
    }  # fmt: skip


def of_admission(
    tenant_id: TenantId, address: Address, now: datetime, footprint: Footprint, tried: Tried
) -> Parameters:
    """The first half of the arguments of ADMIT."""
    return {
        "tenant": tenant_id, "address": address.text, "now": now, "challenge": tried.challenge_id,
        "channel": tried.channel, "is_test": tried.is_test, **of_footprint(footprint),
    }  # fmt: skip


def of_entry(entry: Entry) -> Parameters:
    """The other half of the arguments of TRY."""
    session = entry.session
    return {
        "user": session.user_id, "session": session.id, "session_nonce": session.nonce, "key": session.key_id,
        "generation": session.generation, "amr": json.dumps(entry.amr), "session_ends": session.expires_at,
        "access_until": session.access_until, "ip": session.ip, "user_agent": session.user_agent,
        "recycled_before": entry.recycled_before, "most_others": entry.most_sessions - 1,
        "audit_2": entry.audit_ids[0], "audit_3": entry.audit_ids[1], "audit_4": entry.audit_ids[2],
        "event_2": entry.event_ids[0], "event_3": entry.event_ids[1], "event_4": entry.event_ids[2],
        "event_5": entry.event_ids[3], "notes": json.dumps(dict(entry.app_metadata)),
    }  # fmt: skip


def of_footprint(footprint: Footprint) -> Parameters:
    """The columns that audit rows of one call share."""
    caller = footprint.caller
    return {
        "actor": caller.actor, "request": caller.request_id, "client_request": caller.client_request_id,
        "network_digest": footprint.network_digest, "ip": caller.ip, "user_agent": caller.user_agent,
    }  # fmt: skip
