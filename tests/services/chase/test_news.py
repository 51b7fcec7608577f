"""What has come in since somebody looked last."""

from datetime import datetime

import pytest

from services.chase import Answer, news
from services.schema import PLANNED
from tests.services.campaigns import CENTRE, HANG, LEARN, OFFICE, at, measured, tables

ROWS = tables(
    banners=[
        {"unit": "A", "row_id": "1", "slogan": "Học", "entered_at": at(2)},
        {"unit": "A", "row_id": "2", "slogan": "Đọc", "entered_at": at(3)},
        {"unit": "A", "row_id": "3", "slogan": "Viết", "entered_at": at(3, 13), "state": PLANNED},
        {"unit": "A", "row_id": "4", "slogan": "Vẽ", "entered_at": at(6)},
    ],
    activities=[{"unit": "A", "row_id": "5", "name": "Đọc", "entered_at": at(3, 14)}],
    nil_returns=[{"unit": "VP", "row_id": "6", "duty": "II.2", "reason": "Không", "entered_at": at(4, 8)}],
)
ANSWERS = (Answer("banners", "1", at(4, 9)), Answer("banners", "gone", at(4, 9)), Answer("banners", "2", at(1)))


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (
            at(2, 13),
            [
                (at(4, 9), "A", "sửa và gửi lại một mục Băng rôn đã bị trả lại"),
                (at(4, 8), "VP", "xong nhiệm vụ “Treo băng rôn”"),
                (at(4, 8), "VP", "gửi 1 mục Không phát sinh"),
                (at(3, 14), "A", "xong nhiệm vụ “Học tập số”"),
                (at(3, 14), "A", "đã xong cả 2 nhiệm vụ"),
                (at(3, 14), "A", "gửi 1 mục Hoạt động học tập"),
                (at(3), "A", "gửi 1 mục Băng rôn"),
            ],
        ),
        (at(4, 8), [(at(4, 9), "A", "sửa và gửi lại một mục Băng rôn đã bị trả lại")]),
        (at(4, 12), []),
    ],
)
def test_news_are_what_units_finished_sent_and_mended_after_that_moment(since: datetime, told: list[object]) -> None:
    """What is only planned, and what comes later than the moment that is looked at, is no news."""
    progress = measured(ROWS, units=(OFFICE, CENTRE), duties=(LEARN, HANG), as_of=at(4))
    found = news(progress, ROWS, ANSWERS, since)
    assert sorted([(each.at, each.unit, each.what) for each in found]) == sorted(told)
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)


def test_units_that_are_not_looked_at_are_no_news() -> None:
    progress = measured(ROWS, units=(OFFICE,), duties=(HANG,), as_of=at(4))
    assert {each.short_name for each in news(progress, ROWS, ANSWERS, at(1))} == {"Văn phòng Sở"}
