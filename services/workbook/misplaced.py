"""Writes that landed in the wrong place, because people moved rows or columns between the look and the write (pure).

A write addresses its cells by number. Read back, each of these cells is known by the row ID, or all else that its row
holds, and by its column's title: is it not the cell that was meant, then it gets back what it held.
"""

from collections import Counter
from collections.abc import Collection, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, product
from typing import Any

from services.reading import Context, parse_field, read_table
from services.schema import Field, Tab, Type
from services.workbook import by_hand, outcomes, writes
from services.workbook.cells import CELL_MASK, cell, number_format, written
from services.workbook.errors import WorkbookError
from services.workbook.gateway import cell_name
from services.workbook.journal import Submission, Values
from services.workbook.outcomes import Write
from services.workbook.setup import Request
from services.workbook.snapshot import Snapshot

ATTEMPTS = 3
"""So often a submission is put right; then it is told that it was not seen as written."""
_ACTION = "put_right"
_HEADER_ROWS = 10
_SECONDS = 86_400

Due = tuple[Submission, Write]
_Cells = Sequence[Sequence[Any]]
_Place = tuple[int, int]
"""0-based row and column."""


@dataclass(frozen=True)
class Sent:
    """One call that was sent, and may have been carried out."""

    part: Sequence[Due]
    before: Snapshot
    """The sheet by which its cells were addressed."""

    @property
    def numbers(self) -> set[int]:
        """Of its submissions."""
        return {submission.number for submission, _ in self.part}


@dataclass(frozen=True)
class Repair:
    """What is to be sent so that everything stands where it belongs."""

    part: Sequence[Due] = ()
    again: frozenset[int] = frozenset()
    """Numbers of the submissions that it is about; they stay open until they are seen."""
    refused: Mapping[int, WorkbookError] = field(default_factory=dict)
    """Number → why a change whose traces are gone can't be written any more."""


@dataclass(frozen=True)
class _Put:
    """A content for one cell."""

    submission: Submission
    at: _Place
    raw: Any


@dataclass(frozen=True)
class _Astray:
    """A cell that was written and not meant, or the one that was meant in its place."""

    number: int
    put: _Put | None
    """What it should hold; None: it does, or nobody knows."""
    is_known: bool = True


@dataclass(frozen=True)
class _Page:
    """The cells of a tab."""

    cells: _Cells
    header: int
    """0-based row; beyond the end where there is none."""
    columns: Mapping[str, int]

    def at(self, row: int, column: int) -> Any:
        """What stands in the cell; "" when blank."""
        line = self.cells[row] if row < len(self.cells) else ()
        return line[column] if column < len(line) else ""

    @property
    def width(self) -> int:
        """Columns with content."""
        return max(map(len, self.cells), default=0)

    def titles(self, ours: Container[_Place] = ()) -> list[Any]:
        """The columns' titles; None for a blank one and for what we wrote over it."""
        names = [self.at(self.header, at) for at in range(self.width)]
        return [None if name == "" or (self.header, at) in ours else name for at, name in enumerate(names)]


def repair(sent: Sequence[Sent], submissions: Iterable[Submission], tabs: Mapping[str, Tab], now: Snapshot) -> Repair:
    """What it takes to put right what these submissions, sent already, did in the wrong place; `now` was read since.

    Without the call in `sent` (an earlier process made it) only new rows are found again.
    """
    open_ = {each.number: each for each in submissions if tries(each) < ATTEMPTS}
    astray = [each for one in sent for each in _astray(one, tabs, now) if each.number in open_]
    back = {(each.put.submission.tab_key, each.put.at): each.put for each in astray if each.put}
    mended = _with(now, back.values(), tabs)
    unseen = [each for each in open_.values() if not _is_as_written(each, tabs[each.tab_key], mended)]
    own = [put for each in unseen if each.is_new for put in _own_row(each, tabs[each.tab_key], mended)]
    mended = _with(mended, own, tabs)
    part = list(_writing([*back.values(), *own], tabs, now, mended))
    refused: dict[int, WorkbookError] = {}
    for each in unseen:
        if each.number in _to_be_changed(sent, astray, unseen):
            try:
                part += _anew(each, tabs[each.tab_key], mended)
            except WorkbookError as error:
                refused[each.number] = error
    again = {submission.number for submission, _ in part} | {each.number for each in astray if each.put}
    # Their traces go first.
    return Repair(part, frozenset(again | refused.keys())) if back else Repair(part, frozenset(again), refused)


