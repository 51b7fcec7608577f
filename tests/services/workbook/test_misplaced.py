"""People move rows and columns between the look and the write: afterwards it is as if they had done it before."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import gspread
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reading import read_table
from services.schema import ACTIONS, BANNERS
from services.workbook import Conflict, Pending, Workbook, misplaced, outcomes, writes
from services.workbook.journal import Journal, State, Submission
from services.workbook.snapshot import Snapshot
from tests.services.workbook.trial import BANNER, BY, Clock, Served, opened, people, records, serving, tab

FIRST, SECOND, THIRD, NEW = "01J9FIRST", "01J9SECOND", "01J9THIRD", "01J9NEW"
AT = {key: at for at, key in enumerate(BANNERS.keys)}
OWN = len(AT)
"""0-based column that people keep for themselves."""
PLAIN = {"value_render_option": "UNFORMATTED_VALUE"}


def line(row_id: str, **cells: Any) -> list[Any]:
    """A row of the tab as the app would have written it."""
    held = {
        "unit": "CESTI",
        "kind": "Băng rôn",
        "slogan": f"Học tập {row_id}",
        "place": "Cổng",
        "state": "Đã thực hiện",
    }
    held |= {"hung_on": 45566, "entered_by": BY, "entered_at": 45568.5, "row_id": row_id} | cells
    return [held.get(key, "") for key in BANNERS.keys]


ROWS = [
    [*line("", slogan="Gõ tay 1", quantity=True, hung_on=45567, entered_at=""), 0.5],
    [*line(FIRST, quantity=2, place="Sảnh"), "x"],
    [*line("", slogan="Gõ tay 2", quantity="hai", size=3, entered_by=""), True],
    [*line(SECOND, quantity=3, size="2 m"), 45568],
    [*line(THIRD, quantity=4), ""],
]
QUANTITY = {"quantity": 9}
SEVERAL = {"quantity": 9, "place": "Sân sau", "note": "Đã dời"}


class Stage:
    """A workbook behind HTTP, with entries and rows typed by hand, and what people are about to do."""

    def __init__(self, book: Workbook, server: Served, sheet: gspread.Spreadsheet, clock: Clock) -> None:
        self.book, self.server, self.sheet = book, server, sheet
        self.banners = tab(sheet, "banners")
        self.banners.add_cols(1)
        self.banners.update([["Duyệt"]], gspread.utils.rowcol_to_a1(1, OWN + 1))
        self.banners.update(ROWS, "A2", raw=True)
        clock.tick(minutes=1)
        book.snapshot()

    def before_the_next_write(self, *acts: Callable[[], object]) -> None:
        """One act before each of the coming writes."""
        left = list(acts)
        self.server.before_write = lambda: left.pop(0)() if left else None

    def cells(self) -> list[list[Any]]:
        """The whole tab."""
        return self.banners.get_values(**PLAIN)

    def told(self) -> list[dict[str, Any]]:
        """What the audit log says of repairs."""
        rows = records(tab(self.sheet, "audit"))
        return [row for row in rows if row["Hành động"] == ACTIONS["put_right"]]

    def add(self) -> object:
        return self.book.add("banners", BANNER, by=BY, row_id=NEW).warnings

    def change(self, row_id: str = SECOND, **changes: Any) -> object:
        frame = self.book.snapshot().tables["banners"]
        seen = frame[frame["row_id"] == row_id].to_dict("records")[0]
        return self.book.change("banners", row_id, changes or QUANTITY, by=BY, seen=seen).warnings

    def move(self, dimension: str, source: int, to: int) -> None:
        """One row or column, both 0-based, to before another."""
        span = {"sheetId": BANNERS.sheet_id, "dimension": dimension, "startIndex": source, "endIndex": source + 1}
        self.sheet.batch_update({"requests": [{"moveDimension": {"source": span, "destinationIndex": to}}]})


@pytest.fixture
def staged(tmp_path) -> Iterator[Callable[[], Any]]:
    """Makes stages, all alike."""

    @contextmanager
    def made(name: str) -> Iterator[Stage]:
        folder = tmp_path / name
        folder.mkdir()
        clock = Clock()
        with serving(folder, clock) as (book, server):
            yield Stage(book, server, people(folder), clock)

    return made


def outcome(do: Callable[[], object]) -> object:
    try:
        return do()
    except Conflict as error:
        return str(error)


ACTS = {
    "a column inserted at the left": lambda stage: stage.banners.insert_cols([[]], 1),
    "a column inserted in the middle": lambda stage: stage.banners.insert_cols([[]], AT["place"] + 1),
    "a column moved": lambda stage: stage.move("COLUMNS", AT["slogan"], AT["note"]),
    "a column deleted": lambda stage: stage.banners.delete_columns(AT["evidence"] + 1),
    "a title put above the header": lambda stage: stage.banners.insert_rows([["BĂNG RÔN"], [], [], []], 1),
    "a row deleted above": lambda stage: stage.banners.delete_rows(2),
    "a row moved": lambda stage: stage.move("ROWS", 1, 5),
    "rows sorted": lambda stage: stage.banners.sort((AT["slogan"] + 1, "des"), range="A2:R6"),
    "rows and columns moved": lambda stage: (stage.move("ROWS", 4, 2), stage.move("COLUMNS", AT["quantity"], 1)),
    "the row deleted": lambda stage: stage.banners.delete_rows(5),
}
WISHES = {
    "add": lambda stage: stage.add(),
    "change": lambda stage: stage.change(),
    "change of several cells": lambda stage: stage.change(**SEVERAL),
    "emptying": lambda stage: stage.change(size=None, hung_on="2024-10-03"),
}


CASES = """
a column inserted at the left | add
a column moved | add
a column deleted | add
a column inserted in the middle | change of several cells
a title put above the header | emptying
rows sorted | emptying
rows and columns moved | change of several cells
the row deleted | change of several cells
a row moved, a row deleted above | change
a column inserted in the middle, a column moved | add
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_afterwards_it_is_as_if_people_had_done_it_before(staged, case):
    """A second act comes before the first repair."""
    acts, wish = (part.split(", ") for part in case.split(" | "))
    do = WISHES[wish[0]]
    with staged("before") as stage:
        for act in acts:
            ACTS[act](stage)
        expected = outcome(lambda: do(stage)), json.dumps(stage.cells())
    with staged("while") as stage:
        stage.before_the_next_write(*(partial(ACTS[act], stage) for act in acts))
        assert (outcome(lambda: do(stage)), json.dumps(stage.cells())) == expected
        assert stage.book.queue().waiting == ()


