"""Formal reports put together by hand, for tests of the files that are made of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from services.report.document import Annex, Document, Kind, Letter, Paragraph

MADE_AT = datetime(2024, 10, 15, 2, tzinfo=UTC)
SIGNATURES = {
    "NONE": ("GIÁM ĐỐC",),
    "KT": ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    "TL": ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
    "TL_KT": ("TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
    "Q": ("Q. GIÁM ĐỐC",),
    "TUQ": ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG TỔ CHỨC CÁN BỘ"),
}
LETTER = Letter(
    parent="Ủy ban nhân dân Thành phố Hồ Chí Minh",
    agency="Sở Khoa học và Công nghệ",
    number="05",
    symbol="BC-SKHCN",
    place="Thành phố Hồ Chí Minh",
    date=date(2024, 10, 8),
    year=2024,
    title="Kết quả tổ chức Tuần lễ hưởng ứng học tập suốt đời năm 2024 tại Sở Khoa học và Công nghệ",
    addressees=("Sở Giáo dục và Đào tạo",),
    recipients=("Như trên", "Ban Giám đốc Sở", "Các phòng, đơn vị thuộc Sở"),
    filing="VT, TCCB, T02",
    signature=SIGNATURES["KT"],
    signer="Lê Thanh Minh",
)
BODY = (
    Paragraph(
        Kind.BODY,
        "Thực hiện Kế hoạch số 5701/KH-UBND ngày 25 tháng 9 năm 2024 của Ủy ban nhân dân Thành phố về tổ chức Tuần lễ "
        "hưởng ứng học tập suốt đời năm 2024 trên địa bàn Thành phố Hồ Chí Minh; Kế hoạch số 4013/KH-SKHCN ngày 30 "
        "tháng 9 năm 2024 của Sở Khoa học và Công nghệ, Sở Khoa học và Công nghệ báo cáo kết quả như sau:",
    ),
    Paragraph(Kind.SECTION, "I. Công tác chỉ đạo, triển khai"),
    Paragraph(Kind.BODY, "Tính đến ngày 08 tháng 10 năm 2024, có 14/16 đơn vị báo cáo (chi tiết tại Phụ lục I)."),
    Paragraph(Kind.SECTION, "II. Kết quả thực hiện"),
    Paragraph(Kind.CLAUSE, "1. Thông tin, tuyên truyền trên nền tảng số, tự học"),
    Paragraph(Kind.BODY, "Các đơn vị tổ chức 11 hoạt động học tập với 626 lượt tham gia."),
    Paragraph(Kind.CLAUSE, "2. Treo băng rôn"),
    Paragraph(Kind.POINT, "a) Tại trụ sở Sở: 04 băng rôn;"),
    Paragraph(Kind.POINT, "đ) Tại các đơn vị trực thuộc: 15 băng rôn."),
    Paragraph(Kind.SECTION, "III. Đánh giá chung"),
    Paragraph(Kind.BODY, "[Văn phòng bổ sung]"),
    Paragraph(
        Kind.BODY,
        "Trên đây là báo cáo kết quả tổ chức Tuần lễ hưởng ứng học tập suốt đời năm 2024, Sở Khoa học và Công nghệ gửi "
        "Sở Giáo dục và Đào tạo tổng hợp./.",
    ),
)
SUMMARY = pd.DataFrame(
    {
        "Đơn vị": ["Văn phòng Sở", "Phòng Quản lý Khoa học", "Tổng cộng"],
        "Băng rôn (cái)": [4, "-", 4],
        "Kinh phí (đồng)": [1_700_000, 0, 1_700_000],
    },
    dtype=object,
)
SUMMARY_TITLE = "Tổng hợp kết quả theo đơn vị và chỉ tiêu"
NOMINEES = ("TT", "Họ và tên", "Đơn vị", "Khóa học, chuyên ngành", "Loại", "Cơ sở đào tạo", "Từ ngày", "Đến ngày")


def nominees(count: int, unit: str = "Trung tâm Ứng dụng Hệ thống thông tin địa lý") -> pd.DataFrame:
    """The list of those sent to study, with so many rows."""
    rows = [
        (
            *(at, f"Nguyễn Thị Thúy Ưng {at}", unit),
            *("Thạc sĩ Khoa học máy tính", "Đào tạo", "Trường Đại học Bách khoa", date(2024, 10, 1), None),
        )
        for at in range(1, count + 1)
    ]
    return pd.DataFrame(rows, columns=list(NOMINEES), dtype=object)


def report(*annexes: Annex, body: tuple[Paragraph, ...] = BODY, **letter: Any) -> Document:
    """The report, with these things otherwise in its letter; without annexes given, the summary alone is one."""
    return Document(replace(LETTER, **letter), body, annexes or (Annex("I", SUMMARY_TITLE, SUMMARY),))
