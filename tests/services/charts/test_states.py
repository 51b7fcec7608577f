"""Who stands where, drawn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from services.charts import Picture, duties, heatmap, units
from services.charts.looks import LOOKS
from services.plan import Duty, Unit
from services.progress import Progress, Status
from services.schema import AFFILIATE, PLANNED
from tests.services.campaigns import CENTRE, HANG, LEARN, POST, TRAIN, at, measured, sample_progress, tables
from tests.services.charts.drawing import drawn, words

BANNER = {"unit": "A", "slogan": "Học tập suốt đời", "entered_at": at(2)}
AFTER_ALL = at(10)


@cache
def seen(draw: Callable[[Progress], Picture], moment: datetime = AFTER_ALL, width: int = 420) -> list[str]:
    """The words in the picture of the sample week."""
    return words(draw(sample_progress(moment)), width=width)


class TestDuties:
    """A bar per duty."""

    def test_names_each_duty_with_its_share(self) -> None:
        """7 of 8, 8 of 9, 7 of 8, 15 of 16; see the sample week's figures."""
        assert [text for text in seen(duties) if "%" in text] == [
            "87,5% · 7/8",
            "88,9% · 8/9",
            "87,5% · 7/8",
            "93,8% · 15/16",
        ]
        assert "II.3 Tuyên truyền trên website" in seen(duties)

    def test_numbers_each_part_with_its_sign(self) -> None:
        """III.1: ten on time, two late, three nil returns, one missing (a part of one is its sign)."""
        assert [text for text in seen(duties) if text[0] in "✓!○✕"][-4:] == ["✓ 10", "! 2", "○ 3", "✕"]

    def test_leaves_out_words_that_do_not_fit_their_part(self) -> None:
        """On the narrowest phone the smallest part keeps its words in the tooltip."""
        narrow = seen(duties, width=110)
        assert "✓ 10" in narrow
        assert "! 2" not in narrow

    def test_says_its_figures_to_those_who_do_not_see_it(self) -> None:
        """Every duty, and what is expected."""
        picture = duties(sample_progress(at(5)))
        assert picture.alt == (
            "Tiến độ theo nhiệm vụ: II.1 Học tập số, tự học: 62,5% · 5/8; II.2 Treo băng rôn: 66,7% · 6/9; "
            "II.3 Tuyên truyền trên website: 62,5% · 5/8; III.1 Cử đi học: 62,5% · 10/16. Cần đạt lúc này: 64,3%."
        )
        assert picture.note.endswith("vạch đứng: mức cần đạt lúc này (64,3%)")

    def test_leaves_out_a_duty_that_nobody_owes(self) -> None:
        """Departments alone owe nominations: the other three have nothing to show."""
        progress = measured(tables(), units=(Unit("P", "Phòng P", "PHONG"),))
        assert [text for text in words(duties(progress)) if "%" in text] == ["0% · 0/1"]


class TestUnits:
    """A bar per unit."""

    def test_puts_who_lacks_most_on_top_then_who_was_late(self) -> None:
        """Missing: NEPTECH 2, SIHUB 1 (one more late), QLCS 1; late: HOSTDF 2, QLCN 1, ICST 1; then as in the sheet."""
        assert seen(units)[:8] == [
            "Thiết kế Chế tạo TB mới",
            "Khởi nghiệp sáng tạo",
            "KH&CN cơ sở",
            "Quỹ Phát triển KH&CN",
            "QL Công nghệ và TTCN",
            "Viện KH&CN Tính toán",
            "Văn phòng",
            "Thanh tra",
        ]

    def test_is_as_long_as_what_a_unit_owes(self) -> None:
        """The office owes two of at most four: its bar ends in the middle."""
        parts = units(sample_progress(AFTER_ALL)).chart
        assert parts is not None
        ends = {row["unit"]: row["end"] for row in next(iter(parts.to_dict()["datasets"].values()))}
        assert (ends["VP\nVăn phòng"], ends["CESTI\nThông tin và Thống kê"]) == (0.5, 1.0)

    def test_says_who_lacks_what(self) -> None:
        """Thirteen of sixteen are through."""
        assert units(sample_progress(AFTER_ALL)).alt == (
            "Tiến độ theo đơn vị: 13/16 đơn vị đã xong mọi nhiệm vụ. Thiết kế Chế tạo TB mới thiếu 2/4; "
            "Khởi nghiệp sáng tạo thiếu 1/4; KH&CN cơ sở thiếu 1/1."
        )


