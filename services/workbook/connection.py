"""Which workbook stands behind the app, and gspread's way to it.

The only module that knows that `local_sheets` exists.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gspread.utils
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient
from requests.adapters import HTTPAdapter

from services.local_sheets import LocalAdapter, LocalSheets, WorkbookFileError
from services.local_sheets.errors import Unusable
from services.workbook.errors import FileUnusable, Unavailable
from services.workbook.gateway import Gateway

GOOGLE = "https://sheets.googleapis.com"
SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
TIMEOUTS = (5.0, 30.0)
"""Seconds to connect, seconds to the answer; gspread itself would wait for ever."""
ROOT = Path(__file__).resolve().parents[2]
DEFAULT_FILE = ROOT / "local" / "workbook.sqlite3"
SECRETS_FILE = ROOT / ".streamlit" / "secrets.toml"


class Kind(StrEnum):
    """What stands behind the app."""

    EMBEDDED = "embedded"
    """A file on this machine."""
    ENDPOINT = "endpoint"
    """A server that speaks the Sheets API at `SHEETS_ENDPOINT`."""
    GOOGLE = "google"


@dataclass(frozen=True)
class Connection:
    """An open spreadsheet and what the app may tell people about it."""

    gateway: Gateway
    kind: Kind
    address: str
    """File, endpoint or link, as *Thiết lập* shows it."""
    journal_file: Path
    is_new: bool = False
    """The embedded workbook was made just now and holds no tab of ours yet."""
    is_open: bool = False
    """The office trusts its network: `[access] open = true` in secrets."""

    @property
    def is_trial(self) -> bool:
        """True where sample entries may be loaded and nobody needs to sign in: embedded, or a loopback endpoint."""
        return self.kind is Kind.EMBEDDED or (
            self.kind is Kind.ENDPOINT and urlsplit(self.address).hostname in ("127.0.0.1", "localhost", "::1")
        )


def connect(environ: Mapping[str, str] = os.environ, secrets_file: Path = SECRETS_FILE) -> Connection:
    """The spreadsheet that environment and secrets name: an endpoint, else Google, else the embedded workbook.

    Raises FileUnusable when the embedded file can't be used, Unavailable when the settings are incomplete.
    """
    file = Path(environ.get("LOCAL_WORKBOOK") or DEFAULT_FILE)
    if endpoint := environ.get("SHEETS_ENDPOINT"):
        return _endpoint(endpoint.rstrip("/"), environ.get("SHEETS_SPREADSHEET", ""), file)
    secrets = _secrets(secrets_file)
    if settings := secrets.get("connections", {}).get("gsheets"):
        return _google(settings, bool(secrets.get("access", {}).get("open")), file)
    return _embedded(file)


class _Redirect(HTTPAdapter):
    """Sends what gspread addresses to Google to another server."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._endpoint = endpoint

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = (request.url or "").replace(GOOGLE, self._endpoint, 1)
        return super().send(request, *args, **kwargs)


def _open(session: requests.Session, spreadsheet_id: str) -> Gateway:
    client = HTTPClient(None, session)  # type: ignore[arg-type]  # gspread: "pass auth=None and session"
    client.set_timeout(TIMEOUTS)
    return Gateway(client, spreadsheet_id)


def _endpoint(endpoint: str, spreadsheet_id: str, file: Path) -> Connection:
    if not spreadsheet_id:
        raise Unavailable("Đã đặt SHEETS_ENDPOINT nhưng thiếu SHEETS_SPREADSHEET (mã bảng tính). Xin bổ sung.")
    session = requests.Session()
    session.trust_env = False
    session.mount(GOOGLE, _Redirect(endpoint))
    return Connection(_open(session, spreadsheet_id), Kind.ENDPOINT, endpoint, _journal(file, spreadsheet_id))


def _google(settings: Mapping[str, Any], is_open: bool, file: Path) -> Connection:
    try:
        spreadsheet = str(settings["spreadsheet"])
        credentials = Credentials.from_service_account_info(dict(settings), scopes=SCOPES)
    except (KeyError, ValueError) as error:
        raise Unavailable(
            "Phần [connections.gsheets] trong secrets.toml thiếu hoặc sai: cần `spreadsheet` và các khóa của tài khoản dịch vụ."
        ) from error
    key = gspread.utils.extract_id_from_url(spreadsheet) if "/" in spreadsheet else spreadsheet
    address = f"https://docs.google.com/spreadsheets/d/{key}/edit"
    session = AuthorizedSession(credentials)
    return Connection(_open(session, key), Kind.GOOGLE, address, _journal(file, key), is_open=is_open)


_FILE_SENTENCES = {
    Unusable.NOT_A_WORKBOOK: "Tệp {file} không phải là tệp bảng tính của ứng dụng. Tệp được giữ nguyên; xin chọn tệp khác bằng LOCAL_WORKBOOK.",
    Unusable.LOCKED: "Tệp {file} đang bị chương trình khác khóa. Xin đóng chương trình đó rồi tải lại trang.",
    Unusable.NOT_WRITABLE: "Không ghi được tệp {file} (thư mục chỉ đọc hoặc hết dung lượng). Xin kiểm tra quyền ghi rồi tải lại trang.",
}


def _embedded(file: Path) -> Connection:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        core = LocalSheets(file)
    except WorkbookFileError as error:
        raise unusable(error) from error
    except OSError as error:
        raise FileUnusable(_FILE_SENTENCES[Unusable.NOT_WRITABLE].format(file=file.name)) from error
    journal = _journal(file, core.spreadsheet_id)
    return Connection(open_core(core), Kind.EMBEDDED, file.name, journal, is_new=core.is_new)


class _Embedded(LocalAdapter):
    """The adapter whose file errors speak to people."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            return super().send(*args, **kwargs)
        except WorkbookFileError as error:
            raise unusable(error) from error


def unusable(error: WorkbookFileError) -> FileUnusable:
    """The sentence for a workbook file that can't be used; the file's name only, never its path."""
    return FileUnusable(_FILE_SENTENCES[error.reason].format(file=Path(error.path).name))


def open_core(core: LocalSheets) -> Gateway:
    """The embedded workbook through gspread, without a port."""
    session = requests.Session()
    session.mount(GOOGLE, _Embedded(core))
    return _open(session, core.spreadsheet_id)


def _journal(file: Path, spreadsheet_id: str) -> Path:
    return file.parent / f"journal-{spreadsheet_id}.sqlite3"


def _secrets(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unavailable(f"Tệp secrets.toml không đọc được: {error}. Xin sửa rồi khởi động lại.") from error