def test_of_two_changes_in_one_call_one_may_be_displaced(staged):
    with staged("one") as stage:
        stage.server.coming = ["503"]
        stage.before_the_next_write(lambda: None, lambda: stage.banners.insert_rows([[]], 4))
        with pytest.raises(Pending):
            stage.change(FIRST, quantity=7)
        stage.change(SECOND, quantity=8)
        quantities = [row[AT["quantity"]] for row in stage.cells()[1:]]
        assert stage.book.queue().waiting == ()
    assert quantities == [True, 7, "", "hai", 8, 4]


def test_the_audit_log_tells_what_was_put_right(staged):
    """A row without an ID is told by its number."""
    with staged("one") as stage:
        stage.before_the_next_write(lambda: stage.banners.insert_rows([[]], 2))
        stage.change(SECOND, quantity=9)
        told = [(row.get("Mã dòng"), json.loads(row["Trước"]), json.loads(row["Sau"])) for row in stage.told()]
    assert told == [
        (None, {"Dòng": "5", "Số lượng": "9"}, {"Dòng": "5", "Số lượng": "hai"}),
        (SECOND, {"Số lượng": "3"}, {"Số lượng": "9"}),
    ]


def test_what_was_overwritten_and_read_by_nobody_is_told(staged):
    """A row that came with its content: what the cell held before the write is not known."""
    with staged("one") as stage:
        stage.before_the_next_write(lambda: stage.banners.insert_rows([["HCMGIS", "", "Mới", 5]], 5))
        warnings = stage.change(SECOND, quantity=9)
        assert [problem.code for problem in warnings] == ["not_as_written"]
        assert [row[AT["quantity"]] for row in stage.cells()[4:6]] == [9, 3]
        assert stage.book.queue().waiting == ()


@pytest.mark.parametrize("is_answered", [True, False])
def test_after_a_restart_a_new_row_is_put_right_by_the_journal_alone(staged, clock, is_answered):
    with staged("one") as stage:
        stage.server.after_write = stage.server.fail_reads
        stage.server.coming = [] if is_answered else ["reset-after"]
        stage.before_the_next_write(lambda: stage.banners.insert_cols([[]], 2))
        with nullcontext() if is_answered else pytest.raises(Pending):
            stage.add()
        assert stage.cells()[-1][1] == BANNER["kind"]
        stage.server.failing, stage.server.after_write = False, lambda: None
        Workbook(stage.book.connection, clock).send_waiting()
        header, *rows = stage.cells()
        found = dict(zip(header, rows[-1], strict=False))
    assert len(rows) == len(ROWS) + 1
    assert {found[label] for label in ("", "Kích thước", "Kinh phí")} == {""}
    expected = {"Đơn vị": "CESTI", "Loại": "Băng rôn", "Số lượng": 2, "Ngày treo": 45566, "Mã dòng": NEW}
    assert {label: found[label] for label in expected} == expected


