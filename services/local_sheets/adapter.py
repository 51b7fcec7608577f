"""The door by which gspread's `requests` session reaches the embedded workbook; no port is opened."""

import io
import json
from typing import Any

import requests
from requests.adapters import BaseAdapter

from services.local_sheets.core import LocalSheets


class LocalAdapter(BaseAdapter):
    """Answers every request of the session from one workbook file.

    https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters
    """

    def __init__(self, core: LocalSheets) -> None:
        super().__init__()
        self._core = core

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """The workbook's answer. Raises WorkbookFileError when the file can't be used."""
        content = request.body if isinstance(request.body, (str, bytes)) else None
        status, answer = self._core.respond(request.method or "", request.url or "", content)
        response = requests.Response()
        response.status_code = status
        response.url = request.url or ""
        response.request = request
        response.encoding = "utf-8"
        response.headers["Content-Type"] = "application/json; charset=UTF-8"
        response.raw = io.BytesIO(json.dumps(answer).encode())
        return response

    def close(self) -> None:
        """Nothing to close: the file belongs to the core."""
