"""The formal report: its text, its annexes, and what it says that it left out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan import Campaign, Duty, Unit
from services.reading import Problem
from services.report.basis import Basis, Change, Freeze
from services.report.document import Document, Kind
from services.report.figures import figures
from services.report.formal import Formal, formal
from services.report.suggestions import suggestions
from services.schema import AFFILIATE, CANCELLED, DEPARTMENT, DONE, PLANNED, SETTING_KEYS
from tests.services.campaigns import DUTIES, UNITS, WEEK, at, tables
from tests.services.report.bases import READ_AT, basis, sample_basis

FROZEN_AT = at(8, 17)
BANNER = {"slogan": "Học tập suốt đời", "quantity": 3, "entered_at": at(2)}
NIL = {"duty": "III.1", "entered_at": at(2)}
NOMINEE = {"full_name": "Nguyễn Thị Ánh", "birth_year": 1990, "course": "Tin học", "entered_at": at(2)}
SECTIONS = [
    "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
    "II. KẾT QUẢ THỰC HIỆN",
    "1. Thông tin, tuyên truyền trên nền tảng số, tự học",
    "2. Treo băng rôn",
    "3. Tuyên truyền trên website Sở",
    "4. Rà soát, cử công chức, viên chức đi học tập nâng cao trình độ",
    "III. ĐÁNH GIÁ CHUNG",
    "1. Ưu điểm",
    "2. Hạn chế, khó khăn",
    "3. Nguyên nhân",
    "IV. ĐỀ XUẤT, KIẾN NGHỊ",
]


def made(of: Basis, names: bool = True, birth_years: bool = False, **texts: str) -> Formal:
    """The report of a basis with these settings."""
    return formal(figures(of), texts, names=names, birth_years=birth_years)


def small(steering: Mapping[str, Any] | None = None, **logs: Iterable[Mapping[str, Any]]) -> Basis:
    """Of the small campaign: VP owes banners and training, P training, A all four."""
    return basis(tables(**logs), **(steering or {}))


def texts(of: Formal) -> list[str]:
    """The paragraphs of the body."""
    return [paragraph.text for paragraph in of.document.body]


def under(of: Formal, title: str) -> list[str]:
    """The paragraphs that stand under a title, up to the next."""
    found: dict[str, list[str]] = {}
    for paragraph in of.document.body:
        if paragraph.kind is not Kind.BODY:
            own = found.setdefault(paragraph.text, [])
        elif found:
            own.append(paragraph.text)
    return next(own for head, own in found.items() if title in head)


class TestSampleWeek:
    """The sample entries at 17:00 on 8 October, counted by hand in the order of `services.samples`.

    Banners: VP 2 + 2, CCTĐC 1, SMEQ 1, CESTI 2 + 6 + 1, HCMGIS 1, SIHUB 1, ICST 1 (on the 8th: late), HOSTDF 1 =
    19; NEPTECH's is planned, SMEQ's second cancelled. They cost 1.7 + 0.85 + 0.8 + 1.6 + 0.9 million = 5,850,000
    đồng.
    Activities: CESTI 86 + 142, CCTĐC 64, SMEQ 38, HCMGIS 57 and one of "khoảng 50", SIHUB 33 + 95, ICST 21, VP 72:
    ten with 608; NEPTECH's was returned, CCTĐC's second is planned, HOSTDF's came on the 9th.
    Posts: 14, of them 4 on Facebook, Zalo, YouTube and Facebook; views 412 + 865 + 1530 + 238 + 690 + 301 + 447 +
    1204 + 980 + 129 + 77 + 1260 + 540 + 58 = 8,731.
    Nominations: 17, less SIHUB's of the 9th and the one of a misspelt unit: 15 people; three of them for a degree
    (QLKH, CESTI, HCMGIS); all but VP's second are proposals.
    Duties: 8 affiliated units × 4, 8 departments × 1, VP's banner = 41. Open: activities NEPTECH, HOSTDF; banner
    NEPTECH; website SIHUB; training QLCS, SIHUB, ICST; 34 are told, 11 units owe nothing.
    """

    @pytest.fixture(scope="class")
    def report(self) -> Formal:
        """Of those entries."""
        return made(sample_basis(FROZEN_AT))

    def test_opens_with_what_it_follows_and_the_moment_of_its_figures(self, report: Formal) -> None:
        """The documents whole, as they are first cited here."""
        assert texts(report)[:2] == [
            "Thực hiện Kế hoạch số 5701/KH-UBND ngày 25 tháng 9 năm 2024 của Ủy ban nhân dân Thành phố về tổ chức tuần "
            "lễ hưởng ứng học tập suốt đời năm 2024 trên địa bàn Thành phố Hồ Chí Minh; Kế hoạch số 4013/KH-SKHCN ngày "
            "30 tháng 9 năm 2024 của Sở Khoa học và Công nghệ về tổ chức tuần lễ hưởng ứng học tập suốt đời năm 2024 "
            "tại Sở Khoa học và Công nghệ, Sở Khoa học và Công nghệ báo cáo kết quả như sau:",
            "Số liệu đến 17 giờ 00 ngày 08 tháng 10 năm 2024.",
        ]

    def test_has_the_sections_that_the_office_expects(self, report: Formal) -> None:
        """With the funding, as there is some."""
        titles = [paragraph.text for paragraph in report.document.body if paragraph.kind is not Kind.BODY]
        assert titles == [*SECTIONS[:6], "5. Kinh phí", *SECTIONS[6:]]

    @pytest.mark.parametrize(
        ("title", "told"),
        [
            (
                "I. ",
                [
                    "Sở Khoa học và Công nghệ đã ban hành Kế hoạch số 4013/KH-SKHCN, tổ chức Tuần lễ hưởng ứng học tập "
                    "suốt đời từ ngày 01 tháng 10 đến ngày 07 tháng 10 năm 2024 với chủ đề “Phát triển văn hóa đọc "
                    "thúc đẩy học tập suốt đời”.",
                    "Đến thời điểm trên, có 15/16 đơn vị đã báo cáo, trong đó 11 đơn vị báo cáo đủ các nhiệm vụ được "
                    "giao. Số nhiệm vụ của các đơn vị đã được báo cáo: 34/41, đạt 82,9%.",
                    "Phòng Quản lý KH&CN cơ sở chưa báo cáo nhiệm vụ nào.",
                    "Kết quả của từng đơn vị nêu tại Phụ lục I; danh sách cử đi học tập nâng cao trình độ nêu tại Phụ "
                    "lục II kèm theo Báo cáo này.",
                ],
            ),
            (
                "1. Thông tin",
                [
                    "Có 6/8 đơn vị được giao nhiệm vụ đã báo cáo, đạt 75%. Quỹ Phát triển KH&CN chưa báo cáo. "
                    "Trung tâm Thiết kế Chế tạo thiết bị mới đã báo cáo nhưng được trả lại để hoàn thiện.",
                    "Đã tổ chức 10 hoạt động học tập; ghi nhận 608 lượt tham gia; đăng 4 tin, bài trên mạng xã hội và "
                    "các kênh số khác. Số lượt tham gia chưa gồm 1 hoạt động không ghi rõ số lượt.",
                ],
            ),
            (
                "2. Treo",
                [
                    "Có 8/9 đơn vị được giao nhiệm vụ đã báo cáo, đạt 88,9%. Viện Khoa học và Công nghệ Tính toán báo "
                    "cáo trễ hạn. Trung tâm Thiết kế Chế tạo thiết bị mới đang thực hiện, chưa báo cáo kết quả.",
                    "Đã treo, trình chiếu 19 băng rôn, pano, áp phích, standee, khẩu hiệu điện tử.",
                ],
            ),
            (
                "3. Tuyên truyền",
                [
                    "Có 7/8 đơn vị được giao nhiệm vụ đã báo cáo, đạt 87,5%. Quỹ Phát triển KH&CN báo cáo trễ hạn. "
                    "Trung tâm Khởi nghiệp sáng tạo Thành phố Hồ Chí Minh chưa báo cáo.",
                    "Đã đăng 10 tin, bài trên website Sở và website đơn vị; ghi nhận 8.731 lượt xem tin, bài trên tất "
                    "cả các kênh.",
                ],
            ),
            ("5. Kinh phí", ["Kinh phí các đơn vị đã ghi: 5.850.000 đồng cho băng rôn, khẩu hiệu."]),
        ],
    )
    def test_tells_what_was_counted(self, report: Formal, title: str, told: list[str]) -> None:
        """The figures of this class's docstring, and the units of whom something is to be said."""
        assert under(report, title) == told

    def test_tells_nominees_apart_from_their_courses(self, report: Formal) -> None:
        """People are not courses, proposals not decisions, and a nil return is a report."""
        standing, outcome = under(report, "4. ")
        assert standing.startswith("Có 13/16 đơn vị được giao nhiệm vụ đã báo cáo")
        assert "Có 2 đơn vị báo cáo không phát sinh: Tổ chức cán bộ và Quỹ Phát triển KH&CN." in standing
        assert "Phòng Quản lý Công nghệ và Thị trường công nghệ báo cáo trễ hạn." in standing
        assert outcome == (
            "Đã cử, đề xuất cử 15 người đi học tập nâng cao trình độ; đào tạo: 3 lượt; bồi dưỡng: 12 lượt. "
            "Trong đó 14 lượt đang ở bước đề xuất, chưa có quyết định."
        )

    def test_ends_as_reports_end(self, report: Formal) -> None:
        """To whom it goes."""
        assert texts(report)[-1] == (
            "Trên đây là báo cáo kết quả tổ chức Tuần lễ hưởng ứng học tập suốt đời năm 2024 tại Sở Khoa học và Công "
            "nghệ. Sở Khoa học và Công nghệ gửi Sở Giáo dục và Đào tạo tổng hợp./."
        )

    def test_says_what_it_left_out(self, report: Formal) -> None:
        """Rows that don't count, by reason."""
        assert (
            "Không tính vào số liệu: 1 dòng đã hủy; 2 dòng dự kiến; 1 dòng bị trả lại; 1 dòng không rõ đơn vị; "
            "3 dòng ghi sau thời điểm số liệu." in report.remarks
        )

    def test_has_a_line_a_unit_in_its_first_annex(self, report: Formal) -> None:
        """In short words, a blank where a unit has no such duty; the last line is of all."""
        table = report.document.annexes[0].table
        assert list(table.columns[:2]) == ["STT", "Đơn vị"]
        assert list(table.columns[6:]) == [
            *("Băng rôn (cái)", "Tin, bài website", "Tin, bài kênh khác", "Lượt xem", "Hoạt động học tập"),
            *("Lượt tham gia", "Người được cử đi học"),
        ]
        rows = table.to_numpy().tolist()
        assert rows[0] == [1, "Văn phòng Sở", "", "Đúng hạn", "", "Đúng hạn", 4, 2, 0, 1800, 1, 72, 2]
        assert rows[7][5:] == ["Không phát sinh", 0, 0, 0, 0, 0, 0, 0]
        assert rows[14][2:7] == ["Trả lại", "Đang thực hiện", "Đúng hạn", "Đúng hạn", "-"]
        assert rows[-1] == ["", "Tổng cộng", "6/8", "8/9", "7/8", "13/16", 19, 10, 4, 8731, 10, 608, 15]

    def test_lists_nominees_by_their_names_in_its_second_annex(self, report: Formal) -> None:
        """Anh < Ánh < Châu < Hải < Hân; days as people write them."""
        table = report.document.annexes[1].table
        assert list(table["Họ và tên"][:5]) == [
            *("Phùng Thế Anh", "Cao Thị Ngọc Ánh", "Trần Minh Châu", "Quách Văn Hải", "Lưu Gia Hân"),
        ]
        assert list(table["STT"]) == list(range(1, 16))
        assert (table["Từ ngày"][0], table["Số quyết định"][14]) == ("14/10/2024", "812/QĐ-SKHCN")


