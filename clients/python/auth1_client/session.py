"""A pair of tokens that is always good: refreshed once, whoever asks, and saved before it is used."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, get_ident
from typing import Final

from auth1_client.answers import Tokens
from auth1_client.client import Auth1
from auth1_client.errors import UNREACHABLE, Problem, SignInRequired, Unreachable

# Seconds that an access token has to live when it is handed out.
MARGIN: Final = 30.0


class Session:
    """Holds the tokens of one sign-in for all threads of a process; make it as soon as the tokens are there.

    `on_change` is called with new tokens before anybody gets them, so that the app saves the refresh token.
    Where it raises, the caller gets that error, and the next call saves again before it hands anything out.
    `clock` is monotonic and counts seconds.
    """

    def __init__(
        self,
        auth1: Auth1,
        tokens: Tokens,
        on_change: Callable[[Tokens], object] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._auth1, self._on_change, self._clock = auth1, on_change, clock
        self._lock = Lock()
        self._renewal: Future[str] | None = None
        self._leader = 0
        self._unsaved = False
        self._ended_by: Problem | None = None
        self._tokens, self._fresh_until = tokens, clock() + tokens.expires_in - MARGIN

    def __repr__(self) -> str:
        return f"Session({self._tokens!r}, ended={self.ended})"

    @property
    def ended(self) -> bool:
        """Whether the person has to sign in again; once true it stays so."""
        return self._ended_by is not None

    @property
    def tokens(self) -> Tokens:
        """The present tokens as they are, without a look at their age."""
        return self._tokens

    def access_token(self) -> str:
        """An access token with at least 30 seconds to live, where the server gives such; refreshed when needed.

        One refresh runs at a time: other threads wait for it, and get its token or its error.
        Raises SignInRequired when the session is over, and ever after; Unreachable and others pass, so ask again.
        """
        with self._lock:
            if self._ended_by is not None:
                raise SignInRequired(self._ended_by)
            if self._is_fresh() and not self._unsaved:
                return self._tokens.access_token
            renewal, leads = self._join()
        if leads:
            self._lead(renewal)
        return renewal.result()

    def _join(self) -> tuple["Future[str]", bool]:
        if self._renewal is None:
            self._renewal, self._leader = Future(), get_ident()
            return self._renewal, True
        if self._leader == get_ident():
            raise RuntimeError("on_change must use the tokens that it is given, not ask the session for one.")
        return self._renewal, False

    def _lead(self, renewal: "Future[str]") -> None:
        try:
            renewal.set_result(self._renewed())
        except BaseException as error:
            # Whoever ended this thread has not ended those that wait for it.
            stopped = Unreachable(Problem(0, UNREACHABLE, "The refresh was interrupted."))
            renewal.set_exception(error if isinstance(error, Exception) else stopped)
            raise
        finally:
            with self._lock:
                self._renewal = None

    def _renewed(self) -> str:
        self._save()
        if not self._is_fresh():
            self._refresh()
            self._save()
        return self._tokens.access_token

    def _is_fresh(self) -> bool:
        return self._clock() < self._fresh_until

    def _refresh(self) -> None:
        began = self._clock()
        try:
            tokens = self._auth1.refresh(self._tokens.refresh_token)
        except SignInRequired as error:
            with self._lock:
                self._ended_by = error.problem
            raise
        with self._lock:
            self._tokens, self._fresh_until = tokens, began + tokens.expires_in - MARGIN
            self._unsaved = self._on_change is not None

    def _save(self) -> None:
        if self._unsaved and self._on_change is not None:
            self._on_change(self._tokens)
            self._unsaved = False
