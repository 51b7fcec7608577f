"""The sample week's figures, worked out by hand from the list of entries in `services/samples`.

41 duties: eight affiliated units owe four each (32), the office owes nominations and the Sở's banner (2), the other
seven departments owe nominations (7). Deadline of all: 7 October, 23:59:59; the window lasts 604,799 seconds.
"""

from datetime import datetime

import pytest

from services.progress import Detail, Reason, Status, Total, left_out, totals
from tests.services.campaigns import at, cell, sample_logs, sample_progress

Sums = tuple[int, int, int, int, int]
"""required, done, late, nil, missing."""

# Thursday the 3rd, noon.
# II.1: CESTI (2nd, 17:10), HCMGIS (3rd, 10:00), CCTĐC (3rd, 11:15); SIHUB comes at 14:40.
# II.2: VP, CCTĐC, CESTI (1st), SMEQ, SIHUB (2nd); NEPTECH's is only planned.
# II.3: CESTI (1st), HCMGIS, CCTĐC (2nd).
# III.1: QLKH (1st), VP, CESTI (2nd), KHTC (3rd, 09:10); CCTĐC comes at 14:00.
# Expected: 2.5 days = 216,000 s.
NOON_OF_THE_THIRD: dict[str, Sums] = {
    "II.1": (8, 3, 0, 0, 5),
    "II.2": (9, 5, 0, 0, 4),
    "II.3": (8, 3, 0, 0, 5),
    "III.1": (16, 4, 0, 0, 12),
}

# Saturday the 5th, noon: since then
# II.1 + SIHUB (3rd), SMEQ (4th); NEPTECH's, returned later, comes at 16:45.
# II.2 + HCMGIS (4th); HOSTDF comes at 15:00.
# II.3 + SMEQ (3rd), NEPTECH (4th); SIHUB's post is on Facebook.
# III.1 + CCTĐC (3rd), TTRA, NEPTECH (4th), HCMGIS (5th, 08:40); nil returns of TCCB (4th) and HOSTDF (5th, 10:10).
# Expected: 4.5 days = 388,800 s.
NOON_OF_THE_FIFTH: dict[str, Sums] = {
    "II.1": (8, 5, 0, 0, 3),
    "II.2": (9, 6, 0, 0, 3),
    "II.3": (8, 5, 0, 0, 3),
    "III.1": (16, 8, 0, 2, 6),
}

# The 10th, when all is in: since then
# II.1 + ICST (6th); late HOSTDF (9th); NEPTECH's was returned.
# II.2 + HOSTDF (5th); late ICST (8th); NEPTECH's is still planned.
# II.3 + ICST (7th, 22:10); late HOSTDF (8th); SIHUB has Facebook only.
# III.1 + SHTT (6th), SMEQ (7th); late QLCN (8th) and SIHUB (9th); nil return of ICST (9th); QLCS has nothing.
AFTER_ALL: dict[str, Sums] = {
    "II.1": (8, 6, 1, 0, 1),
    "II.2": (9, 7, 1, 0, 1),
    "II.3": (8, 6, 1, 0, 1),
    "III.1": (16, 10, 2, 3, 1),
}


@pytest.mark.parametrize(
    ("moment", "duties", "fulfilled", "expected"),
    [
        (at(3, 12), NOON_OF_THE_THIRD, 15, 216_000 / 604_799),
        (at(5, 12), NOON_OF_THE_FIFTH, 26, 388_800 / 604_799),
        (at(10, 12), AFTER_ALL, 37, 1.0),
    ],
    ids=["noon of the 3rd", "noon of the 5th", "noon of the 10th"],
)
def test_progress_is_what_the_entries_say(
    moment: datetime, duties: dict[str, Sums], fulfilled: int, expected: float
) -> None:
    """Per duty, over all, and what is expected by then."""
    progress = sample_progress(moment)
    rows = progress.by_duty[["duty", "required", "done", "late", "nil", "missing"]].itertuples(index=False)
    assert {row[0]: tuple(row[1:]) for row in rows} == duties
    assert (progress.fulfilled, progress.required) == (fulfilled, 41)
    assert progress.share == pytest.approx(fulfilled / 41)
    assert progress.expected == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unit", "duty", "status", "detail"),
    [
        ("CESTI", "II.1", Status.DONE, None),
        ("HOSTDF", "II.1", Status.LATE, None),
        ("ICST", "II.2", Status.LATE, None),
        ("TCCB", "III.1", Status.NIL, None),
        ("NEPTECH", "II.1", Status.MISSING, Detail.RETURNED),
        ("NEPTECH", "II.2", Status.MISSING, Detail.PLANNED),
        ("SIHUB", "II.3", Status.MISSING, None),
        ("QLCS", "III.1", Status.MISSING, None),
        ("TTRA", "II.2", Status.NOT_REQUIRED, None),
    ],
)
def test_every_state_is_there_to_be_shown(unit: str, duty: str, status: Status, detail: Detail | None) -> None:
    """On time, late, nothing to report, missing, returned, planned, other channel, not required."""
    found = cell(sample_progress(at(10)), unit, duty)
    assert (found["status"], found["detail"]) == (status, detail)


def test_totals_are_the_sums_of_the_list() -> None:
    """Banners: 2+2 VP, 1 CCTĐC, 1 SMEQ, 2+6+1 CESTI, and one each of HCMGIS, SIHUB, ICST, HOSTDF.

    Participations: 86+142 CESTI, 64 CCTĐC, 38 SMEQ, 57 HCMGIS (and "khoảng 50", unreadable), 33+95 SIHUB, 21 ICST,
    18 HOSTDF, 72 VP. People: 17 nominees, one of an unreadable unit.
    """
    assert totals(sample_progress(at(10)), sample_logs()) == {
        Total.BANNERS: 19,
        Total.POSTS: 14,
        Total.VIEWS: 8731,
        Total.ACTIVITIES: 11,
        Total.PARTICIPATIONS: 626,
        Total.PEOPLE: 16,
        Total.NIL_RETURNS: 3,
    }


def test_five_rows_do_not_count() -> None:
    """SMEQ's cancelled banner, two plans, NEPTECH's returned activity, a nominee of an unreadable unit."""
    expected = {Reason.CANCELLED: 1, Reason.PLANNED: 2, Reason.RETURNED: 1, Reason.UNIT: 1}
    assert left_out(sample_logs()) == dict.fromkeys(Reason, 0) | expected
