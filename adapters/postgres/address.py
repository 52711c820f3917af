"""Where Postgres is: one server, or several of which one takes writes."""

import re
from typing import Final

from sqlalchemy import URL, make_url

SEVERAL: Final = re.compile(r"(?P<scheme>[^:]+)://((?P<who>[^@/]*)@)?(?P<hosts>[^/@?]*,[^/@?]*)(?P<rest>/.*)")
WRITES: Final = "target_session_attrs"


def url_of(text: str) -> URL:
    """libpq's form with several hosts and commas, in SQLAlchemy's words; of several, the one that takes writes.

    After a failover each new connection finds the new primary by itself.
    """
    found = SEVERAL.fullmatch(text)
    if found is None:
        return make_url(text)
    who = f"{found['who']}@" if found["who"] else ""
    url = make_url(f"{found['scheme']}://{who}{found['rest']}")
    query = {"host": tuple(found["hosts"].split(",")), WRITES: "read-write", **url.query}
    return url.set(query=query)
