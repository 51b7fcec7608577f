"""The app as a user starts it: `streamlit run app.py`, in a process of its own, at a free port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import MappingProxyType

from services.workbook.credentials import secrets_files

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60
_PAUSE = 0.005


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    pid: int
    started: float
    """`perf_counter` when its process was started."""
    healthy: float
    """`perf_counter` when /_stcore/health said ok."""

    def memory_mib(self) -> float:
        """What its process holds in memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


@contextmanager
def serving(
    workbook: Path,
    *python: str,
    app: str = "app.py",
    log: Path | None = None,
    folder: Path = ROOT,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    """A server with this embedded workbook, ended on leaving; `python`: options of the interpreter.

    It runs in `folder`, whose `.streamlit` it obeys, with `environment` on top. What it prints goes to `log`.
    Raises RuntimeError when it doesn't come up, or would open a Google spreadsheet.
    """
    if any(file.exists() for file in secrets_files({})):
        raise RuntimeError("benchmarks run on the embedded workbook; put secrets.toml aside first")
    port = _free_port()
    command = [sys.executable, *python, "-m", "streamlit", "run", app, f"--server.port={port}"]
    with (log or Path(os.devnull)).open("wb") as output:
        started = perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(workbook) | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port)
            yield Server(f"http://127.0.0.1:{port}", process.pid, started, perf_counter())
        finally:
            process.kill()
            process.wait(_PATIENCE)


def _environment(workbook: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHEETS_", "STREAMLIT_"))}
    return kept | {"LOCAL_WORKBOOK": str(workbook), "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = perf_counter() + _PATIENCE
    while perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        if _is_healthy(port):
            return
        time.sleep(_PAUSE)
    raise RuntimeError(f"no answer within {_PATIENCE} s")


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
