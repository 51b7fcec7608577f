"""How long the embedded workbook takes to read ten full tabs and to append, and whether rows already there slow it."""

import statistics
import tempfile
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

from services.local_sheets import LocalSheets
from tests.bench.machine import arguments, publish, summary

TABS, ROWS, COLUMNS = 10, 5_000, 15
PRESENT = (1_000, 100_000)
"""Rows that are there before an append is measured."""
_CHUNK = 10_000


def main() -> None:
    """Measures and publishes."""
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        publish(measure(Path(folder), options.runs), options.json)


def measure(folder: Path, runs: int) -> dict[str, Any]:
    """Times in this process, without HTTP; each append is a call of its own, with its fsync."""
    return {
        "benchmark": "local_sheets",
        "batch_get": {"tabs": TABS, "rows": ROWS, "columns": COLUMNS, **_reading(folder / "reading.sqlite3", runs)},
        **_appends({rows: folder / f"{rows}.sqlite3" for rows in PRESENT}, runs * 5),
    }


def _reading(file: Path, runs: int) -> dict[str, float]:
    core = _full_tabs(file)
    query = {
        "ranges": [f"'Tab {at}'" for at in range(TABS)],
        "valueRenderOption": ["UNFORMATTED_VALUE"],
        "dateTimeRenderOption": ["SERIAL_NUMBER"],
    }
    path = f"/v4/spreadsheets/{core.spreadsheet_id}/values:batchGet"

    def read() -> None:
        _, answer = core.handle("GET", path, query, None)
        if [len(entry["values"]) for entry in answer["valueRanges"]] != [ROWS] * TABS:
            raise AssertionError(answer)

    return summary([_milliseconds(read) for _ in range(runs)]) | {"memory_peak_mib": _peak(read)}


def _appends(files: dict[int, Path], runs: int) -> dict[str, Any]:
    """By turns, so that what else the disk does meets both alike."""
    cores = {rows: _with_rows(file, rows) for rows, file in files.items()}
    times: dict[int, list[float]] = {rows: [] for rows in cores}
    for _ in range(runs):
        for rows, core in cores.items():
            times[rows].append(_milliseconds(lambda core=core: _update(core, [_appending(0, 1)])))
    few, many = (statistics.median(times[rows]) for rows in PRESENT)
    return {
        f"append_with_{rows}_rows": summary(times[rows])
        | {"memory_peak_mib": _peak(lambda core=core: _update(core, [_appending(0, 1)]))}
        | {"file_mib": round(files[rows].stat().st_size / 2**20, 1)}
        for rows, core in cores.items()
    } | {"append_slowdown": round(many / few, 2)}


def _with_rows(file: Path, rows: int) -> LocalSheets:
    core = LocalSheets(file)
    for start in range(0, rows, _CHUNK):
        _update(core, [_appending(0, min(_CHUNK, rows - start))])
    return core


def _full_tabs(file: Path) -> LocalSheets:
    core = LocalSheets(file)
    for at in range(TABS):
        grid = {"rowCount": ROWS, "columnCount": COLUMNS}
        properties = {"sheetId": 100 + at, "title": f"Tab {at}", "gridProperties": grid}
        _update(core, [{"addSheet": {"properties": properties}}, _appending(100 + at, ROWS)])
    return core


def _appending(sheet_id: int, rows: int) -> dict[str, Any]:
    cells = [{"userEnteredValue": {"stringValue": f"Học tập suốt đời {at}"}} for at in range(COLUMNS - 2)]
    date = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}}
    cells += [{"userEnteredValue": {"numberValue": 45_566}, **date}, {"userEnteredValue": {"numberValue": 2.5}}]
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return {"appendCells": {"sheetId": sheet_id, "rows": [{"values": cells}] * rows, "fields": fields}}


def _update(core: LocalSheets, requests: Iterable[dict[str, Any]]) -> None:
    path = f"/v4/spreadsheets/{core.spreadsheet_id}:batchUpdate"
    status, answer = core.handle("POST", path, {}, {"requests": list(requests)})
    if status != 200:
        raise AssertionError(answer)


def _milliseconds(call: Callable[[], None]) -> float:
    begun = perf_counter()
    call()
    return (perf_counter() - begun) * 1_000


def _peak(call: Callable[[], None]) -> float:
    """Memory that Python takes on top during one call, in MiB."""
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(peak / 2**20, 2)


if __name__ == "__main__":
    main()
