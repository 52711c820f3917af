"""How many rows of what: the proportions of a busy installation, thirty days after its first code."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

# The default of `otp_retention_days`: nothing about a code is older.
KEPT: Final = timedelta(days=30)
# The newest codes still live; so many there are at the least, that each tenant that is looked at has some.
LIVES: Final = timedelta(minutes=9)
FEWEST_LIVE: Final = 4_000
# Messages that are due at this moment: a second or two of work.
DUE: Final = 200
# Events and audit rows that the worker has not read yet.
UNREAD: Final = 300


@dataclass(frozen=True, slots=True)
class Shape:
    """Users, codes and tenants are chosen; everything else follows from them.

    The tenant at place k has a share that falls as 1/k: of 10,000 the first has 7.5%, the middle one a 3,500th of that.
    """

    users: int = 5_000_000
    codes: int = 50_000_000
    tenants: int = 10_000

    @property
    def live(self) -> int:
        """Codes of the last minutes."""
        return max(FEWEST_LIVE, int(self.codes * (LIVES / KEPT)))

    @property
    def values(self) -> Mapping[str, object]:
        """What the statements spell; each `newest_…` is how many of the newest codes left a row there.

        A code leaves a record for thirty days, and a slot for a day: a twenty-fifth of the codes.
        Each code has a message with a hand-over, and an ask; here only those of three days, a tenth, to fit on a disk:
        their indexes begin with the tenant as that of the codes does, and are as deep.
        Audit rows, events, origins and decisions would be several for each code; a day of them is here, likewise.
        One user in four is signed in, two in five are trusted in some network.
        """
        tenth, day = max(self.live, self.codes // 10), max(self.live, self.codes // 25)
        return {
            "users": self.users, "codes": self.codes, "tenants": self.tenants, "live": self.live, "due": DUE,
            "log": math.log(self.tenants + 1), "unread": UNREAD, "newest_slots": min(self.users, day),
            "newest_messages": tenth, "newest_asks": tenth, "newest_records": day,
            "newest_sessions": max(self.live, min(self.codes, self.users // 4)), "trusted": self.users * 2 // 5,
            "newest_answers": max(self.live, self.codes // 250), "traffic": self.users // 5,
            "lines": self.users // 50, "changes": max(100, self.users // 5_000), "networks": 20_000,
        }  # fmt: skip
