"""Countries and autonomous systems from files in MaxMind's format."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import maxminddb

from application.ports.intelligence import Places
from domain.place import Place


class MaxMindPlaces(Places):
    """Reads `GEOIP_COUNTRY_DB` and `GEOIP_ASN_DB`, each if it is named; the files are mapped into memory, not read.

    GeoIP2, GeoLite2, DB-IP and ip-location-db write the country and the number under different names.
    A record that is not as they write it says nothing.
    Raises ValueError where a file is none of that format.
    """

    def __init__(self, country_file: str | None, asn_file: str | None) -> None:
        self._countries = _opened(country_file)
        self._systems = _opened(asn_file)

    def place_of(self, ip: str) -> Place:
        """See Places."""
        return Place(_country(_record(self._countries, ip)), _system(_record(self._systems, ip)))


def _opened(file: str | None) -> maxminddb.Reader | None:
    if file is None:
        return None
    try:
        return maxminddb.open_database(file, maxminddb.MODE_AUTO)
    except (OSError, maxminddb.InvalidDatabaseError):
        raise ValueError(f"{Path(file).name} is no file in MaxMind's format (.mmdb) that can be read") from None


def _record(reader: maxminddb.Reader | None, ip: str) -> Mapping[str, Any]:
    try:
        found = reader.get(ip) if reader else None
    except ValueError:  # a file that knows IPv4 alone is asked about IPv6
        found = None
    return found if isinstance(found, dict) else {}


def _country(record: Mapping[str, Any]) -> str | None:
    inner = record.get("country")
    code = inner.get("iso_code") if isinstance(inner, dict) else record.get("country_code", inner)
    return code.upper() if isinstance(code, str) and len(code) == 2 and code.isascii() else None


def _system(record: Mapping[str, Any]) -> int | None:
    number = record.get("autonomous_system_number", record.get("asn"))
    return number if isinstance(number, int) and 0 < number < 2**32 else None
