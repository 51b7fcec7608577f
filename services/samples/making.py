"""One sample entry of each kind, with what most of its kind have in common."""

from datetime import date, datetime
from typing import Any

from services.plan import TIME_ZONE
from services.schema import DONE

Row = dict[str, Any]

_THEME = "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"
_PEOPLE = {
    "VP": "Trần Thị Mai Hương",
    "TTRA": "Lê Quốc Bảo",
    "KHTC": "Phạm Ngọc Diệp",
    "QLKH": "Vũ Hoàng Yến",
    "QLCN": "Đỗ Minh Tuấn",
    "SHTT": "Nguyễn Thanh Tâm",
    "QLCS": "Bùi Đức Long",
    "TCCB": "Hoàng Thị Lan",
    "CCTĐC": "Ngô Thị Thu Hà",
    "SMEQ": "Đặng Văn Khoa",
    "CESTI": "Lý Thị Kim Ngân",
    "HCMGIS": "Huỳnh Tấn Phát",
    "SIHUB": "Võ Nhật Quỳnh",
    "ICST": "Phan Anh Dũng",
    "HOSTDF": "Trương Mỹ Duyên",
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of October 2024."""
    return datetime(2024, 10, day, hour, minute, tzinfo=TIME_ZONE)


def on(day: int) -> date:
    """A day of October 2024."""
    return date(2024, 10, day)


def entry(unit: str, at: datetime, **own: Any) -> Row:
    """What every log has: the unit's usual contact person reported it as done."""
    by = _PEOPLE.get(unit, "Nguyễn Văn Thành")
    return {"unit": unit, "state": DONE, "entered_by": by, "entered_at": at} | own


def banner(unit: str, at: datetime, place: str, hung: date, quantity: Any = 1, **own: Any) -> Row:
    """A banner with the theme, and its photo."""
    basics = {
        "kind": "Băng rôn",
        "slogan": _THEME,
        "quantity": quantity,
        "size": "6x0,8",
        "place": place,
        "hung_on": hung,
    }
    photo = {"photo": f"https://anh.example.org/bang-ron/{unit.lower().replace('đ', 'd')}.jpg"}
    return entry(unit, at, **basics | photo | own)


def post(
    unit: str,
    at: datetime,
    channel: str,
    title: str,
    page: str,
    posted: date,
    kind: str = "Tin",
    views: int | None = None,
    **own: Any,
) -> Row:
    """A post; `page` is its link without https, views were counted on the last day."""
    basics = {"channel": channel, "title": title, "url": f"https://{page}", "posted_on": posted, "kind": kind}
    seen = {"views": views, "views_on": on(7)} if views is not None else {}
    return entry(unit, at, **basics | seen | own)


def activity(unit: str, at: datetime, name: str, form: str, start: date, people: Any, **own: Any) -> Row:
    """An activity; `people` took part."""
    return entry(unit, at, **{"name": name, "format": form, "starts_on": start, "participations": people} | own)


def nominee(unit: str, at: datetime, name: str, gender: str, position: str, course: str, **own: Any) -> Row:
    """A civil servant proposed for a course in the fortnight after the week."""
    basics = {"full_name": name, "gender": gender, "position": position, "course": course}
    training = {
        "staff_group": "Công chức",
        "training_kind": "Bồi dưỡng",
        "subject": "Theo yêu cầu vị trí việc làm",
        "mode": "Tập trung",
        "institution": "Học viện Cán bộ Thành phố",
        "location": "Trong nước",
        "starts_on": on(14),
        "ends_on": on(25),
        "funding": "NSNN",
        "progress": "Đề xuất",
    }
    return entry(unit, at, **basics | training | own)


def degree(degree: str, institution: str, mode: str = "Vừa làm vừa học") -> Row:
    """What makes of a nominee one who studies for a degree."""
    long = {"starts_on": date(2024, 10, 21), "ends_on": date(2026, 10, 20), "funding": "Cá nhân tự túc"}
    return {
        "training_kind": "Đào tạo",
        "degree": degree,
        "subject": None,
        "mode": mode,
        "institution": institution,
    } | long
