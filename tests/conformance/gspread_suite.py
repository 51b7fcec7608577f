"""Runs gspread's own tests against the embedded workbook, over HTTP and live.

    python tests/conformance/gspread_suite.py --checkout DIR [--readme FILE]

DIR is a checkout of https://github.com/burnash/gspread at the version that is installed here; nothing of it is copied.
The suite makes and deletes spreadsheets through the Drive API; `Drive` below answers those few calls, everything else
goes to `services.local_sheets`. Ends with 1 when a test fails whose requests are all of kinds that are ours.
"""

import argparse
import json
import re
import sys
import tempfile
import threading
import types
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import gspread  # noqa: F401  # the installed one, before the checkout's folder comes first on the path
import pytest
import requests
from requests.adapters import HTTPAdapter

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from services.local_sheets import LocalSheets  # noqa: E402  # the project's root had to be on the path
from services.local_sheets.errors import ApiError, not_found  # noqa: E402
from services.local_sheets.http import Server, Switches  # noqa: E402
from services.local_sheets.shapes import REQUEST  # noqa: E402

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com")
OURS = {
    *REQUEST.fields,
    "spreadsheets.get",
    *(f"values.{name}" for name in ("get", "update", "append", "clear", "batchGet", "batchUpdate", "batchClear")),
    *(f"Drive {name}" for name in ("create", "get", "list", "delete")),
}
"""What the embedded workbook carries out, and the Drive calls with which the suite begins and ends."""
_DRIVE = {("POST", False): "create", ("GET", True): "get", ("GET", False): "list", ("DELETE", True): "delete"}
_SHEETS_PATH = re.compile(r"/v4/spreadsheets/[^/:]+(?:/(values)(?:/.+?)?)?(?::(\w+))?")
_RESULTS = "## Results\n"
_FIRST_TAB = {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "Sheet1"}, "fields": "title"}}
_SOMEBODY_ELSES = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"
"""A spreadsheet that isn't shared; the suite names it."""


