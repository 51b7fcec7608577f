"""The embedded workbook: one request in, Google's answer out, no network."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from services.local_sheets import masks, shapes
from services.local_sheets.errors import ApiError, bad_request, not_found
from services.local_sheets.shapes import Call, Message
from services.local_sheets.store import BUSY_SECONDS, Store
from services.local_sheets.structure import Structure
from services.local_sheets.values import ValuesMethods

Query = Mapping[str, list[str]]
Answer = tuple[int, dict[str, Any]]

_PATH = re.compile(
    r"/v4/spreadsheets/([^/:]+)(?:(/values)(?:/(.+?))?)?(:batchUpdate|:batchGet|:batchClear|:append|:clear)?"
)


@dataclass(frozen=True)
class _Route:
    """A method of the API."""

    run: Callable[[Call], dict[str, Any]]
    query: Message = shapes.NO_QUERY
    body: Message | None = None
    where: str = ""
    """What Google calls the body in its errors."""


class LocalSheets:
    """One workbook file that answers requests of the Sheets API.

    Raises WorkbookFileError when the file can't be used, also later while handling. `busy_seconds`: how long to wait
    for another process that is writing.
    """

    def __init__(
        self, path: str | Path, clock: Callable[[], datetime] = datetime.now, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        self._store = Store(path, busy_seconds)
        self._routes = _routes(Structure(self._store), ValuesMethods(self._store, lambda: clock().year))
        self.is_new = self._store.is_new
        self.spreadsheet_id = self._store.spreadsheet_id

    def respond(self, method: str, url: str, content: str | bytes | None, caller: str | None = None) -> Answer:
        """`handle` for a request as it goes over the wire."""
        parts = urlsplit(url)
        try:
            body = json.loads(content) if content else None
        except ValueError:
            return 400, bad_request("Invalid JSON payload received. Unexpected token.").envelope()
        return self.handle(method, parts.path, parse_qs(parts.query), body, caller)

    def handle(self, method: str, path: str, query: Query, body: Any, caller: str | None = None) -> Answer:
        """The status and the body of the answer; a write is carried out whole or not at all. `caller`: address of the
        account that calls; None is the owner, whom no protection stops.
        """
        try:
            match = _PATH.fullmatch(path)
            if not match or unquote(match.group(1)) != self.spreadsheet_id:
                raise not_found()
            _, values, text, verb = match.groups()
            route = self._routes.get((method, (values or "") + ("/*" if text else "") + (verb or "")))
            if not route:
                raise not_found()
            return 200, self._carried_out(method, route, unquote(text or ""), query, body, caller)
        except ApiError as error:
            return error.status, error.envelope()

    def _carried_out(
        self, method: str, route: _Route, text: str, query: Query, body: Any, caller: str | None
    ) -> dict[str, Any]:
        mask = masks.parse(query.get("fields", [""])[0])
        rest = {name: values for name, values in query.items() if name not in ("fields", "alt")}
        call = Call(
            self.spreadsheet_id,
            text,
            shapes.checked_query(rest, route.query),
            shapes.checked(body or {}, route.body, route.where) if route.body else {},
            mask,
            caller,
        )
        if path := shapes.unknown_path(mask, shapes.SPREADSHEET_ANSWER if route.query is shapes.GET_QUERY else None):
            raise bad_request("Request contains an invalid argument.", f"fields: {path}")
        with self._store.reading() if method == "GET" else self._store.transaction():
            return dict(masks.keep(route.run(call), mask))


def _routes(structure: Structure, values: ValuesMethods) -> dict[tuple[str, str], _Route]:
    """(HTTP method, path behind the spreadsheet's ID) → method of the API."""
    return {
        ("GET", ""): _Route(structure.get, shapes.GET_QUERY),
        ("POST", ":batchUpdate"): _Route(structure.batch_update, body=shapes.BATCH_UPDATE),
        ("GET", "/values/*"): _Route(values.get, shapes.READ_QUERY),
        ("PUT", "/values/*"): _Route(values.update, shapes.UPDATE_QUERY, shapes.VALUE_RANGE, "data"),
        ("POST", "/values/*:append"): _Route(values.append, shapes.APPEND_QUERY, shapes.VALUE_RANGE, "data"),
        ("POST", "/values/*:clear"): _Route(values.clear, body=shapes.CLEAR),
        ("GET", "/values:batchGet"): _Route(values.batch_get, shapes.BATCH_GET_QUERY),
        ("POST", "/values:batchUpdate"): _Route(values.batch_update, body=shapes.BATCH_VALUES),
        ("POST", "/values:batchClear"): _Route(values.batch_clear, body=shapes.BATCH_CLEAR),
    }
