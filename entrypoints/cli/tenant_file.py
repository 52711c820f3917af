"""Files of tenants in YAML, of which JSON is a part; read as strictly as a request is."""

import re
from collections.abc import Mapping
from typing import Any, Final

import yaml

from domain.refusal import FieldError, InvalidRequest, MalformedRequest
from domain.wanted_tenant import WantedTenant

MOST_BYTES: Final = 4 * 1024 * 1024
TAG: Final = "tag:yaml.org,2002:"
HEADER: Final = "# Tenants of Auth1. See what would change, and change it: auth1 apply FILE\n"


class _Loader(yaml.SafeLoader):
    """JSON's scalars only: Norway stays NO, +12015550123 stays a number of a phone, a date stays text."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}  # type: ignore[assignment]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping in which no name stands twice, and every name is a text."""
        for name, _ in node.value:
            if name.tag not in (f"{TAG}str", f"{TAG}merge"):
                raise yaml.constructor.ConstructorError(None, None, "a name must be a text: quote it", name.start_mark)
        names = [name.value for name, _ in node.value]
        for at, (name, _) in enumerate(node.value):
            if name.value in names[:at]:
                raise yaml.constructor.ConstructorError(None, None, f"{name.value!r} stands twice", name.start_mark)
        return super().construct_mapping(node, deep=deep)


class _Dumper(yaml.SafeDumper):
    """Quotes what the reader, or YAML elsewhere, would not take for a text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """The same list twice is written twice."""
        return True


for pattern, tag, first in (
    (r"true|false", "bool", "tf"),
    (r"null|~|", "null", ["n", "~", ""]),
    (r"-?(0|[1-9][0-9]*)", "int", "-0123456789"),
    (r"<<", "merge", "<"),
):
    _Loader.add_implicit_resolver(f"{TAG}{tag}", re.compile(rf"^(?:{pattern})$"), list(first))


def read_tenants(text: bytes) -> list[WantedTenant]:
    """The tenants of a file; raises MalformedRequest with the line, and InvalidRequest that names every wrong field."""
    document = _parsed(text)
    if not isinstance(document, Mapping) or not isinstance(document.get("tenants"), Mapping):
        raise MalformedRequest("The file must have one object 'tenants', from slugs to what each tenant shall be.")
    errors = [FieldError(str(name)[:64], "There is no such field.") for name in document if name != "tenants"]
    read = [WantedTenant.read(slug, values) for slug, values in document["tenants"].items()]
    errors += [error for _, wrong in read for error in wrong]
    if errors:
        raise InvalidRequest(errors)
    return [tenant for tenant, _ in read]


def read_document(text: bytes) -> Mapping[str, Any]:
    """Any file with names and values; raises MalformedRequest with the line."""
    document = _parsed(text)
    if not isinstance(document, Mapping):
        raise MalformedRequest("The file must have names with values, such as risk_block_at: 90.")
    return document


def write_tenants(document: Mapping[str, Any]) -> str:
    """The file."""
    body = yaml.dump(dict(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return f"{HEADER}{body}"


def _parsed(text: bytes) -> Any:
    if len(text) > MOST_BYTES:
        raise MalformedRequest("The file is over 4 MiB.")
    try:
        # A SafeLoader with fewer kinds of values.
        return yaml.load(text.decode(), Loader=_Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise MalformedRequest(f"The file cannot be read, {place}: {error.problem}.") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        raise MalformedRequest("The file must be YAML in UTF-8, and not nested deeply.") from None
