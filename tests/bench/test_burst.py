"""A small burst runs through and finds nothing wrong; what is wrong is found."""

from pathlib import Path

import pytest

from services.local_sheets import LocalSheets
from services.local_sheets.http import Switches
from services.schema import AUDIT, BANNERS
from services.workbook import Workbook
from tests.bench.burst import Course, measure
from tests.bench.submissions import Note, Submission, judged
from tests.services.local_sheets.book import Book, append, dimension
from tests.services.workbook.trial import Clock, file_in, opened

FIRST, SECOND = (Submission(f"DO-{at}", "banners", "CESTI", corrected) for at, corrected in ((1, None), (2, 7)))
NOTES = [
    Note(1, "began", "add", "DO-1"),
    Note(2, "done", "add", "DO-1"),
    Note(3, "began", "add", "DO-2"),
    Note(4, "done", "add", "DO-2"),
    Note(5, "began", "change", "DO-2"),
    Note(6, "done", "change", "DO-2"),
]
SHEET = BANNERS.sheet_id


def test_a_burst_with_failing_answers_and_kills_ends_with_each_entry_once() -> None:
    course = Course(count=12, edits=2, writers=6, seconds=1, lives=(0.4, 0.6), faults={"reset-after": 0.1})
    found = measure(course, Switches())
    assert not any(found["wrong"].values())
    assert found["kills"] == 2
    assert found["told"]["done"] == 14
    assert found["requests"]["write"] < 14


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    """Both submissions, and the correction of the second."""
    made = opened(tmp_path, Clock())
    for one in (FIRST, SECOND):
        made.add("banners", one.values, by="Đo đạc", row_id=one.row_id)
    made.change("banners", SECOND.row_id, SECOND.changes, by="Đo đạc", seen=SECOND.seen)
    return made


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        pytest.param([], {}, id="as sent"),
        pytest.param(
            [{"deleteDimension": {"range": dimension(1, 2, sheet_id=SHEET)}}], {"lost": 1, "absent": 1}, id="row gone"
        ),
        pytest.param(
            [append([["CESTI", *[None] * (len(BANNERS.keys) - 2), "DO-9"]], SHEET)], {"unsent": 1}, id="row too much"
        ),
        pytest.param(
            [{"moveDimension": {"source": dimension(1, 2, sheet_id=SHEET), "destinationIndex": 3}}],
            {"disordered": 1},
            id="later one first",
        ),
        pytest.param(
            [{"deleteDimension": {"range": dimension(1, 2, sheet_id=AUDIT.sheet_id)}}], {"unaudited": 1}, id="untold"
        ),
        pytest.param(
            [append([[45_566, "Đo đạc", "Thêm", "Băng rôn", "DO-1"]], AUDIT.sheet_id)], {"audited_twice": 1}, id="told"
        ),
    ],
)
def test_what_is_wrong_with_the_sheet_is_counted(book, tmp_path, spoil, wrong) -> None:
    people = Book(LocalSheets(file_in(tmp_path)), file_in(tmp_path))
    if spoil:
        people.update(*spoil)
    found = judged(file_in(tmp_path), [FIRST, SECOND], NOTES)
    assert {name: number for name, number in found.items() if number} == wrong


def test_a_row_that_stands_twice_or_not_as_sent_is_counted(book, tmp_path) -> None:
    people = Book(LocalSheets(file_in(tmp_path)), file_in(tmp_path))
    title = f"'{BANNERS.title}'"
    people.update(append([people.values(title)[2]], SHEET))
    people.write(f"{title}!D2", [[9]])
    found = judged(file_in(tmp_path), [FIRST, SECOND], NOTES)
    assert (found["twice"], found["altered"]) == (1, 1)
