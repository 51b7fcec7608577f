"""What was accepted is on disk as it was accepted, with what became of it; or nobody is told that it was."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan import TIME_ZONE
from services.workbook import FileUnusable
from services.workbook.journal import OPEN, Journal, State, Submission
from tests.services.workbook.trial import BANNER, BY, opened

AT = datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE)
ENTRY = Submission("banners", "01J9A", "add", BY, AT, {"quantity": 2})
LONG = {"note": "x" * 5_000}
"""More than a page of the file, so that it has to grow."""
SENTENCE = "Không dùng được tệp sổ ghi"
NOBODY = 65_534
VALUES = st.dictionaries(
    st.sampled_from(("unit", "quantity", "cost", "hung_on", "note")),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(("'; DROP TABLE submissions; --", "=1+1", "\x00", "𠮷 ệ \u0301 \u202e \u2028", "$date"))
    | st.dates()
    | st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(TIME_ZONE)),
)


@pytest.fixture
def journal(tmp_path) -> Journal:
    return Journal(tmp_path / "journal.sqlite3")


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Journal:
    """One for all examples."""
    return Journal(tmp_path_factory.mktemp("journal") / "journal.sqlite3")


def test_makes_its_folder_which_a_new_installation_lacks(tmp_path) -> None:
    journal = Journal(tmp_path / "new" / "local" / "journal.sqlite3")
    journal.accept([ENTRY])
    assert ids(journal.open()) == [ENTRY.row_id]


def numbered(*row_ids: str) -> list[Submission]:
    return [replace(ENTRY, row_id=row_id) for row_id in row_ids]


def ids(submissions: list[Submission]) -> list[str]:
    return [submission.row_id for submission in submissions]


def typed(values: Any) -> list[Any]:
    """2 and 2.0 are equal, and not the same cell."""
    return [(key, type(value), value) for key, value in (values or {}).items()]


@settings(max_examples=50)
@given(values=VALUES, seen=st.none() | VALUES, by=st.text(min_size=1))
def test_a_submission_comes_back_as_it_was_accepted(shared, values, seen, by):
    given_ = replace(ENTRY, values=values, seen=seen, by=by)
    (number,) = shared.accept([given_])
    (found,) = shared.numbered([number])
    assert found == replace(given_, number=number)
    assert (typed(found.values), typed(found.seen)) == (typed(values), typed(seen))
    assert found.is_new is (seen is None)


@pytest.mark.parametrize("unkept", [{"x"}, b"x", object()])
def test_a_value_of_another_kind_is_refused_together_with_all_others(journal, unkept):
    with pytest.raises(TypeError, match="not kept"):
        journal.accept([ENTRY, replace(ENTRY, values={"note": unkept})])
    assert journal.open() == []


def test_numbers_follow_the_order_of_acceptance_and_not_the_clock(journal):
    """The clock may be set back, and IDs made by another form may sort before."""
    journal.accept([replace(ENTRY, row_id="B")])
    journal.accept([replace(ENTRY, row_id="A", at=AT - timedelta(days=1))])
    assert ids(journal.open()) == ["B", "A"]


def test_a_number_is_never_given_twice(journal):
    """Also after the file was cleaned by hand: a form that still waits must not follow another's entry."""
    numbers = journal.accept(numbered("A", "B"))
    with journal.opened() as database:
        database.execute("DELETE FROM submissions")
    assert journal.accept([ENTRY]) == [max(numbers) + 1]


def test_submissions_are_found_in_the_order_asked_for(journal):
    first, second = journal.accept(numbered("A", "B"))
    assert ids(journal.numbered([second, first, second])) == ["B", "A", "B"]


@pytest.mark.parametrize("state", State)
def test_what_became_of_a_submission_is_kept(journal, state):
    numbers = journal.accept(numbered("A", "B"))
    result = {"told": "Vùng cần ghi đang được bảo vệ", "theirs": {"hung_on": date(2024, 10, 1)}, "sheet_row": 7}
    journal.settle(journal.numbered(numbers[:1]), state, until=AT, result=result)
    found, other = journal.numbered(numbers)
    assert (found.state, found.until, found.result) == (state, AT, result)
    assert (other.state, other.until, other.result) == (State.WAITING, None, {})
    assert ids(journal.open()) == (["A", "B"] if state in OPEN else ["B"])
    assert ids(journal.refused()) == (["A"] if state is State.REFUSED else [])


@pytest.mark.parametrize(
    ("state", "for_an_entry", "for_a_change"),
    [
        (State.WAITING, False, False),
        (State.SENT, False, False),
        (State.WRITTEN, True, False),
        (State.DONE, True, True),
        (State.REFUSED, True, True),
        (State.TAKEN_BACK, True, True),
    ],
)
def test_who_waits_is_answered_once_it_is_clear_what_became_of_it(state, for_an_entry, for_a_change):
    """A change may have met a row that moved: only the sheet itself can tell."""
    assert replace(ENTRY, state=state).is_settled is for_an_entry
    assert replace(ENTRY, state=state, seen={}).is_settled is for_a_change


