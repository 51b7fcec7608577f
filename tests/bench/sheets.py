"""The embedded workbook served in a process of its own, with Google's quotas, and a count of what is asked of it."""

import http.client
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from tests.bench.server import ROOT

QUOTA_A_MINUTE = 60
LATENCY_MS = 150


@dataclass
class Counted:
    """An endpoint that passes everything on and keeps a note of each request."""

    url: str
    spreadsheet: str
    requests: list[tuple[float, str, int]] = field(default_factory=list)
    """Moment (`perf_counter`), method, status."""

    def reads_in_worst_minute(self, since: float) -> int:
        """The most reads that any 60 seconds from that moment on held."""
        reads = [at for at, method, _ in self.requests if method == "GET" and at >= since]
        return max((sum(start <= at < start + 60 for at in reads) for start in reads), default=0)

    def statuses(self) -> Counter[int]:
        """Status → how often it was answered."""
        return Counter(status for _, _, status in self.requests)


@contextmanager
def counted_sheets(file: Path) -> Iterator[Counted]:
    """Serves the workbook file with `QUOTA_A_MINUTE` reads and writes and `LATENCY_MS`, and counts."""
    quota = (f"--reads-per-minute={QUOTA_A_MINUTE}", f"--writes-per-minute={QUOTA_A_MINUTE}")
    command = (*(sys.executable, "-m", "services.local_sheets", "--db", str(file)), *quota)
    with subprocess.Popen(
        (*command, f"--latency-ms={LATENCY_MS}"), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            words = (process.stdout.readline() if process.stdout else "").split()
            with _Counter(("127.0.0.1", 0), _Handler) as server:
                server.target = urlsplit(words[2]).netloc
                server.counted = Counted(f"http://127.0.0.1:{server.server_port}", words[-1])
                threading.Thread(target=server.serve_forever, daemon=True).start()
                yield server.counted
                server.shutdown()
        finally:
            process.kill()


class _Counter(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    target: str
    counted: Counted


class _Handler(BaseHTTPRequestHandler):
    server: _Counter
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Passes the request on and notes it."""
        at = perf_counter()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        behind = http.client.HTTPConnection(self.server.target, timeout=60)
        behind.request(self.command, self.path, body, {"Content-Type": "application/json"})
        answer = behind.getresponse()
        content = answer.read()
        behind.close()
        self.server.counted.requests.append((at, self.command, answer.status))
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PUT = do_GET  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Nothing."""