def is_laid_out_anew(before: Snapshot, now: Snapshot) -> bool:
    """True when people moved tabs or columns since: what was refused is then made anew."""
    ids = [{key: sheet.sheet_id for key, sheet in each.sheets.items()} for each in (before, now)]
    return ids[0] != ids[1] or before.columns != now.columns


def tries(submission: Submission) -> int:
    """How often it was put right."""
    return int(submission.result.get("repairs", 0))


def tried(submission: Submission) -> Values:
    """What the journal keeps of a submission that is put right once more."""
    return {"repairs": tries(submission) + 1}


def _to_be_changed(sent: Sequence[Sent], astray: Sequence[_Astray], unseen: Sequence[Submission]) -> set[int]:
    """The changes that are known to have gone elsewhere, and where everything that they spoiled can be mended."""
    known = {number for one in sent for number in one.numbers}
    tried_before = {each.number for each in unseen if tries(each)} & known
    changes = {each.number for each in unseen if not each.is_new}
    unmendable = {each.number for each in astray if not each.is_known}
    return changes & (tried_before | {each.number for each in astray}) - unmendable


def _is_as_written(submission: Submission, tab: Tab, snapshot: Snapshot) -> bool:
    row = outcomes.arrived(submission, tab, snapshot)
    return row is not None and outcomes.holds(row, submission.values)


def _anew(submission: Submission, tab: Tab, snapshot: Snapshot) -> list[Due]:
    """The change where it belongs. Raises Conflict, Invalid, NotSetUp."""
    decision = outcomes.decide(replace(submission, action=_ACTION), tab, snapshot)
    return [(submission, decision)] if isinstance(decision, Write) else []


def _own_row(submission: Submission, tab: Tab, now: Snapshot) -> list[_Put]:
    """The cells of a new row, known by its ID wherever that stands, that don't stand under their headers."""
    page, columns = _page(tab, now), now.columns[tab.key]
    own = {key: value for key, value in outcomes.laid_out(submission).items() if value is not None}
    raws = {key: _raw(cell(tab.field(key), value)) for key, value in own.items()}
    needed = Counter(map(_mark, raws.values()))
    rows = [
        at
        for at, line in enumerate(page.cells)
        if submission.row_id in line and Counter(mark for mark in map(_mark, line) if mark in needed) == needed
    ]
    if len(rows) != 1 or "row_id" not in columns:
        return []
    places = {columns[key]: raw for key, raw in raws.items() if key in columns}
    homeless = {_mark(raw) for key, raw in raws.items() if key not in columns}
    puts = []
    for column in range(max(page.width, *(at + 1 for at in places))):
        held, wanted = page.at(rows[0], column), places.get(column, "")
        is_ours = _mark(held) in needed
        if held != "" and not is_ours and column in places:
            return []
        is_kept = column not in columns.values() and _mark(held) in homeless
        if _mark(held) != _mark(wanted) and (is_ours or column in places) and not is_kept:
            puts.append(_Put(submission, (rows[0], column), wanted))
    return puts


def _astray(sent: Sent, tabs: Mapping[str, Tab], now: Snapshot) -> Iterator[_Astray]:
    """The cells of the call that were not meant, and those that were meant in their place."""
    puts = [put for submission, write in sent.part for put in _puts(submission, write)]
    for key in dict.fromkeys(put.submission.tab_key for put in puts):
        there, here = _page(tabs[key], sent.before), _page(tabs[key], now)
        own = {put.at: put for put in puts if put.submission.tab_key == key}
        written_there = [put for put in own.values() if _mark(here.at(*put.at)) == _mark(put.raw)]
        strange = [put for put in written_there if not _is_in_place(here, there, put.at)]
        judged = [each for put in strange for each in _judged(here, there, put, own)]
        yield from judged
        mendable = {each.number for each in judged} - {each.number for each in judged if not each.is_known}
        for put in own.values():
            if put.submission.number in mendable:
                yield from _missed(here, there, put, own)


