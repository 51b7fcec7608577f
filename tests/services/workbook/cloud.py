"""Google as the tests have it: a loopback server that signs service accounts in, and one that answers anything."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.local_sheets import LocalSheets
from services.local_sheets.auth import Accounts
from services.local_sheets.http import Server
from services.workbook.connection import Connection, connect
from services.workbook.retries import Retries

EMAIL = "tuan-le@du-an.iam.gserviceaccount.com"
AT_ONCE = Retries(total=3, connect=1, read=1, other=1, backoff_factor=0, raise_on_status=False)
"""The app's retries without their waits."""


@cache
def private_key(number: int = 0) -> str:
    """A made-up key; another one for each number."""
    key = rsa.generate_private_key(65_537, 2_048)
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain).decode()


def key_file(**changes: Any) -> dict[str, Any]:
    """What a service account's JSON file holds."""
    return {
        "type": "service_account",
        "project_id": "du-an",
        "private_key_id": "0123456789abcdef",
        "private_key": private_key(),
        "client_email": EMAIL,
        "token_uri": "https://oauth2.googleapis.com/token",
        **changes,
    }


def secrets_toml(settings: Mapping[str, Any], more: str = "") -> str:
    """secrets.toml with the section on the spreadsheet; JSON strings are TOML strings, too."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    return "\n".join(["[connections.gsheets]", *lines, more])


class Cloud:
    """A spreadsheet behind a server that lets one account in. A new one is blank and English, as Google makes it."""

    def __init__(self, folder: Path, token_seconds: int = 3_600) -> None:
        self.folder = folder
        self.core = LocalSheets(folder / "cloud.sqlite3")
        properties = {"locale": "en_US", "timeZone": "Etc/GMT", "title": "Untitled spreadsheet"}
        self.update({"updateSpreadsheetProperties": {"properties": properties, "fields": ",".join(properties)}})
        self.late = 0
        """Seconds by which the server's clock is ahead of ours."""
        self.accounts = Accounts(token_seconds, lambda: time.time() + self.late)
        self.calls: list[str] = []
        self.before_write: Callable[[], object] = lambda: None
        """Happens once, before the next write."""
        self.server = _Counting(self)
        self.info = key_file(token_uri=self.server.url + "/token")
        self.accounts.register(self.info)

    def update(self, *requests: Mapping[str, Any]) -> None:
        """What people do to the spreadsheet, by requests of the API that must succeed."""
        path = f"/v4/spreadsheets/{self.core.spreadsheet_id}:batchUpdate"
        status, answer = self.core.handle("POST", path, {}, {"requests": list(requests)})
        assert status == 200, answer

    def connection(self, **changes: Any) -> Connection:
        """The app's connection with the account's key, whose fields may be changed."""
        file = self.folder / "secrets.toml"
        settings = {"spreadsheet": self.core.spreadsheet_id, **self.info, **changes}
        file.write_text(secrets_toml(settings), encoding="utf-8")
        file.chmod(0o600)
        environ = {"SHEETS_ENDPOINT": self.server.url, "LOCAL_WORKBOOK": str(self.folder / "workbook.sqlite3")}
        return connect(environ, file, AT_ONCE)


class _Counting(Server):
    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud.core, accounts=cloud.accounts)

        class Handler(self.RequestHandlerClass):  # type: ignore[name-defined]
            def parse_request(self) -> bool:
                known = super().parse_request()
                call = f"{self.command} {'token' if self.path == '/token' else 'sheets'}"
                cloud.calls.append(call)
                if call == "POST sheets":
                    coming, cloud.before_write = cloud.before_write, lambda: None
                    coming()
                return known

        self.RequestHandlerClass = Handler


@contextmanager
def cloud(folder: Path, token_seconds: int = 3_600) -> Iterator[Cloud]:
    """A running cloud."""
    made = Cloud(folder, token_seconds)
    with running(made.server):
        yield made


class Canned(ThreadingHTTPServer):
    """Gives the answers that it was told, whatever is asked, the last one for ever."""

    def __init__(self, *answers: tuple[int, str, str]) -> None:
        self.left = list(answers)
        self.seen: list[str] = []
        canned = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                canned.seen.append(self.command)
                status, kind, body = canned.left.pop(0) if len(canned.left) > 1 else canned.left[0]
                content = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server_port}"


@contextmanager
def canned(*answers: tuple[int, str, str]) -> Iterator[Canned]:
    """A running server of canned answers: (status, content type, body)."""
    made = Canned(*answers)
    with running(made):
        yield made


def refusal(status: int, message: str = "", name: str = "", reason: str = "") -> tuple[int, str, str]:
    """An error as Google words it."""
    error: dict[str, Any] = {"code": status, "message": message, "status": name}
    if reason:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    return status, "application/json; charset=UTF-8", json.dumps({"error": error})


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
