"""Workbooks for tests, on the real path: embedded, or served on loopback with faults; and people who type in them."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import gspread
import requests
from urllib3.util.retry import Retry

from services.local_sheets import LocalAdapter, LocalSheets
from services.local_sheets.http import Server, Switches
from services.plan import TIME_ZONE
from services.schema import TABS
from services.workbook import Workbook
from services.workbook.connection import connect, open_core
from services.workbook.gateway import Gateway

BY = "Nguyễn Thị Thuý"
BANNER: dict[str, Any] = {
    "unit": "CESTI",
    "kind": "Băng rôn",
    "slogan": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời",
    "quantity": 2,
    "place": "Cổng chính",
    "hung_on": "01/10/2024",
    "photo": "https://anh.example.vn/1.jpg",
}
POST: dict[str, Any] = {
    "unit": "CESTI",
    "channel": "Website Sở",
    "title": "Khai mạc Tuần lễ",
    "url": "https://www.example.vn/tin/1",
    "posted_on": "02/10/2024",
    "kind": "Tin",
}
ACTIVITY: dict[str, Any] = {
    "unit": "HCMGIS",
    "name": "Đọc sách số",
    "format": "Tự học",
    "starts_on": "02/10/2024",
    "ends_on": "04/10/2024",
    "participations": 30,
}
NOMINATION: dict[str, Any] = {
    "unit": "KHTC",
    "full_name": "Trần Văn Ẩn",
    "birth_year": 1990,
    "position": "Chuyên viên",
    "staff_group": "Công chức",
    "course": "Tin học nâng cao",
    "training_kind": "Bồi dưỡng",
    "subject": "Tin học",
    "mode": "Tập trung",
    "institution": "Học viện Cán bộ",
    "starts_on": "10/11/2024",
    "progress": "Đề xuất",
}
NIL_RETURN: dict[str, Any] = {"unit": "TCCB", "duty": "III.1", "reason": "Không có nhu cầu trong đợt này."}


class Clock:
    """A clock that stands still until somebody moves it: 4 October 2024, 9 o'clock."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE)

    def __call__(self) -> datetime:
        return self.moment

    def tick(self, **span: float) -> None:
        """Later by this span, as `timedelta` takes it."""
        self.moment += timedelta(**span)


def file_in(folder: Path) -> Path:
    """Where the embedded workbook of this folder is."""
    return folder / "workbook.sqlite3"


def created(folder: Path, clock: Clock) -> Workbook:
    """The embedded workbook of this folder, as the app opens it; a new one where there is none."""
    environ = {"LOCAL_WORKBOOK": str(file_in(folder))}
    return Workbook(connect(environ=environ, secrets_file=folder / "secrets.toml"), clock)


@cache
def _set_up() -> bytes:
    """A workbook that was set up and never read, so that not every test waits for that."""
    with TemporaryDirectory() as folder:
        created(Path(folder), Clock())
        return file_in(Path(folder)).read_bytes()


def opened(folder: Path, clock: Clock) -> Workbook:
    """The embedded workbook of this folder, set up already."""
    if not file_in(folder).exists():
        file_in(folder).write_bytes(_set_up())
    return created(folder, clock)


def people(folder: Path) -> gspread.Spreadsheet:
    """The same workbook as people have it before them, through gspread."""
    core = LocalSheets(file_in(folder))
    session = requests.Session()
    session.mount("https://sheets.googleapis.com", LocalAdapter(core))
    return gspread.Client(auth=None, session=session).open_by_key(core.spreadsheet_id)


def tab(sheet: gspread.Spreadsheet, key: str) -> gspread.Worksheet:
    """A tab of ours, whatever people call it."""
    return sheet.get_worksheet_by_id(TABS[key].sheet_id)


def records(worksheet: gspread.Worksheet) -> list[dict[str, Any]]:
    """What stands under each header in row 1, unformatted; blank cells are left out."""
    header, *rows = worksheet.get_values(value_render_option="UNFORMATTED_VALUE") or [[]]
    return [{label: cell for label, cell in zip(header, row, strict=False) if cell != ""} for row in rows]


class Served(Server):
    """Serves a workbook, counts what it is asked, and fails when told so."""

    def __init__(self, core: LocalSheets) -> None:
        super().__init__(core)
        self.asked: Counter[str] = Counter()
        """Method of the API → how often it was called."""
        self.coming: list[str] = []
        """Kinds of faults (see `http.FAULTS`) that the coming writes meet, in their order."""
        self.before_read: Callable[[], object] = lambda: None
        self.before_write: Callable[[], object] = lambda: None
        self.after_write: Callable[[], object] = lambda: None
        self.failing = False
        """Reads are answered with 503."""
        served = self

        class Handler(self.RequestHandlerClass):  # type: ignore[name-defined]
            def do_GET(self) -> None:  # noqa: N802  # named by http.server
                served.switches = Switches(faults={"503": 1} if served.failing else {})
                served.count(self.path)
                served.before_read()
                super().do_GET()

            def do_POST(self) -> None:  # noqa: N802  # named by http.server
                served.switches = Switches(faults={served.coming.pop(0): 1} if served.coming else {})
                served.count(self.path)
                served.before_write()
                super().do_POST()
                served.after_write()

        self.RequestHandlerClass = Handler

    def count(self, url: str) -> None:
        """Notes which method was called; that of the spreadsheet itself is `get`."""
        self.asked[urlsplit(url).path.rpartition(self.core.spreadsheet_id)[2] or "get"] += 1

    def fail_reads(self) -> None:
        """From now on."""
        self.failing = True


def impatient_gateway(folder: Path) -> Gateway:
    """The embedded workbook of this folder, by a connection that does not wait for others who write."""
    return open_core(LocalSheets(file_in(folder), busy_seconds=0.01))


@contextmanager
def serving(folder: Path, clock: Clock) -> Iterator[tuple[Workbook, Served]]:
    """The workbook of this folder behind HTTP on loopback, read once; nothing is asked twice of itself."""
    opened(folder, clock)
    server = Served(LocalSheets(file_in(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    environ = {
        "LOCAL_WORKBOOK": str(file_in(folder)),
        "SHEETS_ENDPOINT": server.url,
        "SHEETS_SPREADSHEET": server.core.spreadsheet_id,
    }
    book = Workbook(connect(environ=environ, secrets_file=folder / "secrets.toml", retries=Retry(0)), clock)
    book.snapshot()
    server.asked.clear()
    try:
        yield book, server
    finally:
        server.shutdown()
        server.server_close()
