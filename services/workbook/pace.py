"""How fast calls may follow one another."""

import math
import threading
from collections.abc import Callable
from time import monotonic, sleep


class Pace:
    """A token bucket: `burst` calls at once, then `per_minute` evenly; so at most `per_minute + burst` in any minute.

    Without figures nobody waits.
    """

    def __init__(
        self,
        per_minute: float = math.inf,
        burst: float = math.inf,
        *,
        timer: Callable[[], float] = monotonic,
        pause: Callable[[float], object] = sleep,
    ) -> None:
        self._rate, self._burst = per_minute / 60, burst
        self._timer, self._pause = timer, pause
        self._lock = threading.Lock()
        self._tokens, self._at = burst, timer()

    def wait(self) -> None:
        """Returns once the next call may be made."""
        if math.isinf(self._burst):
            return
        with self._lock:
            now = self._timer()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate) - 1
            self._at = now
            if self._tokens < 0:
                self._pause(-self._tokens / self._rate)
