"""Object storage; with its object lock nobody changes what was put."""

from functools import cached_property
from typing import Any

from application.ports.audit import Depot
from domain.refusal import Unavailable


class S3Depot(Depot):
    """Objects below a prefix; credentials and endpoint are found as in every AWS client."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix.strip("/")

    @property
    def name(self) -> str:
        """See Depot."""
        return "s3"

    def put(self, name: str, body: bytes) -> None:
        """See Depot."""
        from botocore.exceptions import BotoCoreError, ClientError

        key = f"{self._prefix}/{name}" if self._prefix else name
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body)
        except (BotoCoreError, ClientError):
            raise Unavailable(f"Object storage does not take {name}.") from None

    @cached_property
    def _client(self) -> Any:
        import boto3
        from botocore.config import Config

        limits = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3})
        return boto3.client("s3", config=limits)
