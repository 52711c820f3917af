"""Places outside, over a folder, object storage (moto) and a URL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.depots.folder import FolderDepot
from adapters.depots.s3 import S3Depot
from adapters.depots.url import UrlDepot
from adapters.web.post import GuardedPost
from application.ports.audit import Depot
from domain.refusal import Unavailable
from tests.fixtures.gateway import SECRET
from tests.fixtures.loopback import Reply
from tests.fixtures.moto import Moto
from tests.fixtures.outbound import make_dialer
from tests.fixtures.receiver import Receiver, is_verified

NAME, BODY = "heads-20261124T120000Z.json", b'{"heads": []}'


@dataclass(slots=True)
class Place:
    """A depot, and what lies there under a name."""

    depot: Depot
    find: Callable[[str], bytes]


@pytest.fixture(params=["file", "s3", "webhook"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each kind."""
    if request.param == "file":
        return Place(FolderDepot(str(tmp_path)), lambda name: (tmp_path / name).read_bytes())
    if request.param == "s3":
        return _bucket(request.getfixturevalue("moto"), request.getfixturevalue("monkeypatch"))
    receiver: Receiver = request.getfixturevalue("receiver")
    depot = UrlDepot(receiver.url, SECRET, GuardedPost(make_dialer()), lambda: datetime.now(UTC))

    def arrived(name: str) -> bytes:
        found = next(one for one in receiver.arrivals if one.headers["webhook-id"] == name)
        assert is_verified(found, SECRET)
        return found.body

    return Place(depot, arrived)


def _bucket(moto: Moto, monkeypatch: Any) -> Place:
    import boto3

    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", moto.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = boto3.client("s3")
    client.create_bucket(Bucket="outside")

    def find(name: str) -> bytes:
        body: bytes = client.get_object(Bucket="outside", Key=f"auth1/{name}")["Body"].read()
        return body

    return Place(S3Depot("outside", "auth1/"), find)


def test_a_document_lies_there_as_it_was_put(place: Place) -> None:
    """And once more with the same words is no harm, as after a crash."""
    for _ in range(2):
        place.depot.put(NAME, BODY)

    assert BODY == place.find(NAME)


def test_their_names_are_those_of_the_settings(place: Place) -> None:
    """What the database remembers of an anchor."""
    assert place.depot.name in ("file", "s3", "webhook")


def test_a_folder_takes_no_other_words_under_a_name(tmp_path: Path) -> None:
    """What was put is not put over."""
    depot = FolderDepot(str(tmp_path))
    depot.put(NAME, BODY)
    with pytest.raises(Unavailable):
        depot.put(NAME, b"other")

    assert BODY == (tmp_path / NAME).read_bytes()


def test_what_was_not_kept_is_told(receiver: Receiver, moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is gone, a bucket that is not there, a URL that answers 500."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", moto.url)
    receiver.judge = lambda _: Reply(500)
    post = GuardedPost(make_dialer())
    for depot in (
        FolderDepot("/nowhere"),
        S3Depot("nowhere", ""),
        UrlDepot(receiver.url, None, post, lambda: datetime.now(UTC)),
    ):
        with pytest.raises(Unavailable):
            depot.put(NAME, BODY)
