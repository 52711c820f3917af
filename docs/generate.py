"""Writes the tables of settings from the code: docs/settings.md, and the table in README.md.

`python docs/generate.py` writes them; `python docs/generate.py --check` exits 1 where they are stale.
"""

import json
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from domain.branding import Branding  # noqa: E402
from domain.event_catalogue import CATALOGUE, VERSION  # noqa: E402
from domain.rules import Schema, plain  # noqa: E402
from domain.tenant_settings import TenantSettings  # noqa: E402
from entrypoints.settings_table import settings_table  # noqa: E402

BEGIN: Final = "<!-- settings:begin -->"
END: Final = "<!-- settings:end -->"
LONGEST_LIST: Final = 15
PAGE: Final = """\
# Settings

This page is made by `python docs/generate.py` from the code; edit the code, not the page.

## The installation: environment variables

Read once at start, in `entrypoints/settings.py`; there is no configuration file.
An empty variable counts as one that is not set.
What is wrong is said at start, every problem at once, and no value is quoted.
Variables that are not in this table are ignored, `NODE_ENV` among them: there is no mode to switch.

{installation}

Under `make run` some defaults differ: `HOST` is `127.0.0.1`, `LOG_FORMAT` is `text`, `LOG_LEVEL` is `warn`.
Everything required is made for you there; a variable that you set wins.
SNS counts as configured where `AWS_SNS_REGION` or `SNS_ORIGINATION_NUMBER` is set.
Its credentials are found as in every AWS client.
`AUTH1_HOME` names the folder of `make run` (default `.auth1`).

## A tenant: settings

Given when a tenant is made, and changed by `PATCH /api/tenant` or `PATCH /api/admin/tenants/{{id}}`, all or nothing.
A process may go on with the older settings for up to 5 seconds.

{tenant}

## A tenant: branding

Pages and mails show it; [brand.md](brand.md) says what is made of the colours, and how a logo is uploaded.

{branding}
"""


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def installation_table() -> str:
    """Every environment variable."""
    rows = [[f"`{name}`", doc, _default_cell(shown)] for name, doc, shown in settings_table()]
    return table(["Variable", "Description", "Default"], rows)


def _default_cell(shown: str) -> str:
    return shown if shown in ("required", "optional") else f"`{shown}`"


def ruled_table(kind: type[Any], head: str) -> str:
    """Every field of a ruled dataclass, with its default and its bounds."""
    rows = []
    for known in fields(kind):
        default = known.default if known.default_factory is MISSING else known.default_factory()
        shown = json.dumps(plain(default), ensure_ascii=False)
        rows.append([f"`{known.name}`", f"`{shown}`", bounds(known.metadata["rule"].schema()), known.metadata["doc"]])
    return table([head, "Default", "Bounds", "What it does"], rows)


def bounds(schema: Schema) -> str:
    """A rule's schema in a few words."""
    if "anyOf" in schema:
        return f"{bounds(schema['anyOf'][0])}, or null"
    if "enum" in schema:
        words = schema["enum"]
        return ", ".join(f"`{word}`" for word in words) if len(words) < LONGEST_LIST else "ISO 3166-1 alpha-2"
    if schema["type"] == "integer":
        return f"{schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "array":
        return f"list of at most {schema['maxItems']}: {bounds(schema['items'])}"
    if "propertyNames" in schema:
        return str(schema["description"])
    if "properties" in schema:
        return f"an object of {', '.join(f'`{name}`' for name in schema['properties'])}; see fraud.md"
    if "maxProperties" not in schema and schema["type"] == "object":
        return "an object of lists of routes"
    if schema["type"] == "object":
        return f"at most {schema['maxProperties']} numbers, each with a code of 6 to 10 digits"
    said = {"boolean": "true or false", "string": "RFC 3339 time with its offset"}[schema["type"]]
    return str(schema.get("description", said))


EVENTS: Final = """\
# Events

This page is made by `python docs/generate.py` from `domain/event_catalogue.py`; edit the code, not the page.

What a tenant's own systems may hear of, in version {version} of the catalogue.
The catalogue is closed: no event has another name, and no `data` other fields.
A new field or a new event may come within a version; one that means something else makes a new version.
An event holds ids, never an address, a code or a token: who may know more asks the API with its key.
How events arrive, are signed and are tried again stands in [webhooks.md](webhooks.md).
The JSON Schemas (2020-12) are in [events.schema.json](events.schema.json).

{index}
"""
EVENT: Final = """
## {name}

{doc}
`subject` is the id of the {subject}.

```json
{example}
```
"""


def events_page() -> str:
    """Every event with an example."""
    rows = [[f"[`{one.name}`](#{one.name.replace('.', '')})", one.doc] for one in CATALOGUE.values()]
    page = EVENTS.format(version=VERSION, index=table(["Event", "What it tells"], rows))
    for one in CATALOGUE.values():
        example = json.dumps(one.example(), indent=2)
        page += EVENT.format(name=one.name, doc=one.doc, subject=one.subject, example=example)
    return page


def events_schema() -> str:
    """One schema that takes every event, and no other document."""
    every = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "oneOf": [one.schema() for one in CATALOGUE.values()],
    }
    return json.dumps(every, indent=1) + "\n"


def pages() -> dict[Path, str]:
    """Every page that this file makes, with the text that it should hold."""
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    settings = PAGE.format(
        installation=installation_table(),
        tenant=ruled_table(TenantSettings, "Setting"),
        branding=ruled_table(Branding, "Field"),
    )
    docs = ROOT / "docs"
    return {
        readme: f"{before}{BEGIN}\n{installation_table()}\n{END}{after}",
        docs / "settings.md": settings,
        docs / "events.md": events_page(),
        docs / "events.schema.json": events_schema(),
    }


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say which are stale."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run python docs/generate.py\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
