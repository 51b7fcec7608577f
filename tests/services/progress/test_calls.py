"""Who is to be called first."""

from dataclasses import replace
from datetime import datetime

import pytest

from services.plan import Campaign, Unit
from services.progress import Debt, Detail, debtors
from services.schema import AFFILIATE, PLANNED
from tests.services.campaigns import CENTRE, HANG, LEARN, POST, TRAIN, WEEK, at, measured, sample_progress, tables

OTHER = Unit("B", "Trung tâm B", AFFILIATE)
BOTH = (CENTRE, OTHER)


def called(as_of: datetime) -> list[tuple[str, int]]:
    """Units of the sample week in the order of the calls, with how much they owe."""
    return [(debtor.unit, len(debtor.debts)) for debtor in debtors(sample_progress(as_of))]


def test_who_owes_most_comes_first_then_as_in_the_sheet() -> None:
    """Counted in the table of the sample entries at noon of the 4th."""
    assert called(at(4)) == [
        *[("ICST", 4), ("HOSTDF", 4)],
        *[("SMEQ", 2), ("HCMGIS", 2), ("SIHUB", 2), ("NEPTECH", 2)],
        *[("QLCN", 1), ("SHTT", 1), ("QLCS", 1)],
    ]


def test_before_the_week_nobody_is_called() -> None:
    assert called(at(1, 0)) == []
    assert len(called(at(1, 0, 1))) == 16


def test_one_overdue_duty_comes_before_many_that_still_have_time() -> None:
    """The centre owes three until the end, the other one that was due on the 3rd."""
    early = replace(HANG, deadline=at(3))
    typed = tables(
        banners=[{"unit": "A", "slogan": "Học"}], activities=[{"unit": "B", "name": "Đọc"}], nominations=[{"unit": "B"}]
    )
    found = debtors(measured(typed, units=BOTH, duties=(LEARN, early, POST, TRAIN), as_of=at(4)))
    assert [(debtor.unit, debtor.overdue(at(4)), len(debtor.debts)) for debtor in found] == [("B", 1, 2), ("A", 0, 3)]


@pytest.mark.parametrize(("campaign", "end"), [(WEEK, at(7, 23, 59, 59)), (replace(WEEK, ends_on=None), None)])
def test_debts_say_what_fell_due_first_and_why_they_are_open(campaign: Campaign, end: datetime | None) -> None:
    """A duty that was due earlier stands in front, one without any deadline last."""
    typed = tables(banners=[{"unit": "A", "slogan": "Học", "state": PLANNED}])
    owed = (LEARN, replace(HANG, deadline=at(3)))
    (centre,) = debtors(measured(typed, campaign=campaign, units=(CENTRE,), duties=owed, as_of=at(4)))
    assert (centre.short_name, centre.required) == ("Trung tâm A", 2)
    assert centre.debts == (Debt("Treo băng rôn", Detail.PLANNED, at(3)), Debt("Học tập số", None, end))


@pytest.mark.parametrize(("moment", "overdue"), [(at(7, 23, 59, 59), 0), (at(8, 0), 4)])
def test_a_duty_is_overdue_once_its_deadline_has_passed(moment: datetime, overdue: int) -> None:
    (centre,) = debtors(measured(tables(), units=(CENTRE,), as_of=moment))
    assert centre.overdue(moment) == overdue