class TestWhereUnitsStand:
    """One sentence for each thing that is to be said."""

    @pytest.mark.parametrize(
        ("title", "logs", "told"),
        [
            ("2. ", {}, "Chưa có đơn vị nào trong số 2 đơn vị được giao nhiệm vụ báo cáo kết quả."),
            (
                "2. ",
                {"banners": [BANNER | {"unit": "A", "state": PLANNED}]},
                "Chưa có đơn vị nào trong số 2 đơn vị được giao nhiệm vụ báo cáo kết quả. Trung tâm A đang thực hiện, "
                "chưa báo cáo kết quả.",
            ),
            (
                "2. ",
                {"banners": [BANNER | {"unit": "A"}, BANNER | {"unit": "VP", "return_note": "Thiếu ảnh"}]},
                "Có 1/2 đơn vị được giao nhiệm vụ đã báo cáo, đạt 50%. Văn phòng Sở đã báo cáo nhưng được trả lại để "
                "hoàn thiện.",
            ),
            (
                "2. ",
                {"banners": [BANNER | {"unit": unit} for unit in ("A", "VP")]},
                "Có 2/2 đơn vị được giao nhiệm vụ đã báo cáo, đạt 100%.",
            ),
            ("1. ", {}, "Trung tâm A chưa báo cáo."),
            ("1. ", {"activities": [{"unit": "A", "entered_at": at(9)}]}, "Trung tâm A báo cáo trễ hạn."),
            ("1. ", {"activities": [{"unit": "A", "entered_at": at(2)}]}, "Trung tâm A đã báo cáo kết quả."),
            (
                "4. ",
                {"nil_returns": [NIL | {"unit": "VP"}, NIL | {"unit": "P"}]},
                "Có 2/3 đơn vị được giao nhiệm vụ đã báo cáo, đạt 66,7%. Có 2 đơn vị báo cáo không phát sinh: Văn "
                "phòng Sở và Phòng Kế hoạch. Trung tâm A chưa báo cáo.",
            ),
        ],
    )
    def test_is_told_by_duty(self, title: str, logs: dict[str, Any], told: str) -> None:
        """None, one, some, all; planned and returned; late; nothing to report is a report."""
        assert under(made(small(**logs)), title)[0] == told

    @pytest.mark.parametrize(
        ("units", "logs", "told"),
        [
            ((), {}, "Chưa có đơn vị nào được giao nhiệm vụ."),
            (UNITS, {}, "Chưa có đơn vị nào trong số 3 đơn vị được giao nhiệm vụ báo cáo kết quả."),
            (
                UNITS,
                {"banners": [BANNER | {"unit": "VP"}]},
                "Đến thời điểm trên, có 1/3 đơn vị đã báo cáo, trong đó chưa có đơn vị nào báo cáo đủ các nhiệm vụ "
                "được giao. Số nhiệm vụ của các đơn vị đã được báo cáo: 1/7, đạt 14,3%.",
            ),
            (
                UNITS[:2],
                {"nil_returns": [NIL | {"unit": "P"}, NIL | {"unit": "VP"}]},
                "Đến thời điểm trên, có 2/2 đơn vị đã báo cáo, trong đó Phòng Kế hoạch báo cáo đủ các nhiệm vụ được "
                "giao. Số nhiệm vụ của các đơn vị đã được báo cáo: 2/3, đạt 66,7%.",
            ),
            (
                UNITS[1:2],
                {"nil_returns": [NIL | {"unit": "P"}]},
                "Đến thời điểm trên, có 1/1 đơn vị đã báo cáo, báo cáo đủ các nhiệm vụ được giao. Số nhiệm vụ của các "
                "đơn vị đã được báo cáo: 1/1, đạt 100%.",
            ),
        ],
    )
    def test_is_told_of_all_duties(self, units: tuple[Unit, ...], logs: dict[str, Any], told: str) -> None:
        """None, one that did all of its duties, all."""
        assert told in under(made(small({"units": units}, **logs)), "I. ")

    def test_names_no_more_than_ten_units(self) -> None:
        """The annex has them all."""
        units = tuple(Unit(f"P{n}", f"Phòng {n}", DEPARTMENT) for n in range(12))
        report = made(small({"units": units}, nominations=[NOMINEE | {"unit": "P0"}]))
        assert "Có 11 đơn vị chưa báo cáo (nêu tại Phụ lục I)." in under(report, "4. ")[0]

    def test_tells_duties_of_one_log_apart(self) -> None:
        """A second duty that banners fulfil."""
        second = Duty("X", "Treo pano", "banners", ("VP",))
        told = under(made(small({"duties": (*DUTIES, second)}, banners=[BANNER | {"unit": "A"}])), "2. ")
        assert told[:2] == [
            "Treo băng rôn: Có 1/2 đơn vị được giao nhiệm vụ đã báo cáo, đạt 50%. Văn phòng Sở chưa báo cáo.",
            "Treo pano: Văn phòng Sở chưa báo cáo.",
        ]


