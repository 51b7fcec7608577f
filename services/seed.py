"""What a new workbook starts with: plan 4013/KH-SKHCN, the units as known in October 2024, the four duties.

The plan's text is the source of plan and duties; the unit list was put together from public pages, and rows that are
not certain say so. All of it stands in the sheet, where the office corrects it.
"""

from typing import Any

from services.schema import AFFILIATE, DEPARTMENT

Row = dict[str, Any]

_ASK = "cần Văn phòng xác nhận"


def _plan(key: str, value: str | None, note: str | None = None) -> Row:
    return {"key": key, "value": value, "note": note}


PLAN_ROWS: tuple[Row, ...] = (
    _plan("number", "4013"),
    _plan("symbol", "KH-SKHCN"),
    _plan("issued_on", "30/09/2024"),
    _plan("issuer", "Sở Khoa học và Công nghệ"),
    _plan("place", "Thành phố Hồ Chí Minh"),
    _plan("title", "Tổ chức tuần lễ hưởng ứng học tập suốt đời năm 2024 tại Sở Khoa học và Công nghệ"),
    _plan(
        "basis",
        "Kế hoạch số 5701/KH-UBND ngày 25 tháng 9 năm 2024 của Ủy ban nhân dân Thành phố về tổ chức tuần lễ hưởng ứng "
        "học tập suốt đời năm 2024 trên địa bàn Thành phố Hồ Chí Minh",
    ),
    _plan("theme", "Phát triển văn hóa đọc thúc đẩy học tập suốt đời", "Nội dung băng rôn được so với chủ đề này."),
    _plan("starts_on", "01/10/2024"),
    _plan("ends_on", "07/10/2024"),
    _plan("deadline", None, "Kế hoạch không ghi hạn; để trống thì hạn là hết ngày cuối của Tuần lễ."),
    _plan(
        "criterion",
        "Bộ tiêu chí xây dựng Thành phố học tập toàn cầu của UNESCO (tiêu chí 2.6.1)",
    ),
    _plan("report_to", "Sở Giáo dục và Đào tạo"),
    _plan("recipients", "BGĐ Sở; Các phòng chức năng, đơn vị; Lưu: VT, TCCB, T02", "Cách nhau bằng dấu chấm phẩy."),
    _plan("signer_form", "KT", "NONE, KT, TL, TL_KT, Q hoặc TUQ."),
    _plan("signer_title", "PHÓ GIÁM ĐỐC"),
    _plan("signer_name", "Lê Thanh Minh"),
    _plan("erase_on", None, "Văn phòng đặt ở trang Thiết lập; để trống là chưa đặt."),
)


def _unit(
    code: str,
    name: str,
    short_name: str,
    kind: str,
    aliases: str = "",
    note: str | None = None,
    parent: str | None = None,
) -> Row:
    return {
        "code": code,
        "name": name,
        "short_name": short_name,
        "aliases": tuple(filter(None, aliases.split("; "))) or None,
        "kind": kind,
        "parent": parent,
        "active_from": None,
        "active_to": None,
        "duties": None,
        "contact": None,
        "note": note,
    }


