"""Who calls, and under which name, is read in one place."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The doors of forward authentication compare what a proxy says with registered addresses, and use nothing of it.
READERS = {"entrypoints/http/caller.py", "entrypoints/dev/inbox.py", "entrypoints/http/oidc/forward_doors.py"}
FORWARDED = re.compile(r"x-forwarded|x-real-ip|^forwarded$|cf-connecting-ip|true-client-ip|^host$", re.I)
# Flask's proxy, and what the hottest places call the request itself.
REQUEST = re.compile(r"\b(request|asked)\b")
OF_HOST = {"host", "host_url", "url", "url_root", "base_url", "access_route", "root_url", "server"}


def findings(tree: ast.Module) -> list[str]:
    """Reads of forwarded headers by their text, and of `request.host` and what is made from it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.Subscript) and REQUEST.search(ast.unparse(node)):
            parts = node.args if isinstance(node, ast.Call) else [node.slice]
            texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            found += [text for text in texts if FORWARDED.search(text)]
        if isinstance(node, ast.Attribute) and REQUEST.fullmatch(ast.unparse(node.value)) and node.attr in OF_HOST:
            found.append(f"request.{node.attr}")
    return found


def test_forwarded_headers_and_host_are_read_by_the_caller_alone() -> None:
    """Users can send these headers: only the counting of proxies reads them, and the inbox its Host."""
    paths = {str(path.relative_to(ROOT)): path for path in (ROOT / "entrypoints").rglob("*.py")}
    readers = {name for name, path in paths.items() if findings(ast.parse(path.read_text()))}

    assert readers == READERS & readers
    assert "entrypoints/http/caller.py" in readers


def test_links_come_from_no_request() -> None:
    """Flask's own way to make links, which would use Host, is not used."""
    sources = [path.read_text() for path in (ROOT / "entrypoints").rglob("*.py")]

    assert not any(word in source for source in sources for word in ("url_for(", "redirect(", "ProxyFix"))


def test_a_careless_read_would_be_found() -> None:
    """The search sees `get`, `getlist`, subscripts and attributes."""
    tree = ast.parse(
        "request.headers['X-Forwarded-For']\nrequest.headers.getlist('forwarded')\nrequest.host_url\n"
        "request.headers.get('Host')\nrequest.headers.get('Origin')\nrequest.path"
    )

    assert {"X-Forwarded-For", "forwarded", "request.host_url", "Host"} == set(findings(tree))
