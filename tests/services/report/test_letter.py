"""What stands around the formal report's body."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.plan import Campaign
from services.report.letter import letter, letter_remarks
from tests.services.campaigns import plan_4013

PLAN = plan_4013()[0]
NO_PLAN = Campaign()


def part(name: str, campaign: Campaign = PLAN, **settings: str) -> Any:
    """One part of the letter with these settings."""
    return getattr(letter(settings, campaign), name)


class TestDefaults:
    """Nothing is set."""

    def test_are_the_plans(self) -> None:
        """As plan 4013 has them; number and day are the clerk's."""
        found = letter({}, PLAN)
        assert (found.parent, found.agency) == ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "Sở Khoa học và Công nghệ")
        assert (found.number, found.symbol, found.place) == (None, "BC-SKHCN", "Thành phố Hồ Chí Minh")
        assert (found.date, found.year) == (None, 2024)
        assert found.title == (
            "Kết quả tổ chức Tuần lễ hưởng ứng học tập suốt đời năm 2024 tại Sở Khoa học và Công nghệ"
        )
        assert found.addressees == ("Sở Giáo dục và Đào tạo",)
        assert found.recipients == ("Như trên", "BGĐ Sở", "Các phòng chức năng, đơn vị")
        assert (found.filing, found.signature) == ("VT, TCCB, T02", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))
        assert found.signer == "Lê Thanh Minh"

    def test_of_a_plan_leave_only_number_and_day_to_be_told(self) -> None:
        """That is what the clerk's office fills in."""
        assert letter_remarks({}, PLAN) == (
            "Chưa có số báo cáo, để trống cho văn thư ghi.",
            "Chưa có ngày báo cáo, để trống ngày và tháng.",
        )

    def test_without_a_plan_are_those_of_the_office_and_are_told(self) -> None:
        """Agency, place, addressee, filing, form and signer."""
        found = letter({}, NO_PLAN)
        assert (found.agency, found.symbol, found.filing) == ("Sở Khoa học và Công nghệ", "BC-SKHCN", "VT, VP")
        assert (found.addressees, found.recipients) == (("Sở Giáo dục và Đào tạo",), ("Như trên",))
        assert (found.signature, found.signer, found.year) == (("GIÁM ĐỐC",), None, None)
        assert found.title == "Kết quả tổ chức Tuần lễ hưởng ứng học tập suốt đời tại Sở Khoa học và Công nghệ"
        assert letter_remarks({"report_number": "1", "report_date": "8/10/2024"}, NO_PLAN) == (
            "Kế hoạch chưa ghi cơ quan ban hành, lấy “Sở Khoa học và Công nghệ”.",
            "Kế hoạch chưa ghi nơi ban hành, lấy “Thành phố Hồ Chí Minh”.",
            "Kế hoạch chưa ghi nơi nhận báo cáo, lấy “Sở Giáo dục và Đào tạo”.",
            "Kế hoạch chưa ghi nơi lưu, lấy “VT, VP”.",
            "Chưa chọn hình thức ký, lấy NONE.",
            "Chưa có tên người ký, để trống.",
        )


@pytest.mark.parametrize(
    ("typed", "number"),
    [("5", "05"), ("12", "12"), ("Số: 07/BC-SKHCN", "07"), ("4013 /BC-SKHCN", "4013"), ("0", None), ("mười", None)],
)
def test_a_number_below_ten_has_a_zero_before_it(typed: str, number: str | None) -> None:
    """What is no number stays blank, and that is told."""
    assert part("number", report_number=typed) == number
    assert any(typed in remark for remark in letter_remarks({"report_number": typed}, PLAN)) == (number is None)


@pytest.mark.parametrize(
    ("typed", "plans", "symbol"),
    [
        ("", "KH-UBND", "BC-UBND"),
        ("", "Kế hoạch", "BC-SKHCN"),
        ("bc - skhcn", "KH-SKHCN", "BC-SKHCN"),
        ("/BC-VP", "KH-SKHCN", "BC-VP"),
        ("số gì đó", "KH-SKHCN", "BC-SKHCN"),
    ],
)
def test_the_symbol_follows_the_plans(typed: str, plans: str, symbol: str) -> None:
    """Unless it is set to what can be one."""
    assert part("symbol", replace(PLAN, symbol=plans), report_symbol=typed) == symbol


