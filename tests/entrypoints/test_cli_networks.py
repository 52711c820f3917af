"""auth1 networks, on a real Postgres."""

from pathlib import Path

from adapters.embedded.postgres import EmbeddedPostgres
from tests.fixtures.rows import rows
from tests.fixtures.terminal import REFUSED, USAGE, Run, shown


def test_a_list_is_imported_and_counted(auth1: Run, tmp_path: Path, postgres_18: EmbeddedPostgres) -> None:
    """It takes the place of the one before; each import is in the audit log of the installation."""
    file = tmp_path / "hosting.txt"
    file.write_text("203.0.113.0/24\nAS64496 # a host\n2001:db8::/32\n")
    first = shown(auth1("networks", "import", "hosting", str(file), "--json"))
    file.write_text("AS64497\n")
    second = shown(auth1("networks", "import", "hosting", str(file), "--json"))
    audit = rows(postgres_18, "SELECT tenant_id, details FROM audit_log WHERE action = 'networks.imported' ORDER BY id")

    assert {"kind": "hosting", "networks": 2, "autonomous systems": 1} == first
    assert {"kind": "hosting", "networks": 0, "autonomous systems": 1} == second
    assert [("hosting", 0, 1)] == [
        (row["kind"], row["networks"], row["autonomous systems"]) for row in shown(auth1("networks", "list", "--json"))
    ]
    assert [("installation", {"kind": "hosting", "networks": 0, "systems": 1})] == [tuple(audit[-1])]


def test_a_wrong_list_imports_nothing(auth1: Run, tmp_path: Path) -> None:
    """Every wrong line is named; an unknown kind, and what is no text, are a wrong usage."""
    file, other = tmp_path / "tor.txt", tmp_path / "other.txt"
    file.write_text("203.0.113.0/24\nnonsense\n203.0.113.0/99\n")
    other.write_bytes(b"\xff\xfe\x00")
    result = auth1("networks", "import", "tor", str(file))

    assert (REFUSED, "") == (result.exit_code, result.stdout)
    assert all(f"auth1: line {number}: " in result.stderr for number in (2, 3))
    assert [USAGE, USAGE] == [
        auth1("networks", "import", kind, str(path)).exit_code for kind, path in (("vpn", file), ("tor", other))
    ]
    assert [] == shown(auth1("networks", "list", "--json"))