@pytest.mark.parametrize("state", State)
def test_an_id_stands_for_its_entry_unless_that_was_refused(journal, state):
    numbers = journal.accept([ENTRY])
    journal.settle(journal.numbered(numbers), state)
    found = journal.new_row("banners", ENTRY.row_id)
    assert (found is None) == (state in (State.REFUSED, State.TAKEN_BACK))
    journal.accept([replace(ENTRY, values={"quantity": 3})])
    found = journal.new_row("banners", ENTRY.row_id)
    assert found is not None
    assert found.values == {"quantity": 3}


def test_an_id_stands_for_an_entry_of_its_tab_and_not_for_a_change(journal):
    journal.accept([ENTRY, replace(ENTRY, row_id="01J9B", seen={"quantity": 2})])
    assert journal.new_row("posts", ENTRY.row_id) is None
    assert journal.new_row("banners", "01J9B") is None
    assert journal.new_row("banners", "01J9C") is None


def test_every_commit_waits_for_the_disk(journal):
    """2 is FULL; with NORMAL or OFF a power cut may take what was accepted."""
    with journal.opened() as database:
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)


class TestRefusesWhatItCannotKeep:
    """Nobody is told “đã ghi nhận” of what isn't on disk."""

    @pytest.fixture
    def read_only(self) -> Iterator[Path]:
        """A folder with a journal, of which this process may only read; its superuser becomes nobody meanwhile."""
        folder = Path(mkdtemp())
        Journal(folder / "journal.sqlite3").accept([ENTRY])
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        yield folder
        os.seteuid(user)
        folder.chmod(0o755)
        rmtree(folder)

    @staticmethod
    @contextmanager
    def full_disk(file: Path) -> Iterator[None]:
        """No file may grow larger than this one is."""
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    def test_in_a_read_only_folder(self, read_only):
        journal = Journal(read_only / "journal.sqlite3")
        with pytest.raises(FileUnusable, match=SENTENCE):
            journal.accept([replace(ENTRY, row_id="B")])
        with pytest.raises(FileUnusable, match=SENTENCE), journal.lease():
            pass
        with pytest.raises(FileUnusable, match=SENTENCE):
            Journal(read_only / "new.sqlite3")
        assert ids(journal.open()) == [ENTRY.row_id]

    def test_on_a_full_disk(self, tmp_path, journal):
        journal.accept([ENTRY])
        file = tmp_path / "journal.sqlite3"
        with self.full_disk(file), pytest.raises(FileUnusable, match="hết dung lượng"):
            journal.accept([replace(ENTRY, row_id="B"), replace(ENTRY, row_id="C", values=LONG)])
        assert ids(journal.open()) == [ENTRY.row_id]
        journal.accept([replace(ENTRY, row_id="D", values=LONG)])
        assert ids(journal.open()) == [ENTRY.row_id, "D"]

    def test_the_whole_way_and_the_form_can_be_sent_again(self, tmp_path, clock):
        book = opened(tmp_path, clock)
        entry = BANNER | LONG
        with self.full_disk(book.connection.journal_file), pytest.raises(FileUnusable) as caught:
            book.add("banners", entry, by=BY, row_id="01J9A")
        assert str(tmp_path) not in str(caught.value)
        assert book.queue().waiting == ()
        assert book.snapshot().tables["banners"].empty
        book.add("banners", entry, by=BY, row_id="01J9A")
        assert list(book.snapshot().tables["banners"]["row_id"]) == ["01J9A"]

    def test_while_another_program_writes(self, tmp_path, journal):
        impatient = Journal(tmp_path / "journal.sqlite3", busy_seconds=0.01)
        other = sqlite3.connect(tmp_path / "journal.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(FileUnusable, match="bị khóa"):
            impatient.accept([ENTRY])
        other.close()
        assert impatient.accept([ENTRY]) == [1]


def test_damaged_it_is_put_aside_whole_and_a_new_one_takes_entries(tmp_path, journal):
    file = tmp_path / "journal.sqlite3"
    journal.accept([ENTRY])
    damaged = b"\xff" * 8_192 + file.read_bytes()[8_192:]
    file.write_bytes(damaged)
    begun = Journal(file)
    assert begun.quarantined == tmp_path / "journal.hong-1.sqlite3"
    assert begun.quarantined.read_bytes() == damaged
    assert begun.open() == []
    assert begun.accept([ENTRY]) == [1]
    assert Journal(file).quarantined is None


HOLDER = """
import sys
from pathlib import Path
from services.workbook.journal import Journal
with Journal(Path(sys.argv[1])).lease():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_sends_and_another_one_after_its_death(tmp_path):
    """A killed process gives nothing back by itself: the system does."""
    file = tmp_path / "journal.sqlite3"
    impatient = Journal(file, busy_seconds=0.01)
    command = [sys.executable, "-c", HOLDER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(FileUnusable, match="bị khóa"), impatient.lease():
            pass
        # What people send meanwhile is accepted all the same.
        assert impatient.accept([ENTRY]) == [1]
        other.kill()
        other.wait(10)
    with impatient.lease():
        assert ids(impatient.open()) == [ENTRY.row_id]
