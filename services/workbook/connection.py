"""Which workbook stands behind the app, and gspread's way to it.

The only module that knows that `local_sheets` exists.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth.exceptions
import google.auth.transport
import requests
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from services.accounts import Settings
from services.local_sheets import LocalAdapter, LocalSheets, WorkbookFileError
from services.local_sheets.errors import Unusable
from services.workbook.credentials import (
    ROOT,
    credentials,
    key_files,
    key_info,
    read_secrets,
    secrets_files,
    sheet_settings,
    spreadsheet_id,
)
from services.workbook.errors import FileUnusable, Stage, Unavailable
from services.workbook.gateway import Gateway
from services.workbook.retries import RETRIES
from services.workbook.sign_in import LOOPBACK, sign_in_settings

GOOGLE = "https://sheets.googleapis.com"
TIMEOUTS = (5.0, 30.0)
"""Seconds to connect, seconds to the answer; gspread itself would wait for ever."""
DEFAULT_FILE = ROOT / "local" / "workbook.sqlite3"


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
    settings: Settings = field(default_factory=Settings)
    """Who may come in, by secrets."""
    secret_files: tuple[Path, ...] = ()
    """Where secrets may stand: those that Streamlit reads, and the service account's key."""

    @property
    def is_trial(self) -> bool:
        """True where sample entries may be loaded and nobody needs to sign in: embedded, or a loopback endpoint."""
        return self.kind is Kind.EMBEDDED or (self.kind is Kind.ENDPOINT and _is_loopback(self.address))


@dataclass(frozen=True)
class Target:
    """The spreadsheet that environment and secrets name, before anything is opened."""

    kind: Kind
    key: str = ""
    """The spreadsheet's ID; the embedded workbook has its own."""
    account: Credentials | None = field(default=None, repr=False)
    endpoint: str = ""
    settings: Settings = field(default_factory=Settings)
    secret_files: tuple[Path, ...] = ()


def target(environ: Mapping[str, str] = os.environ, secrets_file: Path | None = None) -> Target:
    """An endpoint, else Google, else the embedded workbook. Raises Unavailable when the settings can't be used.

    At an endpoint the key in secrets is used when its own `token_uri` is on this machine, as made-up keys have it; a
    key of Google's is never used there. `secrets_file`: instead of those that Streamlit reads.
    """
    files = (secrets_file,) if secrets_file else secrets_files(environ)
    secrets = read_secrets(*files)
    settings, people = sheet_settings(secrets), sign_in_settings(secrets)
    return replace(_target(environ, settings), settings=people, secret_files=(*files, *key_files(settings or {})))


def _target(environ: Mapping[str, str], settings: Mapping[str, Any] | None) -> Target:
    if endpoint := environ.get("SHEETS_ENDPOINT"):
        return _endpoint(endpoint.rstrip("/"), environ.get("SHEETS_SPREADSHEET"), settings or {})
    if settings is None:
        return Target(Kind.EMBEDDED)
    return Target(Kind.GOOGLE, spreadsheet_id(settings.get("spreadsheet")), credentials(key_info(settings)))


def connect(
    environ: Mapping[str, str] = os.environ, secrets_file: Path | None = None, retries: Retry = RETRIES
) -> Connection:
    """Opens the spreadsheet that `target` gives; nothing is sent yet.

    Raises FileUnusable when the embedded file can't be used, Unavailable when the settings can't.
    """
    file = Path(environ.get("LOCAL_WORKBOOK") or DEFAULT_FILE)
    found = target(environ, secrets_file)
    opened = _embedded(file) if found.kind is Kind.EMBEDDED else _over_http(file, found, retries)
    return replace(opened, settings=found.settings, secret_files=found.secret_files)


def _over_http(file: Path, found: Target, retries: Retry) -> Connection:
    is_google = found.kind is Kind.GOOGLE
    adapter = HTTPAdapter(max_retries=retries) if is_google else _Redirect(found.endpoint, retries)
    session = _session(found.account, adapter, proxies=is_google)
    address = f"https://docs.google.com/spreadsheets/d/{found.key}/edit" if is_google else found.endpoint
    account = found.account.service_account_email if found.account else None
    gateway = _open(session, found.key, account)
    return Connection(gateway, found.kind, address, _journal(file, found.key))


def _endpoint(endpoint: str, named: str | None, settings: Mapping[str, Any]) -> Target:
    if not named and "spreadsheet" not in settings:
        sentence = "Đã đặt SHEETS_ENDPOINT nhưng thiếu SHEETS_SPREADSHEET (mã bảng tính). Xin bổ sung."
        raise Unavailable(sentence, stage=Stage.KEY)
    key = spreadsheet_id(named, "SHEETS_SPREADSHEET") if named else spreadsheet_id(settings["spreadsheet"])
    info = key_info(settings)
    account = credentials(info) if _is_loopback(str(info.get("token_uri", ""))) else None
    return Target(Kind.ENDPOINT, key, account, endpoint)


class _Redirect(HTTPAdapter):
    """Sends what gspread addresses to Google to another server."""

    def __init__(self, endpoint: str, retries: Retry) -> None:
        super().__init__(max_retries=retries)
        self._endpoint = endpoint

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = (request.url or "").replace(GOOGLE, self._endpoint, 1)
        return super().send(request, *args, **kwargs)


class _TokenRequest(Request):
    """Asks for a token; a page of HTML instead of one is no token, whatever its status says."""

    def __call__(self, *args: Any, **kwargs: Any) -> google.auth.transport.Response:
        response = super().__call__(*args, **kwargs)
        if response.status == requests.codes.ok:
            try:
                json.loads(response.data)
            except ValueError as error:
                raise google.auth.exceptions.RefreshError("<html> instead of a token") from error
        return response


def _open(session: requests.Session, key: str, account: str | None = None) -> Gateway:
    client = HTTPClient(None, session)  # type: ignore[arg-type]  # gspread: "pass auth=None and session"
    client.set_timeout(TIMEOUTS)
    return Gateway(client, key, account)


def _session(account: Credentials | None, adapter: HTTPAdapter, *, proxies: bool) -> requests.Session:
    """A session that signs its requests; `proxies`: those of the environment are used."""
    if account is None:
        session = requests.Session()
    else:
        tokens = requests.Session()
        tokens.trust_env = proxies
        session = AuthorizedSession(account, auth_request=_TokenRequest(tokens))
    session.trust_env = proxies
    session.mount(GOOGLE, adapter)
    return session


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK


_FILE_SENTENCES = {
    Unusable.NOT_A_WORKBOOK: "Tệp {file} không phải là tệp bảng tính của ứng dụng. Tệp được giữ nguyên; xin chọn tệp "
    "khác bằng LOCAL_WORKBOOK.",
    Unusable.LOCKED: "Tệp {file} đang bị chương trình khác khóa. Xin đóng chương trình đó rồi tải lại trang.",
    Unusable.NOT_WRITABLE: "Không ghi được tệp {file} (thư mục chỉ đọc hoặc hết dung lượng). Xin kiểm tra quyền ghi "
    "rồi tải lại trang.",
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


def _journal(file: Path, key: str) -> Path:
    return file.parent / f"journal-{key}.sqlite3"