class TestHeatmap:
    """Units × duties."""

    def test_has_a_square_with_a_sign_for_every_unit_and_duty(self) -> None:
        """64 squares: 29 on time, 5 late, 3 nil, 2 missing, 1 planned, 1 returned, 23 not required."""
        counts = {sign: seen(heatmap).count(sign) for sign in "✓!○✕…↶–"}
        assert counts == {"✓": 29, "!": 5, "○": 3, "✕": 2, "…": 1, "↶": 1, "–": 23}

    def test_keeps_units_in_the_order_of_the_sheet(self) -> None:
        """People look for their row where they know it."""
        names = seen(heatmap)[-16:]
        assert (names[0], names[1], names[-1]) == ("Văn phòng", "Thanh tra", "Quỹ Phát triển KH&CN")

    def test_names_duties_in_full_where_there_is_room(self) -> None:
        """On a phone by their codes."""
        assert "Tuyên truyền trên website" in seen(heatmap)
        assert "II.3" not in seen(heatmap)
        assert {"II.1", "II.2", "II.3", "III.1"} <= set(seen(heatmap, width=180))

    def test_explains_just_the_signs_that_occur(self) -> None:
        """At noon of the 5th nothing is late or returned."""
        note = heatmap(sample_progress(at(5))).note.replace("\u2060", "").replace("\u00a0", " ")
        assert note == "✓ đúng hạn · ○ không phát sinh · ✕ chưa báo cáo · – không yêu cầu · … đang thực hiện"

    def test_says_what_is_missing_and_late(self) -> None:
        """With names, not codes."""
        assert heatmap(sample_progress(AFTER_ALL)).alt == (
            "Đơn vị và nhiệm vụ: 37/41 ô đã xong. "
            "Chưa báo cáo: KH&CN cơ sở (Cử đi học), Khởi nghiệp sáng tạo (Tuyên truyền trên website), "
            "Thiết kế Chế tạo TB mới (Học tập số, tự học; Treo băng rôn). "
            "Trễ hạn: QL Công nghệ và TTCN (Cử đi học), Khởi nghiệp sáng tạo (Cử đi học), "
            "Viện KH&CN Tính toán (Treo băng rôn), "
            "Quỹ Phát triển KH&CN (Học tập số, tự học; Tuyên truyền trên website)."
        )

    def test_tells_in_the_tooltip_when_a_moment_is_assumed(self) -> None:
        """A row without a time counts by its own day, or as on time."""
        typed = tables(banners=[BANNER | {"entered_at": None, "hung_on": at(3).date()}], nominations=[{"unit": "A"}])
        chart = heatmap(measured(typed, units=(CENTRE,))).chart
        assert chart is not None
        rows = next(iter(chart.to_dict()["datasets"].values()))
        assert [row["at"] for row in rows] == [
            "chưa",
            "23:59 03/10/2024 (không ghi giờ, tính theo ngày của mục)",
            "chưa",
            "không rõ",
        ]

    def test_leads_on_to_the_entries_or_to_what_is_still_to_do(self) -> None:
        """Codes alone stand in the address, and none can add to it."""
        unit = Unit("A&row=1#/..", "Trung tâm A", AFFILIATE)
        typed = tables(
            banners=[BANNER | {"unit": unit.code}],
            nominations=[{"unit": unit.code, "state": PLANNED}],
            nil_returns=[{"unit": unit.code, "duty": "II.3", "entered_at": at(2)}],
        )
        duties = (HANG, POST, LEARN, TRAIN, replace(LEARN, code="IV", owed_by=("B",)))
        chart = heatmap(measured(typed, units=(unit,), duties=duties), linked=True).chart
        assert chart is not None
        assert [row.get("href") for row in next(iter(chart.to_dict()["datasets"].values()))] == [
            "banners?unit=A%26row%3D1%23%2F..&row=",
            "my-work?unit=A%26row%3D1%23%2F..",
            "my-work?unit=A%26row%3D1%23%2F..",
            "nominations?unit=A%26row%3D1%23%2F..&row=",
            None,
        ]

    def test_leads_nowhere_unless_asked_to(self) -> None:
        """Some see the figures and nothing behind them."""
        silent, linked = (heatmap(sample_progress(AFTER_ALL), linked=linked) for linked in (False, True))
        assert silent.chart is not None
        assert linked.chart is not None
        assert "href" not in str(silent.chart.to_dict())
        assert all(layer["encoding"]["href"] for layer in linked.chart.to_dict()["layer"])
        assert linked.note == silent.note + " · bấm vào ô để mở"


