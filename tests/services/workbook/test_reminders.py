"""Reminders stand in the audit log, each press once, and are found there again."""

from dataclasses import replace
from datetime import date

import pytest

from services.chase import Answer, Reminder
from services.plan import Unit
from services.workbook import Invalid, Workbook
from services.workbook.history import Event
from services.workbook.journal import Submission
from services.workbook.reminders import traces
from tests.services.workbook.trial import BANNER, BY, created, people, records, tab

UNITS = (Unit("TT", "Trung tâm", "DON_VI"), Unit("TT: 2", "Trung tâm hai", "DON_VI"))


def told(book: Workbook) -> list[tuple[str, str]]:
    """Unit and person of each reminder."""
    return [(reminder.unit, reminder.by) for reminder in book.chased().reminders]


def test_a_reminder_is_known_at_once_and_stands_in_the_log_later(book, clock, tmp_path):
    book.remind({"CESTI": 0, "ICST": 0}, by=BY)
    wanted = [("ICST", BY), ("CESTI", BY)]
    assert told(book) == wanted
    book.send_waiting()
    assert told(created(tmp_path, clock)) == wanted
    assert [row["Sau"] for row in records(tab(people(tmp_path), "audit"))] == [
        "CESTI: Trung tâm Thông tin và Thống kê KH&CN",
        "ICST: Viện Khoa học và Công nghệ Tính toán",
    ]
    assert book.chased().reminders[0].at == clock.moment


def test_the_same_press_counts_once_and_a_later_one_or_somebody_else_s_again(book, clock):
    for by, times, minutes in ((BY, 0, 0), (BY, 0, 1), ("Lan", 0, 0), (BY, 2, 0)):
        clock.tick(minutes=minutes)
        book.remind({"CESTI": times}, by=by)
    assert [by for _, by in told(book)] == [BY, "Lan", BY]
    clock.tick(days=1)
    book.remind({"CESTI": 2}, by=BY)
    assert len(told(book)) == 4


def test_nobody_reminds_without_a_name(book):
    with pytest.raises(Invalid):
        book.remind({"CESTI": 0}, by=" ")
    assert told(book) == []


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("TT", "TT"),
        ("TT: đã giải thể", "TT"),
        ("TT: 2: Trung tâm hai", "TT: 2"),
        ("TTX: Trung tâm", None),
        ("Trung tâm", None),
        (None, None),
        ({"unit": "TT"}, None),
    ],
)
def test_what_stands_in_the_log_tells_the_unit_by_its_code(clock, said, unit):
    event = Event(clock.moment, "An", "remind", None, "NK-1", None, said)
    assert traces([event], (), UNITS).reminders == ((Reminder(unit, clock.moment, "An"),) if unit else ())
    assert traces([replace(event, action="export"), replace(event, at=None)], (), UNITS).reminders == ()


def test_a_reminder_that_came_into_the_log_meanwhile_counts_once(clock):
    event = Event(clock.moment, "An", "remind", None, "NK-1", None, "TT: Trung tâm")
    notes = [Submission("audit", row_id, "remind", "An", clock.moment, {"after": "TT"}) for row_id in ("NK-1", "NK-2")]
    assert len(traces([event], notes, UNITS).reminders) == 2


def test_an_entry_that_was_returned_and_sent_again_is_an_answer(book, clock):
    row_id = book.add("banners", BANNER, by=BY).row_id
    book.change("banners", row_id, {"return_note": "Sai ngày"}, by="Văn phòng", seen={"return_note": None})
    assert book.chased().answers == ()
    clock.tick(hours=1)
    seen = {"return_note": "Sai ngày", "hung_on": date(2024, 10, 1)}
    book.change("banners", row_id, {"return_note": None, "hung_on": date(2024, 10, 2)}, by=BY, seen=seen)
    assert book.chased().answers == (Answer("banners", row_id, clock.moment),)