class Drive:
    """Files by ID: the part of the Drive API that the suite begins with, in front of one embedded workbook a file."""

    spreadsheet_id = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, tuple[str, LocalSheets]] = {}
        self._changes = 0

    def respond(
        self, method: str, url: str, content: str | bytes | None, caller: str | None
    ) -> tuple[int, dict[str, Any]]:
        """What `LocalSheets.respond` does, for all files."""
        path = urlsplit(url).path
        if path.startswith("/drive/"):
            return self._drive(method, url, json.loads(content) if content else {})
        identifier = re.sub(r"/v4/spreadsheets/([^/:]+).*", r"\1", path)
        if identifier == _SOMEBODY_ELSES:
            return 403, ApiError(403, "The caller does not have permission").envelope()
        if identifier not in self._files:
            return 404, not_found().envelope()
        self._changes += method != "GET"
        return self._files[identifier][1].respond(method, url, content, caller)

    def _drive(self, method: str, url: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        identifier = urlsplit(url).path.removeprefix("/drive/v3/files").strip("/")
        call = None if "/" in identifier else _DRIVE.get((method, bool(identifier)))
        if call == "create":
            return 200, self._create(body["name"])
        if call == "list":
            return 200, {"kind": "drive#fileList", "files": list(self._listed(url))}
        if call is None or identifier not in self._files:
            return 404, not_found().envelope()
        if call == "delete":
            del self._files[identifier]
            return 200, {}
        return 200, self._file(identifier)

    def _create(self, name: str) -> dict[str, Any]:
        core = LocalSheets(self._folder / f"{len(list(self._folder.iterdir()))}.sqlite3")
        properties = {"title": name, "locale": "en_US", "timeZone": "Etc/GMT"}
        fields = "title,locale,timeZone"
        change = {"updateSpreadsheetProperties": {"properties": properties, "fields": fields}}
        core.handle(
            "POST", f"/v4/spreadsheets/{core.spreadsheet_id}:batchUpdate", {}, {"requests": [change, _FIRST_TAB]}
        )
        self._files[core.spreadsheet_id] = (name, core)
        return {"kind": "drive#file", "id": core.spreadsheet_id, "name": name}

    def _listed(self, url: str) -> Iterator[dict[str, Any]]:
        wished = re.search(r'name = "(.*)"', parse_qs(urlsplit(url).query).get("q", [""])[0])
        for identifier, (name, _) in self._files.items():
            if wished is None or wished.group(1) == name:
                yield self._file(identifier)

    def _file(self, identifier: str) -> dict[str, Any]:
        times = {"createdTime": "2024-10-01T00:00:00Z", "modifiedTime": f"2024-10-01T00:00:00.{self._changes:06}Z"}
        return {"id": identifier, "name": self._files[identifier][0], **times}


class Watch:
    """A pytest plugin: which requests each test sent, and how it ended."""

    def __init__(self) -> None:
        self.sent: dict[str, set[str]] = {}
        self.ended: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self._test = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """From here on requests belong to this test."""
        self._test = item.nodeid.removeprefix("tests/")
        self.sent[self._test] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test passed when its preparation, its call and its end did."""
        test = report.nodeid.removeprefix("tests/")
        if report.outcome != "passed" or (report.when == "call" and test not in self.ended):
            self.ended[test] = report.outcome
        if report.outcome == "failed":
            self.why[test] = str(report.longrepr).strip().splitlines()[-1]

    def see(self, request: requests.PreparedRequest) -> None:
        """One request on its way to Google."""
        self.sent.setdefault(self._test, set()).update(kinds(request))


def kinds(request: requests.PreparedRequest) -> set[str]:
    """What a request asks for, in the words of the API."""
    method, parts = request.method or "", urlsplit(request.url or "")
    if parts.path.startswith("/drive/"):
        rest = parts.path.removeprefix("/drive/v3/files").strip("/")
        name = None if "/" in rest else _DRIVE.get((method, bool(rest)))
        return {f"Drive {name}" if name else f"Drive {method} {re.sub('^[^/]+', '{id}', rest)}"}
    match = _SHEETS_PATH.fullmatch(parts.path)
    if match is None:
        return {f"{method} {re.sub(r'/[^/]{44}', '/{id}', unquote(parts.path))}"}
    body = json.loads(request.body) if request.body else {}
    return _sheets_kinds(method, match, parse_qs(parts.query), body)


def _sheets_kinds(method: str, match: re.Match[str], query: Mapping[str, Any], body: Mapping[str, Any]) -> set[str]:
    values, verb = match.groups()
    if verb == "batchUpdate" and not values:
        return {next(iter(request)) for request in body["requests"]}
    if not values:
        sizes = "columnMetadata" in query.get("fields", [""])[0]
        return {"spreadsheets.get", *(["widths of columns"] if sizes else [])}
    found = {f"values.{verb or ('get' if method == 'GET' else 'update')}"}
    if re.search(r'"USER_ENTERED"', json.dumps([query, body])) and re.search(r'"=', json.dumps(body)):
        found.add("a formula to compute")
    return found


def run(checkout: Path) -> Watch:
    """Runs the suite."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Drive(Path(folder)), 0, Switches())  # type: ignore[arg-type]  # it answers like a core
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        watch = Watch()
        with pytest.MonkeyPatch.context() as patch:
            _redirect(patch, server.url, watch)
            patch.setitem(sys.modules, "vcr", _no_cassettes())
            patch.setitem(sys.modules, "vcr.errors", _no_cassettes())
            # The suite puts this mark on a fixture, too, which pytest no longer allows.
            patch.setattr(pytest.mark, "vcr", lambda: lambda test: test, raising=False)
            patch.chdir(checkout)
            options = ["-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir=."]
            pytest.main([*options, "-W", "ignore", "tests"], plugins=[watch])
        server.shutdown()
        server.server_close()
    return watch


def _redirect(patch: pytest.MonkeyPatch, address: str, watch: Watch) -> None:
    send = HTTPAdapter.send

    def redirected(adapter: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        watch.see(request)
        for host in HOSTS:
            request.url = (request.url or "").replace(host, address, 1)
        return send(adapter, request, **options | {"proxies": {}})

    patch.setattr(HTTPAdapter, "send", redirected)


def _no_cassettes() -> types.ModuleType:
    """Stands for vcrpy, which would answer from recordings."""
    module = types.ModuleType("vcr")
    module.VCR = type("VCR", (), {"ensure_suffix": staticmethod(lambda suffix: suffix)})  # type: ignore[attr-defined]
    module.CannotOverwriteExistingCassetteException = type("Never", (Exception,), {})  # type: ignore[attr-defined]
    return module


def table(watch: Watch) -> list[tuple[str, str, str]]:
    """(test, result, kinds of request that are not ours)."""
    rows = []
    for test in sorted(watch.ended):
        others = sorted(watch.sent.get(test, set()) - OURS)
        rows.append((test, watch.ended[test], ", ".join(others)))
    return rows


def report(rows: list[tuple[str, str, str]]) -> str:
    """The table in Markdown, under what it was measured with."""
    passed = sum(result == "passed" for _, result, _ in rows)
    lines = [
        f"gspread {version('gspread')}: {len(rows)} tests, {passed} passed, {len(rows) - passed} failed. "
        "Each failed one needs what stands beside it, which the embedded workbook doesn't carry out.",
        "",
        "| test | result | needs |",
        "|---|---|---|",
        *(f"| {test.replace('::', ' · ')} | {result} | {others} |" for test, result, others in rows),
    ]
    return "\n".join(lines)


def main() -> int:
    """Runs, prints, and writes the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--checkout", type=Path, required=True, help="folder with gspread's tests")
    parser.add_argument("--readme", type=Path, help="Markdown file whose part below `## Results` is replaced")
    options = parser.parse_args()
    watch = run(options.checkout)
    rows = table(watch)
    for row in rows:
        sys.stdout.write("\t".join([*row, watch.why.get(row[0], "")]) + "\n")
    if options.readme:
        head = options.readme.read_text(encoding="utf-8").partition(_RESULTS)[0]
        options.readme.write_text(f"{head}{_RESULTS}\n{report(rows)}\n", encoding="utf-8")
    return int(not rows or any(result != "passed" and not others for _, result, others in rows))


if __name__ == "__main__":
    sys.exit(main())