class TestFunding:
    """Kinh phí."""

    @pytest.mark.parametrize(
        ("cost", "text", "told"),
        [
            (0, "", ["Không phát sinh kinh phí."]),
            (1_200_000, "", ["Kinh phí các đơn vị đã ghi: 1.200.000 đồng cho băng rôn, khẩu hiệu."]),
            (None, "Từ nguồn chi thường xuyên.\nĐã quyết toán.", ["Từ nguồn chi thường xuyên.", "Đã quyết toán."]),
        ],
    )
    def test_is_what_entries_and_office_say(self, cost: int | None, text: str, told: list[str]) -> None:
        """A reported 0 is told, a blank is not."""
        assert under(made(small(banners=[BANNER | {"unit": "A", "cost": cost}]), funding=text), "5. Kinh phí") == told

    def test_is_left_out_where_nobody_says_anything(self) -> None:
        """Nothing is known of it."""
        report = made(small(banners=[BANNER | {"unit": "A"}]))
        assert [p.text for p in report.document.body if p.kind is not Kind.BODY] == SECTIONS


class TestOfficesWords:
    """What only a person can write."""

    def test_are_taken_line_by_line(self) -> None:
        """In their places."""
        report = made(
            small(), guidance="Đã họp.", strengths="Một.\n\nHai.", difficulties="Ba.", causes="Bốn.", proposals="Năm."
        )
        assert under(report, "I. ")[1] == "Đã họp."
        assert [under(report, title) for title in ("1. Ưu", "2. Hạn", "3. Nguyên")] == [
            ["Một.", "Hai."],
            ["Ba."],
            ["Bốn."],
        ]
        assert under(report, "IV. ")[0] == "Năm."
        assert not any("Văn phòng bổ sung" in text for text in (*texts(report), *report.remarks))

    def test_are_asked_for_where_they_are_missing(self) -> None:
        """Plainly, and nothing is invented."""
        report = made(small(), strengths=" \n ")
        assert [under(report, title)[0] for title in ("1. Ưu", "2. Hạn", "3. Nguyên", "IV. ")] == (
            ["[Văn phòng bổ sung]"] * 4
        )
        assert "Ưu điểm: chưa có nội dung, in “[Văn phòng bổ sung]”." in report.remarks

    def test_may_start_from_facts(self) -> None:
        """Who is whole, who is late or missing."""
        logs = {"banners": [BANNER | {"unit": "VP"}, BANNER | {"unit": "A", "entered_at": at(9)}]}
        assert suggestions(figures(small(**logs, nil_returns=[NIL | {"unit": "P"}]))) == {
            "strengths": (
                "Có 1/3 đơn vị báo cáo đủ các nhiệm vụ được giao.",
                "Treo băng rôn: có 2/2 đơn vị được giao nhiệm vụ đã báo cáo.",
            ),
            "difficulties": (
                "Học tập số: Trung tâm A chưa báo cáo.",
                "Treo băng rôn: Trung tâm A báo cáo trễ hạn.",
                "Tuyên truyền trên website: Trung tâm A chưa báo cáo.",
                "Cử đi học: Có 2 đơn vị chưa báo cáo: Văn phòng Sở và Trung tâm A.",
            ),
        }