UNIT_ROWS: tuple[Row, ...] = (
    _unit("VP", "Văn phòng Sở", "Văn phòng", DEPARTMENT, "VP Sở"),
    _unit("TTRA", "Thanh tra Sở", "Thanh tra", DEPARTMENT),
    _unit("KHTC", "Phòng Kế hoạch - Tài chính", "Kế hoạch - Tài chính", DEPARTMENT, "Phòng KHTC; Phòng KH-TC"),
    _unit("QLKH", "Phòng Quản lý Khoa học", "Quản lý Khoa học", DEPARTMENT, "Phòng QLKH"),
    _unit(
        "QLCN",
        "Phòng Quản lý Công nghệ và Thị trường công nghệ",
        "QL Công nghệ và TTCN",
        DEPARTMENT,
        "Phòng QLCN; Phòng Quản lý Công nghệ; Phòng QLCN&TTCN",
    ),
    _unit(
        "SHTT",
        "Phòng Quản lý Sở hữu trí tuệ và Đổi mới sáng tạo",
        "Sở hữu trí tuệ và ĐMST",
        DEPARTMENT,
        "Phòng SHTT; Phòng Sở hữu trí tuệ",
    ),
    _unit("QLCS", "Phòng Quản lý KH&CN cơ sở", "KH&CN cơ sở", DEPARTMENT, "Phòng QLCS", f"{_ASK}: tên phòng"),
    _unit(
        "TCCB",
        "Tổ chức cán bộ",
        "Tổ chức cán bộ",
        DEPARTMENT,
        "Phòng Tổ chức cán bộ",
        f"{_ASK}: có thể thuộc Văn phòng",
    ),
    _unit(
        "CCTĐC",
        "Chi cục Tiêu chuẩn Đo lường Chất lượng",
        "Chi cục TĐC",
        AFFILIATE,
        "Chi cục TCĐLCL; CC TĐC; Chi cục Tiêu chuẩn - Đo lường - Chất lượng",
    ),
    _unit(
        "SMEQ",
        "Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng",
        "Trung tâm Kỹ thuật TĐC",
        AFFILIATE,
        "TT Kỹ thuật TCĐLCL",
        "Thuộc Chi cục Tiêu chuẩn Đo lường Chất lượng.",
        parent="CCTĐC",
    ),
    _unit(
        "CESTI",
        "Trung tâm Thông tin và Thống kê KH&CN",
        "Thông tin và Thống kê",
        AFFILIATE,
        "TT Thông tin và Thống kê; TT TT&TK KH&CN",
    ),
    _unit(
        "HCMGIS",
        "Trung tâm Ứng dụng Hệ thống thông tin địa lý",
        "Ứng dụng GIS",
        AFFILIATE,
        "TT GIS; TT Ứng dụng GIS",
    ),
    _unit(
        "SIHUB",
        "Trung tâm Khởi nghiệp sáng tạo Thành phố Hồ Chí Minh",
        "Khởi nghiệp sáng tạo",
        AFFILIATE,
        "TT Khởi nghiệp sáng tạo; Saigon Innovation Hub",
        f"{_ASK}: tên năm 2024",
    ),
    _unit(
        "ICST",
        "Viện Khoa học và Công nghệ Tính toán",
        "Viện KH&CN Tính toán",
        AFFILIATE,
        "",
        f"{_ASK}: còn là đơn vị trực thuộc",
    ),
    _unit(
        "NEPTECH",
        "Trung tâm Thiết kế Chế tạo thiết bị mới",
        "Thiết kế Chế tạo TB mới",
        AFFILIATE,
        "",
        f"{_ASK}: có thể đã chuyển thành Trung tâm Khởi nghiệp sáng tạo",
    ),
    _unit(
        "HOSTDF", "Quỹ Phát triển KH&CN", "Quỹ Phát triển KH&CN", AFFILIATE, "", f"{_ASK}: tính như đơn vị trực thuộc"
    ),
)


def _duty(code: str, title: str, log: str, owed_by: tuple[str, ...], source: str) -> Row:
    return {"code": code, "title": title, "source": source, "log": log, "owed_by": owed_by, "deadline": None}


DUTY_ROWS: tuple[Row, ...] = (
    _duty(
        "II.1",
        "Học tập số, tự học",
        "activities",
        ("Đơn vị trực thuộc",),
        "Mục II, nội dung 1; Mục III.2: tuyên truyền trên nền tảng số, thúc đẩy năng lực tự học.",
    ),
    _duty(
        "II.2",
        "Treo băng rôn",
        "banners",
        ("Đơn vị trực thuộc", "VP"),
        "Mục II, nội dung 2; Mục III.2. Băng rôn tại Sở không ghi ai treo: mặc định Văn phòng, cần xác nhận.",
    ),
    _duty(
        "II.3",
        "Tuyên truyền trên website",
        "posts",
        ("Đơn vị trực thuộc",),
        "Mục II, nội dung 3; Mục III.2: tuyên truyền trên website Sở.",
    ),
    _duty(
        "III.1",
        "Cử đi học",
        "nominations",
        ("Phòng chức năng", "Đơn vị trực thuộc"),
        "Mục III.1: rà soát và cử công chức, viên chức đi học tập nâng cao trình độ.",
    ),
)