@pytest.mark.parametrize(
    ("typed", "day"),
    [("08/10/2024", date(2024, 10, 8)), ("8/10", date(2024, 10, 8)), ("31/9/2024", None), ("hôm nay", None)],
)
def test_the_day_is_read_as_people_type_it(typed: str, day: date | None) -> None:
    """What is no day stays blank, and that is told."""
    assert part("date", report_date=typed) == day
    told = f"Ngày báo cáo “{typed}” không đọc được, để trống ngày và tháng."
    assert (told in letter_remarks({"report_date": typed}, PLAN)) == (day is None)


class TestReceivers:
    """Kính gửi and Nơi nhận."""

    def test_a_report_without_kinh_gui_names_who_gets_it_under_noi_nhan(self) -> None:
        """A dash turns it off; then nothing stands above to be referred to."""
        found = letter({"addressees": "-", "report_recipients": "Như trên; BGĐ Sở"}, PLAN)
        assert (found.addressees, found.recipients[:2]) == ((), ("Sở Giáo dục và Đào tạo", "BGĐ Sở"))

    def test_are_split_where_people_split_them(self) -> None:
        """At semicolons and lines, with or without dashes; nobody twice."""
        found = letter(
            {
                "addressees": "Sở Giáo dục và Đào tạo; Ủy ban nhân dân Thành phố.",
                "report_recipients": "- Như trên;\n- BGĐ Sở;\n- bgđ sở;\n- Lưu: VT, TCCB.",
            },
            PLAN,
        )
        assert found.addressees == ("Sở Giáo dục và Đào tạo", "Ủy ban nhân dân Thành phố")
        assert (found.recipients, found.filing) == (("Như trên", "BGĐ Sở"), "VT, TCCB")

    @pytest.mark.parametrize(("typed", "filing"), [("Lưu: VT, VP.", "VT, VP"), ("VP", "VT, VP"), ("", "VT, TCCB, T02")])
    def test_are_filed_with_the_clerks_office_first(self, typed: str, filing: str) -> None:
        """As NĐ 30/2020 has it."""
        assert part("filing", filing=typed) == filing


class TestSigning:
    """The lines above the name."""

    @pytest.mark.parametrize(
        ("form", "title", "lines"),
        [
            ("NONE", "", ("GIÁM ĐỐC",)),
            ("KT", "", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
            ("KT", "Phó Viện trưởng", ("KT. VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG")),
            ("KT", "KT. Viện trưởng / Phó Viện trưởng", ("KT. VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG")),
            ("TL", "", ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
            ("TL_KT", "", ("TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
            ("tl, kt", "Phó Trưởng phòng", ("TL. GIÁM ĐỐC", "KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")),
            ("Q", "", ("Q. GIÁM ĐỐC",)),
            ("Q", "Q. Giám đốc", ("Q. GIÁM ĐỐC",)),
            ("TUQ", "Trưởng phòng", ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG")),
        ],
    )
    def test_has_its_lines(self, form: str, title: str, lines: tuple[str, ...]) -> None:
        """By form; whom a deputy signs for follows from the title."""
        assert part("signature", replace(PLAN, signer_title=None), signer_form=form, signer_title=title) == lines

    def test_is_the_plans_signer_only_in_the_plans_form(self) -> None:
        """Who signs by order is somebody else."""
        found = letter({"signer_form": "TL"}, PLAN)
        assert (found.signature, found.signer) == (("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), None)
        assert "Chưa có tên người ký, để trống." in letter_remarks({"signer_form": "TL"}, PLAN)

    @pytest.mark.parametrize(
        ("settings", "told"),
        [
            ({"signer_form": "hộ"}, "Hình thức ký “hộ” không có trong NONE, KT, TL, TL_KT, Q, TUQ, lấy KT."),
            ({"signer_title": "Giám đốc"}, "Chức vụ “GIÁM ĐỐC” không ký thay được, lấy “PHÓ GIÁM ĐỐC”."),
        ],
    )
    def test_falls_back_on_the_plans_and_says_so(self, settings: dict[str, str], told: str) -> None:
        """A form that doesn't exist; a head who signs for the head."""
        assert part("signature", **settings) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
        assert told in letter_remarks(settings, PLAN)

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("TS. Lê Thanh Minh", "Lê Thanh Minh"),
            ("PGS.TS Nguyễn Thị Thúy", "Nguyễn Thị Thúy"),
            ("Thạc sĩ Trần Văn Bình", "Trần Văn Bình"),
            ("Ông Thị Thanh Trà", "Ông Thị Thanh Trà"),
            ("Tsuchiya Ken", "Tsuchiya Ken"),
            ("Siu Ks Bình", "Siu Ks Bình"),
        ],
    )
    def test_has_no_degrees_before_the_name(self, typed: str, name: str) -> None:
        """A name that only begins like one, or holds one, stays."""
        assert part("signer", signer_name=typed) == name