def _is_in_place(here: _Page, there: _Page, place: _Place) -> bool:
    """At a glance; a look through all rows says more."""
    ids = [page.at(place[0], page.columns["row_id"]) for page in (here, there) if "row_id" in page.columns]
    titles = [page.at(page.header, place[1]) for page in (here, there)]
    return len(ids) == 2 and ids[0] == ids[1] != "" and titles[0] == titles[1] != ""


def _judged(here: _Page, there: _Page, put: _Put, own: Mapping[_Place, _Put]) -> Iterator[_Astray]:
    """The cell, when it is another one than was meant, with what it held before."""
    number, places = put.submission.number, _found(here, there, put.at, own)
    if put.at in places:
        return
    formers = {_mark(raw): raw for raw in (there.at(*place) for place in places)}
    if len(formers) != 1:
        yield _Astray(number, None, is_known=False)
    elif _mark(put.raw) in formers:
        yield _Astray(number, None)
    else:
        yield _Astray(number, replace(put, raw=next(iter(formers.values()))))


def _missed(here: _Page, there: _Page, put: _Put, own: Mapping[_Place, _Put]) -> Iterator[_Astray]:
    """The cell that was meant, wherever it stands now, while it holds what it held."""
    places = _found(there, here, put.at, own)
    if len(places) == 1 and places[0][0] < len(here.cells) and places[0][1] < here.width:
        held = _mark(here.at(*places[0]))
        if held != _mark(put.raw) and held == _mark(there.at(*put.at)):
            yield _Astray(put.submission.number, replace(put, at=places[0]))


def _found(here: _Page, there: _Page, place: _Place, ours: Iterable[_Place]) -> list[_Place]:
    """Where a cell of one page may stand on the other; beyond its end for one that came since."""
    ours = frozenset(ours)
    return list(product(_rows(here, there, place[0], ours), _columns(here, there, place[1], ours)))


def _columns(here: _Page, there: _Page, column: int, ours: frozenset[_Place]) -> list[int]:
    titles, known = here.titles(ours), there.titles()
    title = titles[column] if column < len(titles) else None
    if title is not None and titles.count(title) == known.count(title) == 1:
        return [known.index(title)]
    lost = [at for at, name in enumerate(known) if name is not None and name not in titles]
    strange = [
        at for at, name in enumerate(titles) if (name not in known if name is not None else (here.header, at) in ours)
    ]
    # As many new titles as gone ones: renamed, or written over by us.
    if column in strange and len(strange) == len(lost):
        return [lost[strange.index(column)]]
    below = ((row, column) for row in range(len(here.cells)) if row != here.header)
    is_bare = all(here.at(*place) == "" or place in ours for place in below)
    return [there.width] if is_bare and not lost else []


def _rows(here: _Page, there: _Page, row: int, ours: frozenset[_Place]) -> list[int]:
    numbers = range(len(there.cells))
    mine, theirs = here.columns.get("row_id"), there.columns.get("row_id")
    if mine is not None and theirs is not None and (row, mine) not in ours and (row_id := here.at(row, mine)) != "":
        same = [at for at in numbers if there.at(at, theirs) == row_id]
        if len(same) == 1:
            return same
    others = (at for at in range(here.width) if (row, at) not in ours)
    rest = {to: here.at(row, at) for at in others for to in _columns(here, there, at, ours)}
    alike = [at for at in numbers if all(there.at(at, to) == raw for to, raw in rest.items())]
    return alike if any(raw != "" for raw in rest.values()) else [*alike, len(there.cells)]


def _with(now: Snapshot, puts: Collection[_Put], tabs: Mapping[str, Tab]) -> Snapshot:
    """The sheet as it is once these are written."""
    cells, tables, columns = dict(now.cells), dict(now.tables), dict(now.columns)
    for key in {put.submission.tab_key for put in puts}:
        lines = [list(line) for line in cells[key]]
        for put in puts:
            if put.submission.tab_key == key:
                row, column = put.at
                lines += [[] for _ in range(row + 1 - len(lines))]
                lines[row] += [""] * (column + 1 - len(lines[row]))
                lines[row][column] = put.raw
        table = read_table(tabs[key], lines, now.context)
        cells[key], tables[key], columns[key] = lines, table.frame, table.columns
    return replace(now, cells=cells, tables=tables, columns=columns)