class TestAll:
    """What holds for all three."""

    @pytest.mark.parametrize("draw", [duties, units, heatmap])
    def test_without_units_or_duties_there_is_a_sentence_instead(self, draw: Callable[[Progress], Picture]) -> None:
        """No empty axes."""
        for other in ({"units": ()}, {"duties": ()}):
            picture = draw(measured(tables(), **other))
            assert picture.chart is None
            assert picture.alt == "Chưa có đơn vị hoặc nhiệm vụ nào trong bảng tính."

    @pytest.mark.parametrize("draw", [duties, units, heatmap])
    def test_before_anybody_reported_all_is_missing(self, draw: Callable[[Progress], Picture]) -> None:
        """An empty week is a picture too."""
        picture = draw(measured(tables(), as_of=at(1, 0)))
        assert "✕\u2060\u00a0chưa\u00a0báo\u00a0cáo" in picture.note
        assert "✕" in "".join(words(picture))

    @pytest.mark.parametrize("draw", [duties, units, heatmap])
    def test_names_are_drawn_as_they_are_typed(self, draw: Callable[[Progress], Picture]) -> None:
        """Quotes, backslashes, braces and tags in a name are letters like others, no part of an expression."""
        name = "Tổ \"A' & <b> \\n {x} ${1}"
        unit, duty = Unit("A", name, AFFILIATE), Duty("Đ'1", name, "banners", (AFFILIATE,))
        texts = words(draw(measured(tables(banners=[BANNER]), units=(unit,), duties=(duty,))), width=900)
        assert any(name in text for text in texts)

    def test_units_of_one_name_keep_their_own_rows(self) -> None:
        """Two units may be called alike; the code tells them apart."""
        twins = (CENTRE, replace(CENTRE, code="B"))
        progress = measured(tables(banners=[BANNER]), units=twins, duties=(HANG,))
        assert words(units(progress)).count("Trung tâm A") == 2
        assert words(heatmap(progress)) == ["✓", "✕", "Treo băng rôn", "Trung tâm A", "Trung tâm A"]

    @pytest.mark.parametrize("draw", [duties, units, heatmap])
    def test_colours_follow_the_ground(self, draw: Callable[[Progress], Picture]) -> None:
        """One spec, light on light and dark on dark."""
        picture, done = draw(sample_progress(AFTER_ALL)), LOOKS[Status.DONE]
        light, dark = drawn(picture), drawn(picture, background="#0f151c")
        for colour in (done.fill, done.ink):
            assert (colour.light in light, colour.dark in light) == (True, False)
            assert (colour.light in dark, colour.dark in dark) == (False, True)

    @pytest.mark.parametrize("draw", [duties, units, heatmap])
    def test_marks_are_silent(self, draw: Callable[[Progress], Picture]) -> None:
        """A screen reader hears the one sentence of the picture, not a hundred keys and fractions."""
        svg = drawn(draw(sample_progress(AFTER_ALL)))
        assert "aria-label=" not in svg
        assert svg.count('aria-hidden="true"') > 2

    @pytest.mark.parametrize("draw", [units, heatmap])
    def test_forty_units_have_forty_rows(self, draw: Callable[[Progress], Picture]) -> None:
        """None is skipped to save space."""
        many = tuple(Unit(f"U{n}", f"Đơn vị {n}", AFFILIATE) for n in range(40))
        texts = words(draw(measured(tables(), units=many)))
        assert {f"Đơn vị {n}" for n in range(40)} <= set(texts)

    @pytest.mark.parametrize("draw", [units, heatmap])
    def test_long_names_are_told_apart_by_their_ends(self, draw: Callable[[Progress], Picture]) -> None:
        """Each as long as there is room for, with its middle left out."""
        alike = tuple(Unit(f"U{n}", f"Trung tâm Ứng dụng công nghệ số {n}", AFFILIATE) for n in range(3))
        texts = words(draw(measured(tables(), units=alike)))
        assert {f"Trung tâm…nghệ số {n}" for n in range(3)} <= set(texts)