class TestFreeze:
    """Figures that were frozen."""

    @pytest.mark.parametrize(
        ("what", "told"),
        [
            ((), "Số liệu đến 17 giờ 00 ngày 08 tháng 10 năm 2024, đã chốt lần 2."),
            (
                ("thêm", "sửa", "thêm"),
                "Số liệu đến 17 giờ 00 ngày 08 tháng 10 năm 2024, đã chốt lần 2. Sau khi chốt có 3 thay đổi (2 thêm, 1 "
                "sửa), không tính vào báo cáo này.",
            ),
        ],
    )
    def test_say_what_has_changed_since(self, what: tuple[str, ...], told: str) -> None:
        """How many, and of what kind."""
        changes = tuple(Change(each, "banners", "A", "X", "Học tập suốt đời") for each in what)
        frozen = replace(small(), as_of=FROZEN_AT, frozen=Freeze(2, FROZEN_AT, "vp@example.org", changes))
        assert texts(made(frozen))[1] == told


class TestNominees:
    """Phụ lục II."""

    @pytest.mark.parametrize(
        ("names", "birth_years", "columns"),
        [
            (True, True, ["STT", "Họ và tên", "Năm sinh", "Chức vụ, chức danh"]),
            (True, False, ["STT", "Họ và tên", "Chức vụ, chức danh", "Đơn vị"]),
            (False, True, ["STT", "Chức vụ, chức danh", "Đơn vị", "Tên khóa, chuyên ngành"]),
        ],
    )
    def test_are_named_only_for_who_may_see_it(self, names: bool, birth_years: bool, columns: list[str]) -> None:
        """Nowhere in the report otherwise."""
        report = made(small(nominations=[NOMINEE | {"unit": "A"}]), names, birth_years)
        table = report.document.annexes[1].table
        assert list(table.columns[:4]) == columns
        everything = " ".join(
            (*texts(report), *report.remarks, table.to_string(), report.document.annexes[1].note or "")
        )
        assert (("Ánh" in everything), ("1990" in everything)) == (names, names and birth_years)

    def test_without_names_stand_by_unit(self) -> None:
        """In the order of the sheet, then by first day."""
        rows = [("A", 3), ("VP", 9), ("A", 2)]
        report = made(
            small(nominations=[NOMINEE | {"unit": u, "course": f"{u}{d}", "starts_on": at(d).date()} for u, d in rows]),
            names=False,
        )
        assert list(report.document.annexes[1].table["Tên khóa, chuyên ngành"]) == ["VP9", "A2", "A3"]

    @pytest.mark.parametrize(
        ("units", "told"), [(("VP", "P", "A"), "Không phát sinh"), (("VP", "P"), "Chưa có báo cáo")]
    )
    def test_that_nobody_reported_are_not_nobody(self, units: tuple[str, ...], told: str) -> None:
        """Zero is not the same as not reported."""
        table = made(small(nil_returns=[NIL | {"unit": unit} for unit in units])).document.annexes[1].table
        assert (len(table), table["Họ và tên"][0]) == (1, told)


