"""Does the real service do what the embedded workbook does? `python -m tests.conformance.live --secrets FILE`

Goes through what the app sends, in two throw-away tabs of the spreadsheet that the secrets name, does the same in an
embedded workbook, and prints where they differ. The spreadsheet's other tabs, its locale and its time zone stay as
they are; the two tabs are removed again. Exit status: 0 all the same, 1 something differs, 2 the spreadsheet can't be
reached or changed.

It has been tried against the embedded workbook's own loopback server only: nobody here had a key of Google's.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gspread.utils import rowcol_to_a1

from services.local_sheets import LocalSheets
from services.plan import TIME_ZONE, Campaign
from services.reading import Context, read_table
from services.schema import AUDIT, BANNERS, Tab
from services.workbook import WorkbookError, writes
from services.workbook.connection import Kind as Behind
from services.workbook.connection import connect, open_core
from services.workbook.errors import Unavailable
from services.workbook.gateway import Gateway, Sheet
from services.workbook.setup import Change, Kind, requests
from services.workbook.setup.look import look
from services.workbook.setup.plan import plan
from services.workbook.snapshot import Snapshot

NOW = datetime(2024, 10, 4, 9, 30, 15, tzinfo=TIME_ZONE)
TEXTS = (
    "=1+1",
    '=IMPORTXML("https://example.com";"//a")',
    "+84901234567",
    "-5",
    "@a",
    "'x",
    "0901",
    "1.500",
    "12,5",
    "7/10",
    "TRUE",
    "hoà hòa",
    "Thu\u0301y",
    "👩‍🏫 \u202eabc",
    "một\nhai",
    "<script>alert(1)</script>",
    "x" * 5_000,
)
"""What a person may type and a sheet may misread."""


@dataclass(frozen=True)
class Trial:
    """Two tabs of a spreadsheet, to be used up."""

    gateway: Gateway
    log: Tab
    audit: Tab

    def changes(self) -> list[Change]:
        """What set-up would do to the two tabs; never to the spreadsheet itself."""
        tabs = (self.log, self.audit)
        return [change for change in plan(look(self.gateway, tabs), tabs).changes if change.kind is not Kind.REGION]

    def carry_out(self) -> None:
        """Set-up of the two tabs."""
        if wanted := [request for change in self.changes() for request in change.requests]:
            self.gateway.update(wanted)

    def sheet(self) -> Sheet:
        """The log as it is called and sized now."""
        return next(sheet for sheet in self.gateway.sheets() if sheet.sheet_id == self.log.sheet_id)

    def values(self) -> list[list[Any]]:
        """All cells of the log."""
        return self.gateway.values([self.sheet().title])[0]

    def columns(self) -> dict[str, Mapping[str, int]]:
        """Where the columns of both tabs are."""
        titles = {sheet.sheet_id: sheet.title for sheet in self.gateway.sheets()}
        tabs = (self.log, self.audit)
        values = self.gateway.values([titles[tab.sheet_id] for tab in tabs])
        return {tab.key: read_table(tab, cells, Context()).columns for tab, cells in zip(tabs, values, strict=True)}

    def snapshot(self) -> Snapshot:
        """As much of a snapshot as a write looks at."""
        sheets = {sheet.sheet_id: sheet for sheet in self.gateway.sheets()}
        known = {tab.key: sheets[tab.sheet_id] for tab in (self.log, self.audit)}
        return Snapshot({}, (), "", NOW, Campaign(), (), (), self.columns(), known)

    def rows(self) -> list[dict[str, Any]]:
        """The log's entries, typed, without what is blank."""
        frame = read_table(self.log, self.values(), Context(year=2024)).frame
        return [{key: value for key, value in row.items() if value is not None} for row in frame.to_dict("records")]

    def conditions(self, row: int) -> list[Any]:
        """What the dropdowns of one row of the log ask for (1-based)."""
        sheet = self.sheet()
        (block,) = self.gateway.blocks([f"'{sheet.title}'!A{row}:{rowcol_to_a1(row, sheet.columns)}"])
        kinds = [cell.condition and cell.condition["type"] for cell in (block.cells[0] if block.cells else ())]
        # Blank cells at the end may or may not be answered.
        return kinds[: max((at for at, kind in enumerate(kinds, 1) if kind), default=0)]


def _set_up(trial: Trial) -> Any:
    trial.carry_out()
    layout = trial.gateway.layout()
    make_up = [layout.make_up[tab.sheet_id] for tab in (trial.log, trial.audit)]
    return [
        [(s.rows, s.columns) for s in layout.sheets if s.sheet_id in (trial.log.sheet_id, trial.audit.sheet_id)],
        [
            [(entry.get("description"), entry.get("requestingUserCanEdit")) for entry in made.protected]
            for made in make_up
        ],
        [[rule["booleanRule"]["condition"]["values"] for rule in made.colours] for made in make_up],
    ]