def test_after_a_restart_a_displaced_change_is_kept_as_not_seen(staged, clock):
    with staged("one") as stage:
        stage.server.after_write = stage.server.fail_reads
        stage.before_the_next_write(lambda: stage.banners.insert_rows([[]], 2))
        with pytest.raises(Pending):
            stage.change(SECOND, quantity=9)
        stage.server.failing = False
        Workbook(stage.book.connection, clock).send_waiting()
        (kept,) = Journal(stage.book.connection.journal_file).numbered([1])
    assert (kept.state, kept.result) == (State.DONE, outcomes.NOT_SEEN)


Grid = list[list[Any]]
CELLS = st.one_of(st.integers(0, 12), st.booleans(), st.sampled_from(("", "hai", 0.5)))


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A header, an entry, and rows of others, with an ID or without."""
    count = draw(st.integers(1, 5))
    rows = [line(draw(st.sampled_from((f"ID-{at}", ""))), slogan=f"Hàng {at}") for at in range(count)]
    for row in rows:
        row[AT["quantity"]], row[AT["size"]] = draw(CELLS), draw(CELLS)
    rows.insert(draw(st.integers(0, count)), line(FIRST, quantity=2))
    return [[field.label for field in BANNERS.fields], *rows]


def inserted_row(grid: Grid, header: int, at: int, _: int) -> None:
    grid.insert(at % (len(grid) + 1), [])


def deleted_row(grid: Grid, header: int, at: int, _: int) -> None:
    below = range(header + 1, len(grid))
    if below:
        del grid[below[at % len(below)]]


def sorted_rows(grid: Grid, header: int, at: int, _: int) -> None:
    grid[header + 1 :] = sorted(grid[header + 1 :], key=lambda row: str(row[at : at + 1]))


def inserted_column(grid: Grid, header: int, at: int, _: int) -> None:
    for row in grid:
        if len(row) > at:
            row.insert(at, "")


def moved_column(grid: Grid, header: int, source: int, to: int) -> None:
    width = max(map(len, grid))
    for row in grid:
        row += [""] * (width - len(row))
        row.insert(to % width, row.pop(source % width))


ACT = st.tuples(
    st.sampled_from((inserted_row, deleted_row, sorted_rows, inserted_column, moved_column)),
    st.integers(0, 16),
    st.integers(0, 16),
)


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> Snapshot:
    return opened(tmp_path_factory.mktemp("blank"), Clock()).snapshot()


def read(grid: Grid, blank: Snapshot) -> Snapshot:
    cells = [list(row) for row in grid]
    table = read_table(BANNERS, cells, blank.context)
    tables, columns = {**blank.tables, "banners": table.frame}, {**blank.columns, "banners": table.columns}
    return replace(blank, tables=tables, columns=columns, cells={"banners": cells})


def write(grid: Grid, part: Sequence[tuple[Submission, outcomes.Write]]) -> None:
    """Carries out what concerns the tab."""
    updates = [each["updateCells"] for _, due in part for each in due.requests if "updateCells" in each]
    for update in updates:
        row, column = update["start"]["rowIndex"], update["start"]["columnIndex"]
        grid += [[] for _ in range(row + 1 - len(grid))]
        grid[row] += [""] * (column + 1 - len(grid[row]))
        content = update["rows"][0]["values"][0].get("userEnteredValue", {"": ""})
        grid[row][column] = next(iter(content.values()))


def trimmed(grid: Grid) -> Grid:
    """Without blank cells and rows at the ends."""
    rows = [row[: max((at for at, cell in enumerate(row, 1) if cell != ""), default=0)] for row in grid]
    return rows[: max((at for at, row in enumerate(rows, 1) if row), default=0)]


@settings(max_examples=40, deadline=None)
@given(grid=grids(), acts=st.lists(ACT, min_size=1, max_size=3), quantity=st.sampled_from((9, 1)))
def test_no_cell_of_others_stays_changed(blank, grid, acts, quantity):
    values = {"quantity": quantity, "note": "Dời"}
    submission = Submission("banners", FIRST, "change", BY, Clock()(), values, {"quantity": 2}, 1, State.WRITTEN)
    before = read(grid, blank)
    sent = [misplaced.Sent([(submission, outcomes.decide(submission, BANNERS, before))], before)]
    for act, first, second in acts:
        act(grid, next(at for at, row in enumerate(grid) if "Đơn vị" in row), first, second)
    wanted = [list(row) for row in grid]
    for row in wanted:
        if FIRST in row:
            header = next(row for row in wanted if "Đơn vị" in row)
            row += [""] * (len(header) - len(row))
            row[header.index("Số lượng")], row[header.index("Ghi chú")] = quantity, "Dời"
    write(grid, sent[0].part)
    for _ in range(misplaced.ATTEMPTS):
        now = read(grid, blank)
        repair = misplaced.repair(sent, [submission], {"banners": BANNERS}, now)
        write(grid, repair.part)
        sent.append(misplaced.Sent(repair.part, now))
    # To Python TRUE equals 1.
    assert json.dumps(trimmed(grid)) == json.dumps(trimmed(wanted))
    assert repair.part == []


def test_which_of_two_rows_alike_was_overwritten_is_not_guessed(blank):
    twins = [line("", quantity=1), line("", quantity=2)]
    grid = [[field.label for field in BANNERS.fields], *twins, line(FIRST, quantity=3)]
    submission = Submission("banners", FIRST, "change", BY, Clock()(), {"quantity": 9}, {}, 1, State.WRITTEN)
    before = read(grid, blank)
    sent = misplaced.Sent([(submission, outcomes.decide(submission, BANNERS, before))], before)
    inserted_row(grid, 0, 1, 0)
    write(grid, sent.part)
    assert misplaced.repair([sent], [submission], {"banners": BANNERS}, read(grid, blank)) == misplaced.Repair([])


def repaired(grid: Grid, submission: Submission, blank: Snapshot) -> Grid:
    """The grid after a repair by an app that was restarted."""
    again = [list(row) for row in grid]
    write(again, misplaced.repair([], [submission], {"banners": BANNERS}, read(grid, blank)).part)
    return again


@pytest.fixture
def displaced(blank) -> tuple[Grid, Submission]:
    """A new row, and a column that came in before the first while it was written."""
    values = {"unit": "CESTI", "slogan": "Học", "quantity": 2, "place": "Cổng"}
    submission = Submission("banners", NEW, "add", BY, Clock()(), values, None, 1, State.WRITTEN)
    header = [field.label for field in BANNERS.fields]
    write_to = writes.appending(read([header], blank), BANNERS, [outcomes.laid_out(submission)])["appendCells"]["rows"]
    row = [next(iter(cell.get("userEnteredValue", {"": ""}).values())) for cell in write_to[0]["values"]]
    return [["", *header], row], submission


@pytest.mark.parametrize(
    ("column", "content"),
    [
        pytest.param(17, "của người khác", id="where a value of ours belongs"),
        pytest.param(5, "Sân", id="over a value of ours"),
        pytest.param(20, "Học", id="the same as a value of ours"),
    ],
)
def test_a_new_row_in_which_people_have_typed_since_stays_as_it_is(blank, displaced, column, content):
    grid, submission = displaced
    grid[1] += [""] * (21 - len(grid[1]))
    grid[1][column] = content
    assert repaired(grid, submission, blank) == grid


def test_a_value_without_a_column_stays_in_a_column_of_theirs(blank, displaced):
    (header, row), submission = displaced
    header = header[1:]
    header[AT["place"]], header[AT["slogan"]], header[AT["quantity"]] = "Chỗ", "Số lượng", "Nội dung khẩu hiệu"
    expected = list(row)
    expected[AT["slogan"]], expected[AT["quantity"]] = 2, "Học"
    assert repaired([header, row], submission, blank) == [header, expected]


def test_a_row_with_an_id_gets_its_cell_back_though_somebody_types_in_it(blank):
    """And a tick is no 1."""
    grid = [[field.label for field in BANNERS.fields], line("ID-1", quantity=True), line(FIRST, quantity=3)]
    submission = Submission("banners", FIRST, "change", BY, Clock()(), {"quantity": 1}, {}, 1, State.WRITTEN)
    before = read(grid, blank)
    sent = misplaced.Sent([(submission, outcomes.decide(submission, BANNERS, before))], before)
    inserted_row(grid, 0, 1, 0)
    write(grid, sent.part)
    grid[2][AT["place"]] = "Khác"
    write(grid, misplaced.repair([sent], [submission], {"banners": BANNERS}, read(grid, blank)).part)
    assert json.dumps([row[AT["quantity"]] for row in grid[2:]]) == "[true, 1]"
