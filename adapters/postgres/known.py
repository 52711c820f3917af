"""What weighs on an ask: the parameters of the question, and the answer's columns."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.postgres.database import Row
from application.ports.risk import LINE_LASTS, TRUST_LASTS, Known, Probe
from domain.address import country_of
from domain.ids import TenantId
from domain.line import Line
from domain.otp import HOUR
from domain.prefix_block import PrefixBlock
from domain.risk_facts import NEAR
from domain.spend import Spent, Window
from domain.traffic import Count, Traffic, nothing


def of_probe(tenant_id: TenantId, probe: Probe, now: datetime) -> dict[str, Any]:
    """The arguments of RECENT."""
    low, high = _beside(probe)
    return {
        "tenant": tenant_id, "keys": list(probe.keys.values()), "address": probe.address.text, "home": probe.home,
        "network": probe.network, "route": probe.route, "channel": probe.channel,
        "now": now, "country": country_of(probe.address) or "*", "work": probe.work_id, "low": low, "high": high,
        "hour_ago": now - HOUR, "trusted_since": now - TRUST_LASTS,
        "ip": probe.ip, "asn": probe.asn, "line_since": now - LINE_LASTS,
        "owners": [one.owner(tenant_id) for one in probe.windows],
        "scopes": [one.scope for one in probe.windows], "spans": [one.span for one in probe.windows],
        "starts": [one.start for one in probe.windows],
    }  # fmt: skip


def known_of(row: Row, now: datetime) -> Known:
    """What RECENT found."""
    return Known(
        traffic=_traffic(row.traffic or (), row.tail or (), now),
        blocks={one[0]: _block(one[1:]) for one in row.blocks or ()},
        spent={
            Window(scope, span, _at(start)): Spent(int(micros), warned)
            for scope, span, start, micros, warned in row.spent or ()
        },
        proven_from_here=row.own,
        neighbours=row.neighbours,
        countries=row.countries,
        price_micros=row.price,
        is_spent=row.is_spent,
        network_kind=row.network_kind,
        line=Line(*row.line) if row.line else None,
    )


def _beside(probe: Probe) -> tuple[str, str]:
    """The numbers around, as texts of equal length; none for a mailbox."""
    if probe.address.kind != "phone":
        return "", ""
    number = int(probe.address.text[1:])
    return f"+{number - NEAR}", f"+{number + NEAR}"


def _traffic(rows: Sequence[Any], tail: Sequence[Any], now: datetime) -> dict[str, Traffic]:
    found = {row[0]: counted(row[1:]) for row in rows}
    for key, *values in tail:
        found[key] = (found.get(key) or nothing(now)).joined(counted([now.timestamp(), *values]))
    return found


def counted(values: Sequence[Any]) -> Traffic:
    """The counts of a key: a moment (seconds), what was asked and proven by span, and what is young."""
    at, *counts, young = values
    minutes, hour, day, weeks = (Count(counts[i], counts[i + 1]) for i in range(0, len(counts), 2))
    return Traffic(_at(at), minutes, hour, day, weeks, young)


def _block(values: Sequence[Any]) -> PrefixBlock:
    since, until, level, tries, tried_at, watched_until = values
    return PrefixBlock(
        _at(since),
        _at(until),
        level,
        tries,
        _at(tried_at) if tried_at else None,
        _at(watched_until) if watched_until else None,
    )


def _at(epoch: Any) -> datetime:
    return datetime.fromtimestamp(float(epoch), UTC)