def _second_set_up(trial: Trial) -> Any:
    return [change.sentence for change in trial.changes()]


def _headers(trial: Trial) -> Any:
    (block,) = trial.gateway.blocks([f"'{trial.sheet().title}'!A1:Q1"])
    return [(cell.value, cell.note) for cell in block.cells[0]]


def _dropdowns(trial: Trial) -> Any:
    return [trial.conditions(2), trial.conditions(trial.sheet().rows)]


def _list_of_another_tab(trial: Trial) -> Any:
    field = trial.log.field("unit")
    wanted = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": f"='{trial.audit.title}'!A2:C"}]}
    trial.gateway.update([requests.validation(trial.log.sheet_id, 1, 0, field, wanted)])
    return trial.conditions(2)[0]


def _add(trial: Trial) -> Any:
    row = {
        "unit": "CESTI",
        "slogan": "Phát triển văn hóa đọc",
        "quantity": 0,
        "hung_on": date(2024, 10, 1),
        "cost": 2_500_000,
        "entered_at": NOW,
        "row_id": "01J9ADD",
    }
    snapshot = trial.snapshot()
    audit = writes.auditing(snapshot, "add", by="Thử", at=NOW, tab=trial.log, row_id="01J9ADD", after=row)
    trial.gateway.update([writes.appending(snapshot, trial.log, [row]), audit])
    return [trial.rows(), [len(line) for line in trial.gateway.values([trial.audit.title])[0]]]


def _unusual_text(trial: Trial) -> Any:
    rows = [{"slogan": text, "row_id": f"01J9TEXT{n}"} for n, text in enumerate(TEXTS)]
    trial.gateway.update([writes.appending(trial.snapshot(), trial.log, rows)])
    at = trial.snapshot().columns[trial.log.key]["slogan"]
    return [row[at] for row in trial.values()[2:]]


def _change(trial: Trial) -> Any:
    row = next(row for row in trial.rows() if row["row_id"] == "01J9ADD")
    changes = {"quantity": 7, "hung_on": None, "note": "đã sửa"}
    trial.gateway.update(writes.changing(trial.snapshot(), trial.log, row["sheet_row"], changes))
    return trial.rows()[0]


def _conflict(trial: Trial) -> Any:
    """Somebody writes between a read and a write: a fresh read shows it, and no other row has moved."""
    before = trial.rows()[0]
    at = trial.snapshot().columns[trial.log.key]["quantity"]
    theirs = {"values": [{"userEnteredValue": {"numberValue": 9}}]}
    start = {"sheetId": trial.log.sheet_id, "rowIndex": before["sheet_row"] - 1, "columnIndex": at}
    trial.gateway.update([{"updateCells": {"start": start, "rows": [theirs], "fields": "userEnteredValue"}}])
    after = trial.rows()[0]
    return {key: (before.get(key), after.get(key)) for key in after if before.get(key) != after.get(key)}


def _one_bad_of_two(trial: Trial) -> Any:
    good = requests.grow(trial.log.sheet_id, "ROWS", 1)
    rows = trial.sheet().rows
    refused = _refusal(lambda: trial.gateway.update([good, {"deleteSheet": {"sheetId": 1}}]))
    return [refused, trial.sheet().rows - rows]


def _unknown_tab(trial: Trial) -> Any:
    return _refusal(lambda: trial.gateway.values(["Không có trang này"]))


def _no_write(trial: Trial) -> Any:
    zone = trial.gateway.layout().time_zone
    trial.gateway.update([requests.same_time_zone(zone)])
    return trial.gateway.layout().time_zone == zone


def _beyond_the_grid(trial: Trial) -> Any:
    sheet = trial.sheet()
    last = {"sheetId": sheet.sheet_id, "rowIndex": sheet.rows - 1, "columnIndex": 0}
    cell = {"values": [{"userEnteredValue": {"stringValue": "cuối"}}]}
    trial.gateway.update([{"updateCells": {"start": last, "rows": [cell], "fields": "userEnteredValue"}}])
    trial.gateway.update([writes.appending(trial.snapshot(), trial.log, [{"unit": "VP", "row_id": "01J9END"}])])
    return [trial.sheet().rows - sheet.rows, trial.values()[-1][0]]


