"""Countries and autonomous systems from the operator's own files."""

from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from adapters.maxmind.places import MaxMindPlaces
from domain.place import NOWHERE, Place
from entrypoints.settings import InvalidSettings
from tests.fixtures.worlds import make_memory_world

GEOIP2 = {"country": {"iso_code": "KE", "names": {"en": "Kenya"}}}
IP_LOCATION_DB = {"country_code": "KE"}


def file_of(path: Path, network: str, record: Any, *, version: int = 6) -> str:
    """A file that knows one network."""
    writer = MMDBWriter(ip_version=version, ipv4_compatible=version == 6)
    writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return str(path)


@pytest.mark.parametrize("record", [GEOIP2, IP_LOCATION_DB, {"country": "ke"}])
def test_a_country_is_read_however_it_is_written(tmp_path: Path, record: Any) -> None:
    """By MaxMind, DB-IP and ip-location-db; an address that no record names is nowhere."""
    places = MaxMindPlaces(file_of(tmp_path / "c.mmdb", "203.0.113.0/24", record), None)

    assert Place("KE") == places.place_of("203.0.113.9")
    assert NOWHERE == places.place_of("198.51.100.7")


def test_a_system_is_read(tmp_path: Path) -> None:
    """Of IPv6 too."""
    record = {"autonomous_system_number": 64496, "autonomous_system_organization": "Example"}
    places = MaxMindPlaces(None, file_of(tmp_path / "a.mmdb", "2001:db8::/32", record))

    assert Place(None, 64496) == places.place_of("2001:db8::1")


@pytest.mark.parametrize("record", [{}, {"country": {}}, {"country_code": "Kenya"}, {"country": 7}, {"asn": "x"}])
def test_an_odd_record_says_nothing(tmp_path: Path, record: Any) -> None:
    """Whatever a file holds is no error."""
    file = file_of(tmp_path / "odd.mmdb", "203.0.113.0/24", record)

    assert NOWHERE == MaxMindPlaces(file, file).place_of("203.0.113.9")


def test_a_file_of_ipv4_alone_says_nothing_of_ipv6(tmp_path: Path) -> None:
    """Such files are about too."""
    places = MaxMindPlaces(file_of(tmp_path / "v4.mmdb", "203.0.113.0/24", GEOIP2, version=4), None)

    assert (Place("KE"), NOWHERE) == (places.place_of("203.0.113.9"), places.place_of("2001:db8::1"))


def test_without_files_every_place_is_unknown() -> None:
    """Nobody is asked over the network."""
    assert NOWHERE == MaxMindPlaces(None, None).place_of("203.0.113.9")


def test_a_file_that_is_none_is_named_at_the_start(tmp_path: Path) -> None:
    """Missing, or of another format: by its variable, before anything is served."""
    from entrypoints.settings import Settings

    other = tmp_path / "other.mmdb"
    other.write_text("no such file")
    needed = {"DATABASE_URL": "postgresql://a@b/c", "REDIS_URL": "redis://b", "JWT_SECRET": "6f1d4b0c9a8e7f3d" * 4}
    for path in (str(other), str(tmp_path / "missing.mmdb"), str(tmp_path)):
        with pytest.raises(InvalidSettings, match=r"GEOIP_COUNTRY_DB must be"):
            Settings.from_env({**needed, "GEOIP_COUNTRY_DB": path})


def test_a_session_says_the_country_too() -> None:
    """Where a file knows it; support and users read it beside the address."""
    world = make_memory_world()
    acme = world.tenant()
    world.container.adapters.intelligence().places["198.51.100.7"] = Place("DE")
    token = world.sign_in(acme)["token"]

    shown = world.call("GET", "/api/auth/sessions", key=acme.publishable, bearer=token).get_json()["data"]
    assert ["198.51.100.7 (DE)"] == [one["place"] for one in shown]
