"""The embedded workbook over loopback HTTP, with Google's quotas and the faults of real networks as switches."""

import json
import random
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from services.local_sheets.auth import Accounts, Condition, refuse_by
from services.local_sheets.core import LocalSheets
from services.local_sheets.errors import ApiError, WorkbookFileError, quota_exceeded, server_fault

PAGES = {
    "502": (502, "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"),
    "captive": (200, "<html><head><title>Wi-Fi</title></head><body>Xin đăng nhập mạng Wi-Fi</body></html>"),
}
"""What stands between the caller and Google, at the token endpoint, too, answers with a page."""
FAULTS = ("429", "500", "503", "reset", "reset-after", "stall", "stall-after", *PAGES)
_MINUTE = 60.0
_POLL_SECONDS = 0.2
_NO_LINGER = b"\x01\x00\x00\x00\x00\x00\x00\x00"
"""Closing sends a reset instead of a goodbye."""


@dataclass(frozen=True)
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
    """Serves one workbook on 127.0.0.1; port 0 takes a free one. `condition` may be set while it runs."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        core: LocalSheets,
        port: int = 0,
        switches: Switches = Switches(),
        accounts: Accounts | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.core, self.switches = core, switches
        self.accounts = accounts or Accounts()
        self.condition = Condition.SHARED
        self.quota = Quota({"Read": switches.reads_per_minute, "Write": switches.writes_per_minute}, clock)
        self.closing = threading.Event()
        self.stalled = 0
        """Requests that wait without an answer now."""
        self._dice = random.Random(switches.seed)  # noqa: S311  # chance for tests, no secret
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.server_port}"

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

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away while being answered is no error of the server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


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

    do_PUT = do_DELETE = do_POST

    def log_message(self, *_: Any) -> None:
        """Nothing: addresses hold what people typed."""

    def _respond(self, kind: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.closing.wait(self.server.switches.latency)
        fault = self.server.fault()
        if fault in PAGES:
            status, page = PAGES[fault]
            self._send(status, "text/html", page)
            return
        try:
            status, answer = self._token(body) if self.path == "/token" else self._answer(kind, body, fault)
        except _Cut:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.connection.close()
            return
        self._send(status, "application/json", json.dumps(answer))

    def _send(self, status: int, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _token(self, body: bytes) -> tuple[int, dict[str, Any]]:
        return self.server.accounts.token(parse_qs(body.decode(errors="replace")))

    def _answer(self, kind: str, body: bytes, fault: str | None) -> tuple[int, dict[str, Any]]:
        try:
            if fault in ("500", "503"):
                raise server_fault(int(fault))
            if fault == "429":
                raise quota_exceeded(kind)
            caller = self.server.accounts.admit(self.headers.get("Authorization"), writes=kind == "Write")
            self.server.quota.take(kind)
            refuse_by(self.server.condition, writes=kind == "Write")
        except ApiError as error:
            return error.status, error.envelope()
        self._stop_if(fault, "reset", "stall")
        answer = self._carried_out(body, caller)
        self._stop_if(fault, "reset-after", "stall-after")
        return answer

    def _carried_out(self, body: bytes, caller: str | None) -> tuple[int, dict[str, Any]]:
        try:
            return self.server.core.respond(self.command, self.path, body, caller)
        except WorkbookFileError:
            return 503, server_fault(503).envelope()

    def _stop_if(self, fault: str | None, reset: str, stall: str) -> None:
        if fault == stall:
            self.server.stalled += 1
            self._wait_for_the_client_to_give_up()
            self.server.stalled -= 1
        if fault in (reset, stall):
            raise _Cut

    def _wait_for_the_client_to_give_up(self) -> None:
        # A connection that the client closed becomes readable.
        while not select.select([self.connection], [], [], _POLL_SECONDS)[0]:
            if self.server.closing.is_set():
                return
