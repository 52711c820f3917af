"""Takes out of the image's libraries what Auth1 never opens; run by the Dockerfile, in the environment that it trims.

What is left is tried at the end: a build that took too much fails.
"""

import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Final

LIBRARIES: Final = Path(sysconfig.get_path("purelib"))
# Installers; what shows source code and Markdown; and what only Twilio's asynchronous client needs.
WHOLE: Final = (
    *("pip", "setuptools", "pygments", "markdown_it", "markdown_it_py", "mdurl"),
    *("aiohttp", "aiohttp_retry", "aiosignal", "aiohappyeyeballs", "frozenlist", "multidict", "propcache", "yarl"),
)
# Of AWS: SNS, S3 and what makes credentials.
AWS: Final = {"sns", "s3", "sts", "sso", "sso-oidc", "signin"}
TWILIO: Final = {"api", "lookups"}
# Of numbers: what is valid and what kind it is; not its place, carrier or time zone, nor emergency numbers.
NUMBERS: Final = ("geodata", "carrierdata", "tzdata")
# Of images: PNG, JPEG and WebP; neither AVIF, nor letters, colour profiles and windows.
IMAGES: Final = (
    *("_avif", "_imagingft", "_imagingcms", "_imagingtk"),
    *("libavif", "libharfbuzz", "libfreetype", "libraqm", "libbrotli", "liblcms2"),
)
# Authlib's server is used; its clients and what binds it to frameworks are not.
AUTHLIB: Final = ("integrations", "oauth1")
TESTS: Final = ("test", "tests", "testing", "testdata")
SOURCES: Final = ("*.pyi", "*.c", "*.pyx", "*.pxd")
USED: Final = (
    "alembic.command", "authlib.oauth2", "authlib.oauth2.rfc6749.grants", "authlib.oauth2.rfc7523", "boto3",
    "cryptography.fernet", "dependency_injector.providers", "flask", "granian", "granian.server",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter", "opentelemetry.sdk.trace", "phonenumbers", "PIL._webp",
    "PIL.Image", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.WebPImagePlugin", "prometheus_client", "psycopg",
    "redis.cluster", "redis.sentinel", "rich.console", "rich.panel", "rich.table", "rich.text", "sqlalchemy.orm",
    "twilio.request_validator", "twilio.twiml.voice_response", "yaml",
)  # fmt: skip


def superfluous(languages: set[str]) -> Iterator[Path]:
    """Every file and folder that can go."""
    for name in WHOLE:
        yield from (LIBRARIES / name, *LIBRARIES.glob(f"{name}-*.dist-info"))
    yield from _others(LIBRARIES / "botocore/data", AWS)
    yield from _others(LIBRARIES / "twilio/rest", TWILIO)
    known = set(chain.from_iterable(map(_line, languages))) | {"root"}
    yield from (path for path in (LIBRARIES / "babel/locale-data").glob("*.dat") if path.stem not in known)
    yield from (LIBRARIES / "phonenumbers" / name for name in NUMBERS)
    yield from (
        path for name in IMAGES for place in ("PIL", "pillow.libs") for path in (LIBRARIES / place).glob(f"{name}*")
    )
    yield from (LIBRARIES / "authlib" / name for name in AUTHLIB)
    yield from (LIBRARIES / "phonenumbers/shortdata").glob("region_*")
    yield from (path for name in TESTS for path in LIBRARIES.rglob(name) if path.is_dir())
    yield from (path for pattern in SOURCES for path in LIBRARIES.rglob(pattern))
    yield from Path(sys.prefix, "bin").glob("pip*")


def _others(folder: Path, kept: set[str]) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_dir() and path.name not in kept)


def _line(language: str) -> Iterator[str]:
    """A language and those that its data builds on."""
    from babel.core import get_global

    while language:
        yield language
        language = get_global("parent_exceptions").get(language) or language.rpartition("_")[0]


def prove(languages: set[str]) -> None:
    """Reach for what Auth1 reaches for; raises where it is gone."""
    from babel.core import Locale
    from babel.numbers import format_decimal
    from boto3 import client
    from twilio.rest import Client

    for name in USED:
        import_module(name)
    for language in languages:
        format_decimal(1234.5, locale=Locale.parse(language))
    for service in ("sns", "s3"):
        client(service, region_name="us-east-1")
    twilio = Client("AC", "token")
    for part in (twilio.messages, twilio.calls, twilio.lookups.v2):
        assert part


def main(locales: str) -> None:
    """Trim to the languages of that folder."""
    languages = {path.name for path in Path(locales).iterdir() if path.is_dir()} | {"en"}
    for path in list(superfluous(languages)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    prove(languages)


if __name__ == "__main__":
    main(sys.argv[1])
