"""Fills a workbook with believable entries of plan 4013's week: the same ones each time for the same number.

Names of people and addresses are invented.
"""

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from services.plan import TIME_ZONE
from services.schema import AFFILIATE, CANCELLED, DONE, LOGS, PLANNED
from services.workbook import Snapshot, Workbook
from services.workbook.connection import connect
from services.workbook.writes import appending

Row = dict[str, Any]

_FIRST_DAY = date(2024, 10, 1)
_THEME = "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
_MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Quốc", "Thanh", "Hữu", "Thúy", "Đức", "Kim")
_GIVEN = ("An", "Ánh", "Bình", "Châu", "Dũng", "Đạt", "Hà", "Hương", "Khoa", "Lan", "Nghĩa", "Phúc", "Quỳnh", "Yến")
_PLACES = ("Cổng chính trụ sở", "Sảnh tầng trệt", "Hành lang tầng 3", "Thư viện", "Nhà để xe", "Hội trường")
_TITLES = ("Hưởng ứng Tuần lễ học tập suốt đời", "Mỗi ngày một trang sách", "Tủ sách mở cho mọi người")
_STUDIES = ("Khai thác thư viện số", "Tự học bản đồ số", "Tọa đàm đọc sách khoa học", "Kỹ năng tra cứu trực tuyến")
_COURSES = ("Quản lý nhà nước ngạch chuyên viên chính", "Phân tích dữ liệu", "An toàn thông tin", "Tiếng Anh")
_STATES = (DONE,) * 16 + (PLANNED, CANCELLED)
_SHARES = {"nil_returns": 0.02, "banners": 0.26, "posts": 0.28, "activities": 0.22, "nominations": 0.22}
"""Log → its part of all entries."""


def fill(file: Path, count: int) -> None:
    """Makes a new embedded workbook in this file, set up and with `count` entries in the five logs."""
    book = open_at(file)
    if count:
        snapshot = book.snapshot()
        rows = entries(snapshot, count)
        book.connection.gateway.update([appending(snapshot, LOGS[key], rows[key]) for key in rows if rows[key]])


def open_at(file: Path) -> Workbook:
    """The embedded workbook of this file, whatever environment and secrets name."""
    return Workbook(connect({"LOCAL_WORKBOOK": str(file)}, secrets_file=Path(os.devnull)))


def entries(snapshot: Snapshot, count: int) -> dict[str, list[Row]]:
    """Tab key → typed rows; one in twelve is typed by hand (no row ID, no time), one in thirty has a bad cell."""
    dice = Random(4013)  # noqa: S311 - the same entries on each run, nothing secret
    # One unit of each kind has reported nothing, so that something is missing.
    units = {kind: [unit.code for unit in snapshot.units if unit.kind == kind][:-1] for kind in ("PHONG", AFFILIATE)}
    made: dict[str, list[Row]] = {}
    number = 0
    for log, size in _sizes(count).items():
        codes = units[AFFILIATE] if log in ("banners", "posts", "activities") else units[AFFILIATE] + units["PHONG"]
        made[log] = [_entry(dice, log, codes, number + at) for at in range(size)]
        number += size
    return made


def _sizes(count: int) -> dict[str, int]:
    sizes = {log: round(count * share) for log, share in _SHARES.items()}
    sizes["posts"] += count - sum(sizes.values())
    return sizes


def _entry(dice: Random, log: str, codes: list[str], number: int) -> Row:
    day = _FIRST_DAY + timedelta(days=dice.randrange(8))
    at = datetime(day.year, day.month, day.day, dice.randrange(7, 22), dice.randrange(60), tzinfo=TIME_ZONE)
    row = {"unit": dice.choice(codes), "state": dice.choice(_STATES), "entered_by": _name(dice)}
    row |= _OWN[log](dice, min(day, date(2024, 10, 7)), number)
    if number % 30 == 0 and (spoilt := _SPOILT.get(log)):
        row |= spoilt
    by_hand = number % 12 == 0
    return row if by_hand else row | {"entered_at": at, "row_id": f"01J9{number:022}"}


def _name(dice: Random) -> str:
    return " ".join(dice.choice(part) for part in (_FAMILY, _MIDDLE, _GIVEN))


def _banner(dice: Random, day: date, number: int) -> Row:
    return {
        "kind": dice.choice(("Băng rôn", "Băng rôn", "Standee", "Khẩu hiệu điện tử/LED")),
        "slogan": _THEME,
        "quantity": dice.randint(1, 4),
        "size": "6x0,8",
        "place": dice.choice(_PLACES),
        "hung_on": day,
        "cost": dice.randrange(5, 30) * 100_000,
        "photo": f"https://anh.example.vn/bang-ron/{number}.jpg",
    }


def _post(dice: Random, day: date, number: int) -> Row:
    return {
        "channel": dice.choice(("Website Sở", "Website đơn vị", "Website đơn vị", "Facebook", "Zalo OA")),
        "title": f"{dice.choice(_TITLES)} ({number})",
        "url": f"https://www.example.vn/tin/{number}",
        "posted_on": day,
        "kind": dice.choice(("Tin", "Bài", "Infographic", "Video")),
        "author": _name(dice),
        "views": dice.randrange(2_000),
        "views_on": date(2024, 10, 7),
    }


def _activity(dice: Random, day: date, number: int) -> Row:
    people = dice.randrange(10, 200)
    return {
        "name": f"{dice.choice(_STUDIES)} ({number})",
        "format": dice.choice(("Tự học", "Câu lạc bộ đọc", "Tập huấn kỹ năng số")),
        "platform": "Zoom",
        "starts_on": day,
        "ends_on": day,
        "participations": people,
        "public_employees": people // 2,
        "hours": dice.randrange(1, 12) / 2,
    }


def _nomination(dice: Random, day: date, number: int) -> Row:
    return {
        "full_name": _name(dice),
        "gender": dice.choice(("Nam", "Nữ")),
        "birth_year": dice.randint(1970, 2000),
        "position": "Chuyên viên",
        "staff_group": dice.choice(("Công chức", "Viên chức")),
        "course": dice.choice(_COURSES),
        "training_kind": "Bồi dưỡng",
        "subject": "Theo yêu cầu vị trí việc làm",
        "mode": "Tập trung",
        "institution": "Học viện Cán bộ Thành phố",
        "location": "Trong nước",
        "starts_on": day + timedelta(days=14),
        "ends_on": day + timedelta(days=25),
        "funding": "NSNN",
        "progress": "Đề xuất",
    }


def _nil_return(dice: Random, day: date, number: int) -> Row:
    return {"duty": "III.1", "reason": "Không có nhu cầu đào tạo trong đợt này.", "state": DONE}


_OWN: Mapping[str, Callable[[Random, date, int], Row]] = {
    "banners": _banner,
    "posts": _post,
    "activities": _activity,
    "nominations": _nomination,
    "nil_returns": _nil_return,
}
_SPOILT: Mapping[str, Row] = {
    "banners": {"quantity": "vài cái"},
    "posts": {"posted_on": date(2024, 1, 10)},
    "activities": {"participations": "khoảng 50"},
    "nominations": {"unit": "Phòng Khoa học vũ trụ"},
}
