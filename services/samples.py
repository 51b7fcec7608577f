"""About 60 sample entries for plan 4013's week: on time, late, missing, nil returns, and a few with problems.

Names of people and addresses are invented. Row IDs begin with MAU-.
"""

from datetime import date, datetime
from typing import Any

from services.plan import TIME_ZONE
from services.schema import CANCELLED, DONE, PLANNED

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


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of October 2024; day 0 is 30 September."""
    return (
        datetime(2024, 10, day, hour, minute, tzinfo=TIME_ZONE)
        if day
        else datetime(2024, 9, 30, hour, minute, tzinfo=TIME_ZONE)
    )


def _on(day: int) -> date:
    return date(2024, 10, day)


def _entry(unit: str, at: datetime, **own: Any) -> Row:
    by = _PEOPLE.get(unit, "Nguyễn Văn Thành")
    return {"unit": unit, "state": DONE, "entered_by": by, "entered_at": at} | own


def _banner(unit: str, at: datetime, place: str, hung: date, quantity: Any = 1, **own: Any) -> Row:
    basics = {
        "kind": "Băng rôn",
        "slogan": _THEME,
        "quantity": quantity,
        "size": "6x0,8",
        "place": place,
        "hung_on": hung,
    }
    photo = {"photo": f"https://anh.example.vn/bang-ron/{unit.lower().replace('đ', 'd')}.jpg"}
    return _entry(unit, at, **basics | photo | own)


def _post(
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
    basics = {"channel": channel, "title": title, "url": f"https://{page}", "posted_on": posted, "kind": kind}
    seen = {"views": views, "views_on": _on(7)} if views is not None else {}
    return _entry(unit, at, **basics | seen | own)


def _activity(unit: str, at: datetime, name: str, form: str, start: date, people: Any, **own: Any) -> Row:
    return _entry(unit, at, **{"name": name, "format": form, "starts_on": start, "participations": people} | own)


def _nominee(unit: str, at: datetime, name: str, gender: str, position: str, course: str, **own: Any) -> Row:
    basics = {"full_name": name, "gender": gender, "position": position, "course": course}
    training = {
        "staff_group": "Công chức",
        "training_kind": "Bồi dưỡng",
        "subject": "Theo yêu cầu vị trí việc làm",
        "mode": "Tập trung",
        "institution": "Học viện Cán bộ Thành phố",
        "location": "Trong nước",
        "starts_on": _on(14),
        "ends_on": _on(25),
        "funding": "NSNN",
        "progress": "Đề xuất",
    }
    return _entry(unit, at, **basics | training | own)


def _degree(degree: str, institution: str, mode: str = "Vừa làm vừa học") -> Row:
    long = {"starts_on": date(2024, 10, 21), "ends_on": date(2026, 10, 20), "funding": "Cá nhân tự túc"}
    return {
        "training_kind": "Đào tạo",
        "degree": degree,
        "subject": None,
        "mode": mode,
        "institution": institution,
    } | long


def _banners() -> list[Row]:
    return [
        _banner("VP", _at(1, 8, 20), "Cổng chính trụ sở Sở", _on(1), 2, cost=1_700_000),
        _banner("VP", _at(1, 8, 35), "Sảnh tầng trệt trụ sở Sở", _on(1), kind="Standee", size="0,8x1,8", quantity=2),
        _banner("CCTĐC", _at(1, 9, 5), "Mặt tiền trụ sở Chi cục", _on(1), cost=850_000, taken_down_on=_on(8)),
        _banner("SMEQ", _at(2, 10, 12), "Cổng khu thử nghiệm", _on(1), cost=800_000),
        _banner("CESTI", _at(1, 8, 45), "Mặt tiền tòa nhà Trung tâm", _on(1), 2, cost=1_600_000, taken_down_on=_on(8)),
        _banner(
            "CESTI",
            _at(1, 14, 30),
            "Thư viện Khoa học và Công nghệ",
            _on(1),
            kind="Áp phích",
            quantity=6,
            size="0,6x0,9",
        ),
        _banner("CESTI", _at(3, 9, 15), "Màn hình sảnh thư viện", _on(3), kind="Khẩu hiệu điện tử/LED", size=None),
        _banner("HCMGIS", _at(4, 16, 40), "Hành lang tầng 3", _on(4), photo=None, note="Sẽ bổ sung ảnh."),
        _banner("SIHUB", _at(2, 11, 0), "Không gian sáng tạo, tầng 1", _on(2), kind="Khẩu hiệu điện tử/LED", size=None),
        _banner("ICST", _at(8, 9, 30), "Cổng Viện", _on(3), cost=900_000),
        _banner(
            "HOSTDF",
            _at(5, 15, 0),
            "Văn phòng Quỹ",
            _on(5),
            slogan="Học tập suốt đời – chìa khóa của thành công",
            kind="Standee",
        ),
        _banner("NEPTECH", _at(3, 10, 0), "Xưởng chế tạo", _on(6), state=PLANNED, photo=None, note="Đang chờ in."),
        _banner("SMEQ", _at(2, 10, 20), "Nhà để xe", _on(2), state=CANCELLED, photo=None, note="Ghi nhầm, đã gỡ."),
    ]


def _posts() -> list[Row]:
    site = "www.example.vn/tin"
    return [
        _post(
            "CESTI",
            _at(1, 10, 10),
            "Website đơn vị",
            "Hưởng ứng Tuần lễ học tập suốt đời năm 2024",
            f"cesti.{site}/hoc-tap-suot-doi",
            _on(1),
            views=412,
        ),
        _post(
            "CESTI",
            _at(3, 15, 25),
            "Website Sở",
            "Mở cửa tra cứu miễn phí cơ sở dữ liệu khoa học",
            f"{site}/mo-cua-tra-cuu",
            _on(3),
            "Bài",
            865,
        ),
        _post(
            "CESTI",
            _at(4, 9, 40),
            "Facebook",
            "Mỗi ngày một trang sách",
            "facebook.example.com/cesti/101",
            _on(4),
            "Infographic",
            1530,
        ),
        _post(
            "CCTĐC",
            _at(2, 14, 5),
            "Website đơn vị",
            "Chi cục hưởng ứng Tuần lễ học tập suốt đời",
            f"chicuc.{site}/huong-ung",
            _on(2),
            views=238,
        ),
        _post(
            "CCTĐC",
            _at(4, 8, 50),
            "Zalo OA",
            "Tủ sách đo lường chất lượng cho mọi người",
            "zalo.example.com/tdc/55",
            _on(4),
            "Infographic",
            690,
        ),
        _post(
            "SMEQ",
            _at(3, 16, 30),
            "Website Sở",
            "Viên chức Trung tâm Kỹ thuật tự học trên nền tảng số",
            f"{site}/tu-hoc-nen-tang-so",
            _on(3),
            "Bài",
            301,
        ),
        _post(
            "HCMGIS",
            _at(2, 9, 55),
            "Website đơn vị",
            "Ra mắt khóa tự học bản đồ số",
            f"gis.{site}/khoa-tu-hoc",
            _on(2),
            "Bài",
            447,
        ),
        _post(
            "HCMGIS",
            _at(6, 20, 15),
            "YouTube",
            "Hướng dẫn đọc bản đồ trong 10 phút",
            "youtube.example.com/watch?v=gis10",
            _on(6),
            "Video",
            1204,
        ),
        _post(
            "SIHUB",
            _at(5, 10, 25),
            "Facebook",
            "Góc đọc sách của người khởi nghiệp",
            "facebook.example.com/sihub/777",
            _on(5),
            "Tin",
            980,
        ),
        _post(
            "ICST",
            _at(7, 22, 10),
            "Website đơn vị",
            "Viện Tính toán và văn hóa đọc",
            f"vien.{site}/van-hoa-doc",
            _on(7),
            views=129,
        ),
        _post(
            "HOSTDF",
            _at(8, 10, 45),
            "Website Sở",
            "Quỹ hỗ trợ sách và học liệu cho nhà khoa học trẻ",
            f"{site}/quy-hoc-lieu",
            _on(8),
            "Tin",
            77,
        ),
        _post(
            "VP",
            _at(1, 7, 45),
            "Website Sở",
            "Sở phát động Tuần lễ hưởng ứng học tập suốt đời năm 2024",
            f"{site}/phat-dong",
            _on(1),
            "Tin",
            1260,
        ),
        _post(
            "VP",
            _at(7, 16, 50),
            "Website Sở",
            "Nhìn lại một tuần học tập suốt đời",
            f"{site}/nhin-lai",
            _on(7),
            "Bài",
            540,
        ),
        _post(
            "NEPTECH",
            _at(4, 11, 20),
            "Website đơn vị",
            "Xưởng chế tạo mở lớp tự học thiết kế",
            f"neptech.{site}/lop-tu-hoc",
            date(2024, 9, 12),
            "Tin",
            58,
        ),
    ]


def _activities() -> list[Row]:
    return [
        _activity(
            "CESTI",
            _at(2, 17, 10),
            "Hướng dẫn khai thác thư viện số",
            "Thư viện/sách điện tử",
            _on(2),
            86,
            civil_servants=12,
            public_employees=50,
            workers=24,
            hours=2.5,
            platform="Thư viện số CESTI",
        ),
        _activity(
            "CESTI",
            _at(4, 17, 30),
            "Tọa đàm đọc sách khoa học thường thức",
            "Hội thảo/tọa đàm trực tuyến",
            _on(4),
            142,
            hours=2,
            platform="Zoom",
            partners="Hội Xuất bản",
        ),
        _activity(
            "CCTĐC",
            _at(3, 11, 15),
            "Tập huấn kỹ năng tra cứu tiêu chuẩn trực tuyến",
            "Tập huấn kỹ năng số",
            _on(3),
            64,
            civil_servants=40,
            public_employees=20,
            hours=3,
        ),
        _activity(
            "SMEQ",
            _at(4, 15, 20),
            "Tự học ISO/IEC 17025 trên nền tảng số",
            "Khóa học trực tuyến/MOOC",
            _on(1),
            38,
            ends_on=_on(7),
            hours=12,
        ),
        _activity(
            "HCMGIS",
            _at(3, 10, 0),
            "Khóa tự học bản đồ số cơ bản",
            "Khóa học trực tuyến/MOOC",
            _on(2),
            57,
            ends_on=_on(7),
            hours=8,
            platform="Cổng học GIS",
        ),
        _activity(
            "HCMGIS",
            _at(7, 9, 0),
            "Thi tìm hiểu bản đồ Thành phố",
            "Cuộc thi trực tuyến",
            _on(5),
            "khoảng 50",
            ends_on=_on(6),
        ),
        _activity(
            "SIHUB",
            _at(3, 14, 40),
            "Câu lạc bộ đọc của người khởi nghiệp",
            "Câu lạc bộ đọc",
            _on(3),
            33,
            hours=1.5,
            outcome="Giới thiệu 12 đầu sách.",
        ),
        _activity(
            "SIHUB",
            _at(6, 10, 30),
            "Tọa đàm kỹ năng tự học trong kỷ nguyên số",
            "Hội thảo/tọa đàm trực tuyến",
            _on(5),
            95,
            hours=2,
            platform="Google Meet",
        ),
        _activity(
            "ICST", _at(6, 8, 55), "Tự học lập trình tính toán song song", "Tự học", date(2024, 1, 10), 21, hours=6
        ),
        _activity("HOSTDF", _at(9, 9, 20), "Đọc sách cùng nhà khoa học trẻ", "Câu lạc bộ đọc", _on(6), 18, hours=2),
        _activity(
            "NEPTECH",
            _at(5, 16, 45),
            "Tự học thiết kế 3D",
            "Khóa học trực tuyến/MOOC",
            _on(3),
            15,
            hours=10,
            return_note="Xin ghi rõ nền tảng và ngày kết thúc.",
        ),
        _activity(
            "VP",
            _at(2, 15, 50),
            "Tập huấn ký số và văn bản điện tử",
            "Tập huấn kỹ năng số",
            _on(2),
            72,
            civil_servants=55,
            workers=10,
            hours=3,
        ),
        _activity("CCTĐC", _at(1, 9, 30), "Ngày hội đổi sách", "Khác", _on(6), 40, state=PLANNED),
    ]


def _nominations() -> list[Row]:
    return [
        _nominee(
            "VP",
            _at(2, 8, 30),
            "Trần Minh Châu",
            "Nữ",
            "Chuyên viên",
            "Kỹ năng soạn thảo văn bản điện tử",
            birth_year=1991,
        ),
        _nominee(
            "VP",
            _at(2, 8, 40),
            "Lâm Quang Vinh",
            "Nam",
            "Chuyên viên",
            "Ngạch chuyên viên chính",
            birth_year=1986,
            subject="Kiến thức, kỹ năng quản lý nhà nước",
            progress="Đã có quyết định",
            decision_number="812/QĐ-SKHCN",
            decision_date=_on(1),
        ),
        _nominee(
            "TTRA",
            _at(4, 10, 5),
            "Nguyễn Hữu Phước",
            "Nam",
            "Thanh tra viên",
            "Nghiệp vụ thanh tra nâng cao",
            birth_year=1988,
        ),
        _nominee(
            "KHTC",
            _at(3, 9, 10),
            "Đoàn Thị Thúy",
            "Nữ",
            "Kế toán viên",
            "Kế toán hành chính sự nghiệp",
            birth_year=1990,
        ),
        _nominee(
            "QLKH",
            _at(1, 15, 45),
            "Lưu Gia Hân",
            "Nữ",
            "Chuyên viên",
            "Quản lý khoa học và công nghệ",
            birth_year=1993,
            **_degree("Thạc sĩ", "Trường Đại học Bách khoa"),
        ),
        _nominee(
            "QLKH",
            _at(5, 11, 30),
            "Tạ Đình Phong",
            "Nam",
            "Phó Trưởng phòng",
            "Cao cấp lý luận chính trị",
            birth_year=1982,
            subject="Lý luận chính trị",
        ),
        _nominee(
            "QLCN", _at(8, 8, 15), "Mai Xuân Trường", "Nam", "Chuyên viên", "Định giá tài sản trí tuệ", birth_year=1989
        ),
        _nominee(
            "SHTT",
            _at(6, 9, 25),
            "Cao Thị Ngọc Ánh",
            "Nữ",
            "Chuyên viên",
            "Tiếng Anh chuyên ngành sở hữu trí tuệ",
            birth_year=1994,
            subject="Ngoại ngữ",
            mode="Từ xa/Trực tuyến",
        ),
        _nominee(
            "CCTĐC",
            _at(3, 14, 0),
            "Phùng Thế Anh",
            "Nam",
            "Kiểm soát viên chất lượng",
            "Kiểm soát viên chính chất lượng",
            birth_year=1985,
        ),
        _nominee(
            "CCTĐC",
            _at(3, 14, 10),
            "Hà Thị Bích Liên",
            "Nữ",
            "Chuyên viên",
            "Tin học nâng cao",
            birth_year=1992,
            subject="Tin học",
        ),
        _nominee(
            "SMEQ",
            _at(7, 10, 20),
            "Quách Văn Hải",
            "Nam",
            "Kỹ thuật viên",
            "Hiệu chuẩn thiết bị",
            birth_year=1995,
            staff_group="Viên chức",
            grade="Viên chức hạng III",
        ),
        _nominee(
            "CESTI",
            _at(2, 9, 35),
            "Tôn Nữ Diễm My",
            "Nữ",
            "Thư viện viên",
            "Thông tin học",
            birth_year=1990,
            staff_group="Viên chức",
            **_degree("Thạc sĩ", "Trường Đại học Khoa học Xã hội và Nhân văn"),
        ),
        _nominee(
            "CESTI",
            _at(4, 13, 50),
            "Kiều Trọng Nghĩa",
            "Nam",
            "Kỹ sư",
            "Phân tích dữ liệu",
            birth_year=1993,
            staff_group="Viên chức",
            subject="Tin học",
            mode="Từ xa/Trực tuyến",
        ),
        _nominee(
            "HCMGIS",
            _at(5, 8, 40),
            "Âu Dương Khánh",
            "Nam",
            "Nghiên cứu viên",
            "Viễn thám và GIS",
            birth_year=1987,
            staff_group="Viên chức",
            **_degree("Tiến sĩ", "Trường Đại học Bách khoa", "Chính quy"),
        ),
        _nominee(
            "SIHUB",
            _at(9, 15, 15),
            "Ông Thị Thanh Trà",
            "Nữ",
            "Chuyên viên",
            "Quản trị đổi mới sáng tạo",
            birth_year=1996,
            staff_group="Viên chức",
        ),
        _nominee(
            "Trung tâm thông tin thống kê KHCN",
            _at(6, 16, 5),
            "Chu Văn Lộc",
            "Nam",
            "Kỹ sư",
            "An toàn thông tin",
            birth_year=1991,
            staff_group="Viên chức",
            subject="Tin học",
        ),
        _nominee(
            "NEPTECH",
            _at(4, 10, 50),
            "Giang Thế Hùng",
            "Nam",
            "Kỹ sư",
            "Thiết kế cơ khí",
            birth_year=1984,
            staff_group="Viên chức",
        ),
    ]


def _nil_returns() -> list[Row]:
    return [
        _entry("TCCB", _at(4, 9, 0), duty="III.1", reason="Cán bộ đã được cử đi học trong quý III."),
        _entry("HOSTDF", _at(5, 10, 10), duty="III.1", reason="Quỹ không có nhu cầu đào tạo trong đợt này."),
        _entry("ICST", _at(9, 11, 0), duty="III.1", reason="Viện đang rà soát quy hoạch, chưa cử người trong đợt này."),
    ]


def sample_rows() -> dict[str, list[Row]]:
    """Tab key → sample entries as typed values by field key; where a problem is wanted, what a person would type."""
    made = {
        "banners": _banners(),
        "posts": _posts(),
        "activities": _activities(),
        "nominations": _nominations(),
        "nil_returns": _nil_returns(),
    }
    number = 0
    for rows in made.values():
        for row in rows:
            number += 1
            row["row_id"] = f"MAU-{number:03}"
    return made