def test_more_duties_than_fit_are_counted_in_one_column() -> None:
    """Five have no room beside the indicators."""
    duties = (*DUTIES, Duty("X", "Việc khác", "banners", ("VP",)))
    table = made(small({"duties": duties}, banners=[BANNER | {"unit": "VP"}])).document.annexes[0].table
    assert (len(table.columns), list(table["Nhiệm vụ đã báo cáo"])) == (10, ["2/3", "0/1", "0/4", "2/8"])


class TestBadInput:
    """A report is made all the same, and says what it left out."""

    def test_an_empty_sheet(self) -> None:
        """No plan, no unit, no duty."""
        report = made(small({"campaign": Campaign(), "units": (), "duties": ()}))
        assert texts(report)[0] == (
            "Thực hiện Tuần lễ hưởng ứng học tập suốt đời, Sở Khoa học và Công nghệ báo cáo kết quả như sau:"
        )
        assert under(report, "2. ") == ["Không có đơn vị nào được giao nhiệm vụ này."]
        assert set(report.remarks) >= {
            "Kế hoạch chưa ghi: Số kế hoạch, Ngày ban hành, Trích yếu, Căn cứ, Chủ đề; báo cáo không nêu.",
            "Kế hoạch chưa ghi đủ ngày bắt đầu và kết thúc; báo cáo không nêu thời gian tổ chức.",
            "Bảng tính chưa có đơn vị nào.",
            "Bảng tính chưa có nhiệm vụ nào.",
        }

    def test_a_week_that_ends_before_it_starts(self) -> None:
        """Its days are not printed."""
        wrong = replace(WEEK, starts_on=date(2024, 10, 7), ends_on=date(2024, 10, 1))
        report = made(small({"campaign": wrong}))
        assert not any("từ ngày" in text for text in texts(report))
        assert (
            "Ngày kết thúc của kế hoạch đứng trước ngày bắt đầu; báo cáo không nêu thời gian tổ chức." in report.remarks
        )

    def test_units_with_one_name(self) -> None:
        """Their codes tell them apart, in the text and in both annexes."""
        twins = (Unit("B1", "Trung tâm B", AFFILIATE), Unit("B2", "Trung tâm B", AFFILIATE))
        report = made(small({"units": twins}, nominations=[NOMINEE | {"unit": "B2"}]))
        assert "Trung tâm B (B1) chưa báo cáo." in under(report, "4. ")[0]
        assert [annex.table["Đơn vị"][0] for annex in report.document.annexes] == [
            *("Trung tâm B (B1)", "Trung tâm B (B2)"),
        ]

    def test_entries_of_a_unit_that_is_gone(self) -> None:
        """They don't count, and that is told."""
        report = made(small(banners=[BANNER | {"unit": "CŨ"}], nominations=[NOMINEE | {"unit": "CŨ"}]))
        assert "Đơn vị không còn trong danh sách, không tính: CŨ." in report.remarks
        assert report.document.annexes[0].table.iloc[-1]["Băng rôn (cái)"] == 0

    def test_texts_that_are_too_long_or_cannot_be_printed(self) -> None:
        """They are cut, and each is told."""
        units = (Unit("A", "Trung\ntâm \x01" + "A" * 50_000, AFFILIATE),)
        report = made(
            small({"units": units}, nominations=[NOMINEE | {"unit": "A", "position": "Kỹ sư " * 10_000}]),
            strengths="Tốt " * 20_000,
            report_title="Kết quả\x02",
            exception="x" * 1_000,
        )
        assert max(map(len, texts(report))) <= 5_000
        cells = [
            report.document.annexes[0].table["Đơn vị"][0],
            report.document.annexes[1].table["Chức vụ, chức danh"][0],
        ]
        assert [len(cell) for cell in cells] == [300, 300]
        assert {remark for remark in report.remarks if "rút gọn" in remark} == {
            "Ưu điểm: quá dài hoặc có ký tự không in được, đã rút gọn.",
            "Trích yếu báo cáo: quá dài hoặc có ký tự không in được, đã rút gọn.",
            "2 ô của phụ lục quá dài hoặc có ký tự không in được, đã rút gọn.",
        }

    def test_cells_that_could_not_be_read(self) -> None:
        """Warnings are no loss."""
        problems = (Problem("x", "Sai."), Problem("y", "Nghi ngờ.", severe=False))
        assert (
            "Còn 1 lỗi trong bảng tính chưa sửa; ô không đọc được không tính vào số liệu."
            in made(small({"problems": problems})).remarks
        )


