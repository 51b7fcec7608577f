"""How often a call to the Sheets API is made again, and how long it waits before."""

import random
from typing import Any, Self

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError
from urllib3.util.retry import Retry

_BUSY = frozenset({429, 500, 502, 503, 504})
_NEVER_SENT = (ConnectTimeoutError, NewConnectionError)


class Retries(Retry):
    """Truncated exponential back-off as Google asks for it: min(2ⁿ + up to 1, `backoff_max`) times `backoff_factor`
    seconds (https://developers.google.com/workspace/sheets/api/limits#exponential).

    A read is made again after 429 and 5xx. A write only after 429 or when it was never sent: any other failure may
    have come after the change was made. Nothing is made again after a time-out of the answer; the page waits already.
    """

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        """True when the answer leaves no doubt that asking again does no harm."""
        return status_code == 429 or (method == "GET" and status_code in _BUSY)

    def get_backoff_time(self) -> float:
        """Seconds before the next attempt."""
        wish = 2 ** (len(self.history) - 1) + random.random()  # noqa: S311  # spreads callers, no secret
        return self.backoff_factor * min(self.backoff_max, wish)

    def increment(  # type: ignore[override]  # urllib3 itself passes all but the method by name
        self, method: str | None = None, url: str | None = None, *, error: Exception | None = None, **others: Any
    ) -> Self:
        """What is left of the attempts. Raises the error when the call must not be made again."""
        if isinstance(error, ReadTimeoutError):
            raise error
        if error is not None and method != "GET" and not isinstance(error, _NEVER_SENT):
            raise error
        return super().increment(method, url, error=error, **others)


RETRIES = Retries(
    total=3,
    connect=1,
    read=1,
    other=1,
    backoff_factor=1,
    backoff_max=4,
    retry_after_max=3,
    raise_on_status=False,
)
"""At most ten seconds of waiting in all, so that a page still answers."""
