"""When somebody last said that they have seen what is new."""

from datetime import datetime, timedelta

from services.plan import TIME_ZONE
from services.workbook.looks import Looks

NOON = datetime(2024, 10, 4, 12, tzinfo=TIME_ZONE)


def test_the_newest_mark_of_each_person_stays_for_the_next_process(tmp_path):
    file = tmp_path / "journal.sqlite3"
    for hours in (0, 1):
        Looks(file).mark("an@example.vn", NOON + timedelta(hours=hours))
    Looks(file).mark("", NOON)
    assert [Looks(file).last(who) for who in ("an@example.vn", "", "lan@example.vn")] == [
        NOON + timedelta(hours=1),
        NOON,
        None,
    ]


def test_a_file_that_can_not_be_used_forgets(tmp_path):
    (tmp_path / "journal.sqlite3").write_bytes(b"no database " * 100)
    looks = Looks(tmp_path / "journal.sqlite3")
    looks.mark("", NOON)
    assert looks.last("") is None
