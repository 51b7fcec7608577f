"""When the app first saw a row that somebody typed by hand, and what a bad journal file does."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from services.plan import TIME_ZONE
from services.workbook import FileUnusable, Workbook
from services.workbook.journal import Journal
from tests.services.workbook.trial import BANNER, BY, Clock, file_in, opened, people, tab

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def banners(tmp_path, book):
    """The tab as people have it before them."""
    return tab(people(tmp_path), "banners")


def typed(place: str, unit: str = "CESTI", slogan: str = "Học tập suốt đời") -> list[object]:
    """A row as somebody types it: no moment, no row ID."""
    return [unit, "Băng rôn", slogan, 1, "", place]


def seen(book: Workbook, clock: Clock) -> dict[str, datetime | None]:
    """Place of a banner → when it was first seen, looking an hour later than the last time."""
    clock.tick(hours=1)
    snapshot = book.snapshot()
    frame = snapshot.tables["banners"]
    return {
        place: snapshot.first_seen.get(("banners", row))
        for place, row in zip(frame["place"], frame["sheet_row"], strict=True)
    }


def test_rows_that_were_there_before_the_app_have_no_moment(book, banners, clock):
    """They count by their own date."""
    banners.append_row(typed("A"))
    assert seen(book, clock) == {"A": None}
    assert seen(book, clock) == {"A": None}


def test_a_row_typed_later_has_the_moment_of_the_first_look_at_it(book, banners, clock):
    banners.append_row(typed("A"))
    seen(book, clock)
    banners.append_row(typed("B", "HCMGIS"))
    moment = clock.moment + AN_HOUR
    assert seen(book, clock) == {"A": None, "B": moment}
    assert seen(book, clock) == {"A": None, "B": moment}


def test_the_first_row_of_an_empty_tab_was_typed_later_too(book, banners, clock):
    seen(book, clock)
    banners.append_row(typed("A"))
    assert seen(book, clock) == {"A": clock.moment}


def test_the_moment_is_that_of_the_clock_here(book, banners, clock):
    seen(book, clock)
    banners.append_row(typed("A"))
    assert seen(book, clock)["A"] == datetime(2024, 10, 4, 11, tzinfo=TIME_ZONE)


def test_it_outlasts_a_restart(tmp_path, book, banners, clock):
    seen(book, clock)
    banners.append_row(typed("A"))
    moment = seen(book, clock)["A"]
    assert seen(opened(tmp_path, clock), clock) == {"A": moment}


def test_rows_typed_while_the_app_was_off_get_its_next_look(tmp_path, book, banners, clock):
    seen(book, clock)
    banners.append_row(typed("A"))
    assert seen(opened(tmp_path, clock), clock) == {"A": clock.moment}


def test_it_stays_with_a_row_that_moves(tmp_path, book, banners, clock):
    seen(book, clock)
    banners.append_row(typed("A"))
    first = seen(book, clock)["A"]
    banners.insert_row(typed("B", "HCMGIS"), 2)
    second = seen(book, clock)["B"]
    assert first < second
    assert seen(opened(tmp_path, clock), clock) == {"A": first, "B": second}


def test_equal_rows_keep_their_moments_apart(book, banners, clock):
    seen(book, clock)
    moments = []
    for place in ("A", "B"):
        banners.append_row(typed(place))
        moments.append(seen(book, clock)[place])
    assert list(seen(book, clock).values()) == moments
    assert moments[0] < moments[1]


@pytest.mark.parametrize("edit", [("A2", "HCMGIS"), ("C2", "Đọc sách mỗi ngày"), ("F2", "A")])
def test_mending_a_row_does_not_make_it_late(tmp_path, book, banners, clock, edit):
    seen(book, clock)
    banners.append_row(typed("A", "Trung tâm chưa rõ"))
    moment = seen(book, clock)["A"]
    banners.update_acell(*edit)
    assert seen(book, clock) == {"A": moment}
    assert seen(opened(tmp_path, clock), clock) == {"A": moment}


def test_a_row_in_the_place_of_another_that_moved_is_a_new_one(book, banners, clock):
    seen(book, clock)
    banners.append_row(typed("A"))
    seen(book, clock)
    banners.insert_row(typed("B", "HCMGIS"), 2)
    assert seen(book, clock)["B"] == clock.moment


def test_an_entry_with_a_moment_of_its_own_needs_none(book, clock):
    seen(book, clock)
    book.add("banners", BANNER, by=BY)
    assert seen(book, clock) == {"Cổng chính": None}


def test_two_programs_tell_the_same_moment(tmp_path, book, banners, clock):
    """Whoever looked first is right: the report's own process, or the app."""
    other = opened(tmp_path, clock)
    seen(book, clock)
    seen(other, clock)
    banners.append_row(typed("A"))
    moment = seen(other, clock)["A"]
    assert seen(book, clock) == {"A": moment}


def test_each_spreadsheet_has_its_own(tmp_path, book, clock):
    assert book.connection.journal_file == tmp_path / f"journal-{book.connection.gateway.spreadsheet_id}.sqlite3"


class TestBadFile:
    def refused(self, act) -> str:
        with pytest.raises(FileUnusable) as caught:
            act()
        return str(caught.value)

    @pytest.mark.parametrize("content", [b"damaged beyond repair" * 99, b"SQLite format 3\x00" + b"\xff" * 4_000])
    def test_damaged_it_is_put_aside_and_the_app_starts(self, tmp_path, book, clock, content):
        journal, before = book.connection.journal_file, file_in(tmp_path).read_bytes()
        for number in (1, 2):
            journal.write_bytes(content)
            opened(tmp_path, clock)
            assert journal.with_name(f"{journal.stem}.hong-{number}.sqlite3").read_bytes() == content
        assert file_in(tmp_path).read_bytes() == before

    def test_a_folder_in_its_place(self, tmp_path, book, clock):
        before = file_in(tmp_path).read_bytes()
        book.connection.journal_file.unlink()
        book.connection.journal_file.mkdir()
        assert "sổ ghi" in self.refused(lambda: opened(tmp_path, clock))
        assert file_in(tmp_path).read_bytes() == before

    def test_another_program_s_database(self, tmp_path, book, clock):
        book.connection.journal_file.unlink()
        with sqlite3.connect(book.connection.journal_file) as database:
            database.execute("CREATE TABLE first_seen(x)")
        assert "sổ ghi" in self.refused(lambda: opened(tmp_path, clock))

    def test_locked_at_the_start(self, tmp_path):
        file = tmp_path / "journal.sqlite3"
        Journal(file)
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert "bị khóa" in self.refused(lambda: Journal(file, busy_seconds=0.01))
        other.close()

    def test_broken_while_running_the_last_snapshot_stays_and_nothing_is_lost(self, tmp_path, book, banners, clock):
        """The row is shown once its moment is kept, so that a restart can't change it."""
        seen(book, clock)
        banners.append_row(typed("A"))
        journal = book.connection.journal_file
        kept = journal.read_bytes()
        journal.write_bytes(b"damaged")
        assert seen(book, clock) == {}
        assert "sổ ghi" in (book.snapshot().trouble or "")
        journal.write_bytes(kept)
        moment = seen(book, clock)["A"]
        assert moment == clock.moment
        assert book.snapshot().trouble is None
        assert seen(opened(tmp_path, clock), clock) == {"A": moment}
