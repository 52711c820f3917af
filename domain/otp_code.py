"""One-time codes that are derived, never stored (house rule: no code lies anywhere)."""

import re
from dataclasses import dataclass, field

from domain.derived_keys import DerivedKeys
from domain.ids import ChallengeId, TenantId
from domain.mac import mac_of

NONCE_BYTES = 16
ACCEPTED = re.compile(r"[0-9]{4,10}")


@dataclass(frozen=True, slots=True)
class CodeSecret:
    """What is kept of a code: a nonce to derive it from, a mac to judge a guess by, and the id of the keys.

    Without the keys, which are never in the database, neither tells anything of the code.
    A mac of None matches no guess: the challenge of a blocked user.
    """

    nonce: bytes = field(repr=False)
    mac: bytes | None = field(repr=False)
    key_id: str


def derive_code(keys: DerivedKeys, *, tenant_id: TenantId, challenge_id: ChallengeId, nonce: bytes, length: int) -> str:
    """The code of a challenge: 128 bits of HMAC as a number mod 10^length (bias below 2^-94), zeros kept in front."""
    number = int.from_bytes(mac_of(keys.code, tenant_id, challenge_id, nonce)[:16], "big")
    return str(number % 10**length).zfill(length)


def mac_of_code(keys: DerivedKeys, *, tenant_id: TenantId, purpose: str, address: str, code: str) -> bytes:
    """What a guess is compared by: bound to tenant, purpose and address, so that it opens nothing else."""
    return mac_of(keys.code_mac, tenant_id, purpose, address, code)
