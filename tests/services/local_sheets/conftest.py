"""A new embedded workbook for each test, and the two doors to it."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from services.local_sheets import LocalAdapter, LocalSheets
from services.local_sheets.http import Server, Switches
from tests.services.local_sheets.book import Book

GOOGLE = "https://sheets.googleapis.com"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the workbook is."""
    return tmp_path / "workbook.sqlite3"


@pytest.fixture
def core(file: Path) -> LocalSheets:
    """A new workbook with one blank tab; its year is 2024."""
    return LocalSheets(file, clock=lambda: datetime(2024, 10, 4))


@pytest.fixture
def book(core: LocalSheets, file: Path) -> Book:
    """Short calls on the workbook."""
    return Book(core, file)


@pytest.fixture
def english(book: Book) -> Book:
    """A workbook as Google makes a blank one for an account in English."""
    properties = {"title": "Untitled spreadsheet", "locale": "en_US", "timeZone": "Etc/GMT"}
    book.update(
        {"updateSpreadsheetProperties": {"properties": properties, "fields": "title,locale,timeZone"}},
        {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Sheet1"}, "fields": "title"}},
    )
    return book


@pytest.fixture
def serve(core: LocalSheets) -> Iterator[Callable[..., Server]]:
    """Starts servers on the workbook; all stop with the test."""
    running: list[Server] = []

    def start(switches: Switches | None = None, **options: Any) -> Server:
        server = Server(core, 0, switches or Switches(), **options)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture(params=["in process", "over HTTP"])
def door(request: pytest.FixtureRequest, core: LocalSheets, serve: Callable[..., Server]) -> Callable[..., Any]:
    """`send(method, tail, body, query) -> (status, answer)` by both ways that lead to the workbook."""
    session = requests.Session()
    session.trust_env = False
    if request.param == "in process":
        session.mount(GOOGLE, LocalAdapter(core))
    root = GOOGLE if request.param == "in process" else serve().url

    def send(method: str, tail: str, body: Any = None, query: Any = None) -> tuple[int, Any]:
        url = f"{root}/v4/spreadsheets/{core.spreadsheet_id}{tail}"
        answer = session.request(method, url, params=query, data=json.dumps(body) if body is not None else None)
        assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
        return answer.status_code, answer.json()

    return send