def _writing(puts: Iterable[_Put], tabs: Mapping[str, Tab], now: Snapshot, mended: Snapshot) -> Iterator[Due]:
    """One `updateCells` a cell and one audit row for each row."""

    def row_of(put: _Put) -> tuple[str, int]:
        return put.submission.tab_key, put.at[0]

    for (key, _), row in groupby(sorted(puts, key=row_of), row_of):
        same = list(row)
        updates = [_updating(put, tabs[key], mended) for put in same]
        yield same[0].submission, Write([*updates, _audit(same, tabs[key], now, mended)])


def _updating(put: _Put, tab: Tab, mended: Snapshot) -> Request:
    field_, is_number = _field(tab, mended, put.at[1]), not isinstance(put.raw, str)
    looks = number_format(field_.type) if field_ else None
    content, _ = by_hand.Typed(None if put.raw == "" else put.raw, "", looks).cell()
    # The format that people gave the numbers of a column of their own is not known.
    mask = "userEnteredValue" if field_ is None and is_number else CELL_MASK
    start = {"sheetId": mended.sheets[tab.key].sheet_id, "rowIndex": put.at[0], "columnIndex": put.at[1]}
    return {"updateCells": {"start": start, "rows": [{"values": [content]}], "fields": mask}}


def _audit(puts: Sequence[_Put], tab: Tab, now: Snapshot, mended: Snapshot) -> Request:
    pages = [_page(tab, snapshot) for snapshot in (now, mended)]
    row, submission = puts[0].at[0], puts[0].submission
    row_id = str(pages[1].at(row, pages[1].columns["row_id"])) if "row_id" in pages[1].columns else ""
    labels, told = [Field("row", "Dòng", Type.TEXT)], []
    for put in puts:
        column = put.at[1]
        title = pages[1].at(pages[1].header, column) or cell_name(1, column).removesuffix("1")
        labels.append(Field(str(column), str(title), Type.TEXT))
    for page in pages:
        values = {str(put.at[1]): _in_words(page.at(*put.at), _field(tab, mended, put.at[1]), now) for put in puts}
        # A row without an ID can only be found again by its number.
        told.append(values if row_id else {"row": str(row + 1), **values})
    return writes.auditing(
        now,
        _ACTION,
        by=submission.by,
        at=submission.at,
        tab=replace(tab, fields=tuple(labels)),
        row_id=row_id or None,
        before=told[0],
        after=told[1],
    )


def _field(tab: Tab, snapshot: Snapshot, column: int) -> Field | None:
    key = next((key for key, at in snapshot.columns[tab.key].items() if at == column), None)
    return None if key is None else tab.field(key)


def _in_words(raw: Any, field_: Field | None, snapshot: Snapshot) -> str:
    value = parse_field(field_, raw, snapshot.context).value if field_ else None
    return by_hand.shown(raw) if field_ is None or value is None else written(field_, value)


def _page(tab: Tab, snapshot: Snapshot) -> _Page:
    cells = snapshot.cells[tab.key]
    # Where the header is depends on the first rows alone.
    table = read_table(tab, cells[:_HEADER_ROWS], Context())
    return _Page(cells, len(cells) if table.header_row is None else table.header_row - 1, table.columns)


def _puts(submission: Submission, write: Write) -> Iterator[_Put]:
    for request in write.requests:
        if "updateCells" in request:
            start = request["updateCells"]["start"]
            (content,) = request["updateCells"]["rows"][0]["values"]
            yield _Put(submission, (start["rowIndex"], start["columnIndex"]), _raw(content))


def _raw(content: Mapping[str, Any]) -> Any:
    return next(iter(content.get("userEnteredValue", {"": ""}).values()))


def _mark(raw: Any) -> Hashable:
    """Equal for equal cells: numbers to what a second is (Sheets gives 15 digits back), and TRUE is no 1."""
    return round(raw * _SECONDS) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else (raw, "")