def _lost_dropdown(trial: Trial) -> Any:
    at = trial.snapshot().columns[trial.log.key]["kind"]
    span = {"startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": at, "endColumnIndex": at + 1}
    trial.gateway.update([{"setDataValidation": {"range": {"sheetId": trial.log.sheet_id, **span}}}])
    planned = [change.kind for change in trial.changes()]
    trial.carry_out()
    return [Kind.RULE in planned, [change.sentence for change in trial.changes()]]


def _deleted_column(trial: Trial) -> Any:
    at = trial.snapshot().columns[trial.log.key]["size"]
    span = {"sheetId": trial.log.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    trial.gateway.update([{"deleteDimension": {"range": span}}])
    trial.carry_out()
    return [trial.values()[0], [change.sentence for change in trial.changes()]]


def _deleted_rows(trial: Trial) -> Any:
    trial.gateway.update(writes.deleting(trial.snapshot(), trial.log, [3, 5]))
    return len(trial.rows())


def _renamed_tab(trial: Trial) -> Any:
    properties = {"sheetId": trial.log.sheet_id, "title": f"{trial.log.title} (đổi tên)"}
    trial.gateway.update([{"updateSheetProperties": {"properties": properties, "fields": "title"}}])
    return [change.sentence for change in trial.changes()]


STEPS: Mapping[str, Callable[[Trial], Any]] = {
    "set up two tabs": _set_up,
    "set up again": _second_set_up,
    "headers and notes": _headers,
    "dropdowns, first and last row": _dropdowns,
    "dropdown from another tab": _list_of_another_tab,
    "add an entry and its audit row": _add,
    "unusual text": _unusual_text,
    "change an entry": _change,
    "somebody else changes it": _conflict,
    "one bad request of two": _one_bad_of_two,
    "read a tab that isn't there": _unknown_tab,
    "a write that changes nothing": _no_write,
    "append beyond the grid": _beyond_the_grid,
    "lost dropdown": _lost_dropdown,
    "deleted column": _deleted_column,
    "deleted rows": _deleted_rows,
    "renamed tab": _renamed_tab,
}


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Runs all steps on both sides and prints a line for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.live", description=__doc__)
    parser.add_argument("--secrets", type=Path, required=True, metavar="FILE", help="secrets.toml with the spreadsheet")
    options = parser.parse_args(arguments)
    try:
        connection = connect(environ, options.secrets)
        if connection.kind is Behind.EMBEDDED:
            return _end("the secrets name no spreadsheet")
        return _compared(connection.gateway)
    except WorkbookError as error:
        return _end(str(error))


def _compared(gateway: Gateway) -> int:
    before = gateway.layout()
    with TemporaryDirectory() as folder:
        local = open_core(LocalSheets(Path(folder) / "local.sqlite3"))
        pairs = zip(_observed(gateway), _observed(local), strict=True)
        alike = [_line(name, there, here) for (name, there), (_, here) in pairs]
    untouched = gateway.layout() == before
    _say(f"{'the rest of the spreadsheet':34} {'untouched' if untouched else 'CHANGED'}")
    return 0 if untouched and all(alike) else 1


def _observed(gateway: Gateway) -> list[tuple[str, Any]]:
    """Step → what was seen; the two tabs are gone afterwards, whatever happens."""
    mark = secrets.token_hex(3)
    first = secrets.randbelow(2**30) + 1
    log = replace(BANNERS, sheet_id=first, title=f"Thử {mark}")
    trial = Trial(gateway, log, replace(AUDIT, sheet_id=first + 1, title=f"Thử {mark} nhật ký"))
    try:
        return [(name, _unmarked(_seen(step, trial), mark)) for name, step in STEPS.items()]
    finally:
        ours = [sheet.sheet_id for sheet in gateway.sheets() if sheet.sheet_id in (first, first + 1)]
        if ours:
            gateway.update([{"deleteSheet": {"sheetId": sheet_id}} for sheet_id in ours])


def _seen(step: Callable[[Trial], Any], trial: Trial) -> Any:
    try:
        return step(trial)
    except Unavailable as error:
        if step is _set_up:
            raise
        return str(error)


def _unmarked(value: Any, mark: str) -> str:
    return repr(value).replace(mark, "…")


def _refusal(work: Callable[[], object]) -> Any:
    try:
        work()
    except Unavailable as error:
        return (error.status, error.stage, error.request_index)
    return "not refused"


def _line(name: str, there: str, here: str) -> bool:
    alike = there == here
    _say(f"{name:34} {'same' if alike else 'DIFFERS'}")
    if not alike:
        _say(f"    there: {there}\n    here:  {here}")
    return alike


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _end(sentence: str) -> int:
    _say(sentence)
    return 2


if __name__ == "__main__":
    sys.exit(main())