TEXT = st.one_of(
    st.sampled_from(["", "-", "Lưu: VT", "KT", "TL_KT", "12", "8/10/2024", "Tổ chức Tuần lễ", "Ủy ban " * 3_000]),
    st.text(st.characters(exclude_categories=()), max_size=12),
)
DAYS = st.none() | st.dates(date(2024, 9, 25), date(2024, 10, 12))
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "unit": st.sampled_from(["VP", "P", "A", "CŨ", None]),
            "state": st.sampled_from([DONE, PLANNED, CANCELLED, None]),
            "entered_at": st.none()
            | st.datetimes(datetime(2024, 9, 30), datetime(2024, 10, 12)).map(
                lambda moment: moment.replace(tzinfo=FROZEN_AT.tzinfo)
            ),
            "return_note": st.none() | TEXT,
        }
    ),
    max_size=4,
)
COUNTS = st.none() | st.integers(0, 2_000_000)
OWN: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "banners": {"quantity": COUNTS, "cost": COUNTS},
    "posts": {"channel": st.sampled_from(["Website Sở", "Facebook", None]), "views": COUNTS},
    "activities": {"participations": COUNTS},
    "nominations": {
        "full_name": st.none() | TEXT,
        "course": st.none() | TEXT,
        "starts_on": DAYS,
        "progress": st.sampled_from(["Đề xuất", "Hoàn thành", None]),
        "training_kind": st.sampled_from(["Đào tạo", "Bồi dưỡng", None]),
        "cost": COUNTS,
    },
    "nil_returns": {"duty": st.sampled_from(["II.1", "II.2", "II.3", "III.1", None])},
}
PLANS = st.builds(
    Campaign,
    starts_on=DAYS,
    ends_on=DAYS,
    issued_on=DAYS,
    recipients=st.lists(TEXT, max_size=2).map(tuple),
    **dict.fromkeys(("number", "symbol", "issuer", "place", "title", "basis", "theme"), st.none() | TEXT),
    **dict.fromkeys(("report_to", "signer_form", "signer_title", "signer_name"), st.none() | TEXT),
)


