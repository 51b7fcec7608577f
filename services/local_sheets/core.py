"""The embedded workbook: one request in, Google's answer out, no network."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from services.local_sheets.errors import ApiError, invalid, not_found
from services.local_sheets.store import Store
from services.local_sheets.structure import Structure
from services.local_sheets.values import ValuesMethods

Query = Mapping[str, list[str]]
Answer = tuple[int, dict[str, Any]]

_PATH = re.compile(r"/v4/spreadsheets/([^/:]+)(?:(:batchUpdate)|/values(:\w+)|/values/(.+?)(:append|:clear)?)?")


class LocalSheets:
    """One workbook file that answers requests of the Sheets API.

    Raises WorkbookFileError when the file can't be used, also later while handling.
    """

    def __init__(self, path: str | Path, clock: Callable[[], datetime] = datetime.now) -> None:
        self._store = Store(path)
        self._structure = Structure(self._store)
        self._values = ValuesMethods(self._store, lambda: clock().year)
        self.is_new = self._store.is_new
        self.spreadsheet_id = self._store.spreadsheet()[0]

    def handle(self, method: str, path: str, query: Query, body: Mapping[str, Any] | None) -> Answer:
        """The status and the body of the answer; a write is carried out whole or not at all."""
        try:
            match = _PATH.fullmatch(path)
            if not match:
                raise ApiError(404, "Requested entity was not found.")
            if unquote(match.group(1)) != self.spreadsheet_id:
                raise not_found()
            if method == "GET":
                with self._store.reading():
                    return 200, self._read(match, query)
            with self._store.transaction():
                return 200, self._write(method, match, query, body or {})
        except ApiError as error:
            return error.status, error.envelope()
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            return 400, invalid(f"Invalid JSON payload received. {error}").envelope()

    def _read(self, match: re.Match[str], query: Query) -> dict[str, Any]:
        _, batch_update, values_batch, one_range, verb = match.groups()
        if one_range and not verb:
            return self._values.get(self.spreadsheet_id, unquote(one_range), query)
        if values_batch == ":batchGet":
            return self._values.batch_get(self.spreadsheet_id, query)
        if batch_update or values_batch or verb:
            raise not_found()
        return self._structure.get(self.spreadsheet_id, query)

    def _write(self, method: str, match: re.Match[str], query: Query, body: Mapping[str, Any]) -> dict[str, Any]:
        _, batch_update, values_batch, one_range, verb = match.groups()
        key, text = self.spreadsheet_id, unquote(one_range or "")
        if method == "POST" and batch_update:
            return self._structure.batch_update(key, body)
        if method == "POST" and values_batch == ":batchUpdate":
            return self._values.batch_update(key, body)
        if method == "POST" and values_batch == ":batchClear":
            return self._values.batch_clear(key, body)
        if method == "POST" and verb == ":append":
            return self._values.append(key, text, query, body)
        if method == "POST" and verb == ":clear":
            return self._values.clear(key, text)
        if method == "PUT" and one_range and not verb:
            return self._values.update(key, text, query, body)
        raise not_found()
