"""The embedded workbook over loopback HTTP, with Google's quotas and the faults of real networks as switches."""

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from services.local_sheets.core import LocalSheets
from services.local_sheets.errors import ApiError, WorkbookFileError, quota_exceeded, server_fault

FAULTS = ("429", "500", "503", "reset", "reset-after", "stall", "stall-after")
_MINUTE = 60.0


@dataclass
class Switches:
    """How the server behaves; all off by default."""

    reads_per_minute: int | None = None
    writes_per_minute: int | None = None
    latency: float = 0.0
    """Seconds before every answer."""
    faults: Mapping[str, float] = field(default_factory=dict)
    """Kind (see `FAULTS`) → share of the requests that it meets, 0 to 1."""
    seed: int | None = None


class Quota:
    """Requests in fixed windows of a minute: https://developers.google.com/workspace/sheets/api/limits."""

    def __init__(self, limits: Mapping[str, int | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._used: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def take(self, kind: str) -> None:
        """Counts one request; raises Google's 429 when the window is used up. `kind` is Read or Write."""
        limit = self._limits.get(kind)
        with self._lock:
            window = int(self._clock() // _MINUTE)
            known, used = self._used.get(kind, (window, 0))
            used = used if known == window else 0
            if limit is not None and used >= limit:
                raise quota_exceeded(kind)
            self._used[kind] = (window, used + 1)


class Server(ThreadingHTTPServer):
    """Serves one workbook on 127.0.0.1; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, core: LocalSheets, port: int, switches: Switches) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.core, self.switches = core, switches
        self.quota = Quota({"Read": switches.reads_per_minute, "Write": switches.writes_per_minute})
        self.closing = threading.Event()
        self._dice = random.Random(switches.seed)  # noqa: S311  # chance for tests, no secret
        self._lock = threading.Lock()

    def fault(self) -> str | None:
        """The fault that the next request meets, if any."""
        with self._lock:
            throw = self._dice.random()
        for kind, rate in self.switches.faults.items():
            if throw < rate:
                return kind
            throw -= rate
        return None

    def shutdown(self) -> None:
        """Lets stalled requests go and stops."""
        self.closing.set()
        super().shutdown()


class _Cut(Exception):
    """The connection ends without an answer."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    # Headers and body go out together; without it each answer waits for the delayed acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._respond("Read")

    def do_POST(self) -> None:
        self._respond("Write")

    do_PUT = do_POST

    def log_message(self, *_: Any) -> None:
        """Nothing: addresses hold what people typed."""

    def _respond(self, kind: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            status, answer = self._answer(kind, body)
        except _Cut:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            self.connection.close()
            return
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, kind: str, body: bytes) -> tuple[int, dict[str, Any]]:
        self.server.closing.wait(self.server.switches.latency)
        fault = self.server.fault()
        try:
            if fault in ("500", "503"):
                raise server_fault(int(fault))
            if fault == "429":
                raise quota_exceeded(kind)
            self.server.quota.take(kind)
        except ApiError as error:
            return error.status, error.envelope()
        self._stop_if(fault, "reset", "stall")
        answer = self._carried_out(body)
        self._stop_if(fault, "reset-after", "stall-after")
        return answer

    def _carried_out(self, body: bytes) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(self.path)
        try:
            return self.server.core.handle(
                self.command, parts.path, parse_qs(parts.query), json.loads(body) if body else None
            )
        except ValueError:
            return 400, ApiError(400, "Invalid JSON payload received.").envelope()
        except WorkbookFileError:
            return 503, server_fault(503).envelope()

    def _stop_if(self, fault: str | None, reset: str, stall: str) -> None:
        if fault == stall:
            self.server.closing.wait()
        if fault in (reset, stall):
            raise _Cut