@st.composite
def bases(draw: st.DrawFn) -> Basis:
    """Any entries of any campaign."""
    logs = {
        key: [entry | {name: draw(values) for name, values in own.items()} for entry in draw(ENTRIES)]
        for key, own in OWN.items()
    }
    units = tuple(
        replace(unit, name=draw(st.just(unit.name) | TEXT) or "?") for unit in UNITS[: draw(st.integers(0, 3))]
    )
    return Basis(tables(**logs), draw(PLANS), units, DUTIES[: draw(st.integers(0, 4))], FROZEN_AT, "a1", READ_AT)


def strings(document: Document) -> Iterator[str]:
    """All that is printed."""
    for value in vars(document.letter).values():
        yield from value if isinstance(value, tuple) else [value] if isinstance(value, str) else ()
    yield from (paragraph.text for paragraph in document.body)
    for annex in document.annexes:
        yield from (annex.title, annex.note or "", *annex.table.columns)
        yield from (cell for row in annex.table.to_numpy().tolist() for cell in row if isinstance(cell, str))


TOLD = {
    "Băng rôn (cái)": r"([\d.]+) băng rôn, pano",
    "Tin, bài website": r"([\d.]+) tin, bài trên website",
    "Tin, bài kênh khác": r"([\d.]+) tin, bài trên mạng",
    "Lượt xem": r"([\d.]+) lượt xem",
    "Hoạt động học tập": r"([\d.]+) hoạt động học tập",
    "Lượt tham gia": r"([\d.]+) lượt tham gia",
    "Người được cử đi học": r"([\d.]+) người đi học",
    "Lượt đào tạo": r"đào tạo: ([\d.]+) lượt",
    "Lượt bồi dưỡng": r"bồi dưỡng: ([\d.]+) lượt",
    "Kinh phí băng rôn (đồng)": r"([\d.]+) đồng cho băng rôn",
    "Kinh phí học tập (đồng)": r"([\d.]+) đồng cho cử đi học",
}


@settings(max_examples=15, deadline=None)
@given(bases(), st.dictionaries(st.sampled_from(list(SETTING_KEYS)), TEXT), st.booleans())
def test_anything_makes_a_report(of: Basis, typed: dict[str, str], names: bool) -> None:
    """Composed, in single lines that Word can hold; its figures are those of the one computation."""
    counted = figures(of)
    document = formal(counted, typed, names=names).document
    for text in strings(document):
        assert text == unicodedata.normalize("NFC", text)
        assert not re.search(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]", text)
    results = [p.text for p in document.body]
    results = " ".join(results[results.index(SECTIONS[1]) : results.index(SECTIONS[6])])
    for label, pattern in TOLD.items():
        found = re.search(pattern, results)
        assert (int(found[1].replace(".", "")) if found else 0) == counted.totals[label]
    assert document.annexes[0].table.iloc[-1]["Lượt xem"] == counted.totals["Lượt xem"]
    assert document.body[-1].text.endswith("./.")
