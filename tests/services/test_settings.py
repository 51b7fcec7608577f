"""What the tab *Cài đặt* sets, and whom a freeze binds."""

from datetime import datetime, timedelta

import pytest

from services.plan import TIME_ZONE, Unit
from services.reading import Context, read_table
from services.schema import FREEZES, SETTINGS
from services.settings import Settings, frozen_at, is_closed, settings_from

NOON = datetime(2024, 10, 7, 12, tzinfo=TIME_ZONE)
UNITS = (Unit("CESTI", "Trung tâm Một", "DON_VI"), Unit("ICST", "Viện Hai", "DON_VI"))


def settings(*rows: tuple[str, str, str]):
    header = [field.label for field in SETTINGS.fields]
    return read_table(SETTINGS, [header, *map(list, rows)], Context(year=2024, units=UNITS))


def test_of_a_key_the_last_row_that_says_anything_counts():
    read = settings(("Số báo cáo", "", "1"), ("Số báo cáo", "", "2"), ("Số báo cáo", "", ""), ("Lạ", "", "3"))
    assert settings_from(read.frame) == Settings({"report_number": "2"})


def test_an_exception_lasts_until_its_end_and_one_that_cannot_be_read_is_a_problem():
    rows = (("exception", "CESTI", "07/10/2024 17:00"), ("exception", "ICST", "mai"), ("exception", "", "07/10/2024"))
    read = settings(*rows)
    assert settings_from(read.frame).exceptions == {"CESTI": datetime(2024, 10, 7, 17, tzinfo=TIME_ZONE)}
    assert [(p.field_key, p.found) for p in read.problems] == [("value", "mai")]


@pytest.mark.parametrize(
    ("unit", "minutes", "closed"),
    [
        ("CESTI", 0, False),
        ("CESTI", 1, False),
        ("CESTI", 60, False),
        ("CESTI", 61, True),
        ("ICST", 0, False),
        ("ICST", 1, True),
        (None, 1, True),
    ],
)
def test_a_freeze_closes_units_from_then_on_but_for_an_exception(unit, minutes, closed):
    known = Settings(exceptions={"CESTI": NOON + timedelta(hours=1)})
    assert is_closed(NOON, known, unit, NOON + timedelta(minutes=minutes)) is closed
    assert not is_closed(None, known, unit, NOON)


def test_the_last_freeze_with_a_head_counts():
    header = [field.label for field in FREEZES.fields]
    rows = [
        [1, "07/10/2024 12:00", "", "", "Tổng hợp"],
        [2, "08/10/2024 12:00", "", "", "Dữ liệu"],
        ["hai", "09/10/2024 12:00", "", "", "Tổng hợp"],
    ]
    frame = read_table(FREEZES, [header, *rows], Context(year=2024)).frame
    assert frozen_at(frame) == NOON
    assert frozen_at(frame.iloc[1:]) is None
