"""The overview: figures, pictures, looking back, and following the sheet."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from streamlit.proto.Metric_pb2 import Metric as MetricProto
from streamlit.testing.v1 import AppTest

from pages.components import progress
from services.access import Role
from services.plan import TIME_ZONE
from services.schema import DONE, LOGS
from services.workbook import Workbook
from tests.pages.conftest import APP, Visit, told
from tests.pages.test_roles import SECRETS, somebody

BANNER = {"unit": "CESTI", "quantity": 1, "place": "Cổng", "hung_on": date(2024, 10, 2), "kind": "Băng rôn"}
BANNER |= {"slogan": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"}


def shown(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def test_an_empty_workbook_owes_everything(visit: Visit) -> None:
    """Eight affiliated units owe four duties each, eight departments one, the office a banner besides: 41."""
    assert shown(visit()) == ["0%", "0", "0", "0", "41"]


def test_the_plan_stands_where_people_see_it(visit: Visit) -> None:
    words = told(visit())
    for expected in ("Phát triển văn hóa đọc", "01/10 – 07/10/2024", "4013/KH", "5701/KH", "tiêu chí 2.6.1"):
        assert expected in words


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        # 24 done + 2 nil of 41, counted in the table of the sample entries.
        ("2024-10-05T12:00", ["63,4%", "24", "0", "2", "15"]),
        ("2024-09-30", ["0%", "0", "0", "0", "41"]),
    ],
)
def test_looking_back_shows_the_moment_in_the_address(
    visit: Visit, book: Workbook, as_of: str, expected: list[str]
) -> None:
    book.load_samples(by="Văn phòng")
    app = visit(as_of=as_of)
    assert shown(app) == expected
    assert any("Về hiện tại" in button.label for button in app.button)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-09-30", ("đúng mức", "cần 0%")),
        ("2024-10-05T12:00", ("-0,9", "cần 64,3%")),
        ("2024-10-04T12:00", ("+3,7", "cần 50%")),
    ],
)
def test_a_difference_is_told_where_there_is_one(
    visit: Visit, book: Workbook, as_of: str, expected: tuple[str, str]
) -> None:
    """Before the week nobody is ahead: what is expected is reached."""
    book.load_samples(by="Văn phòng")
    whole = visit(as_of=as_of).metric[0]
    assert (whole.delta, whole.proto.delta_description) == expected
    assert (whole.proto.color == MetricProto.MetricColor.GRAY) == (expected[0] == "đúng mức")


def test_the_days_of_the_week_are_offered_once_somebody_asks_for_another_moment(visit: Visit) -> None:
    app = visit()
    assert not offered(app)
    app.session_state["as_of_moments"] = True
    app.run()
    assert "Hết ngày 07/10/2024" in offered(app)
    app.get_by_key("as_of_2024-10-04").click().run()
    assert app.query_params["as_of"] == "2024-10-04"
    assert offered(app) == ["Về hiện tại"]


def offered(app: AppTest) -> list[str]:
    return [button.label for button in app.button if button.label.startswith(("Hết ngày", "Về"))]


def calls(app: AppTest) -> list[tuple[dict[str, str], list[str]]]:
    """The cards of who is to be called: where they lead and what they say, line by line."""
    said = [words.value.split("  \n") for words in app.markdown if "\nThiếu " in words.value]
    links = app.get("page_link")
    return [(dict(parse_qsl(link.proto.query_string)), lines) for link, lines in zip(links, said, strict=True)]


@pytest.mark.parametrize(
    ("as_of", "owed"),
    [
        ("2024-10-05T12:00", "Còn 2 ngày: "),
        ("2024-10-07T12:00", "**Hạn hôm nay**: "),
        ("2024-10-09", ":orange[**Quá hạn 2 ngày**]: "),
        # Figures stand still by then; the days don't.
        ("2025-10-07", ":orange[**Quá hạn 365 ngày**]: "),
    ],
)
def test_three_units_are_to_be_called_about_what_they_owe(visit: Visit, as_of: str, owed: str) -> None:
    """Nobody has entered anything: the first three of those that owe all four."""
    duties = "Học tập số, tự học; Treo băng rôn; Tuyên truyền trên website; Cử đi học"
    assert calls(visit(as_of=as_of)) == [
        ({"unit": code}, [f"**{name}**", "Thiếu 4/4 nhiệm vụ", owed + duties])
        for name, code in (
            ("Chi cục TĐC", "CCTĐC"),
            ("Trung tâm Kỹ thuật TĐC", "SMEQ"),
            ("Thông tin và Thống kê", "CESTI"),
        )
    ]


@pytest.mark.parametrize(("query", "place"), [({}, 0), ({"row": ""}, 1)])
def test_a_square_of_the_heatmap_leads_to_the_log_open_at_the_entries(
    visit: Visit, book: Workbook, query: dict[str, str], place: int
) -> None:
    """Whoever may enter finds the form first, but for that."""
    book.add("banners", BANNER, by="Ngân")
    (tabs,) = visit("banners", unit="CESTI", **query).get("tab_container")
    assert tabs.proto.tab_container.default_tab_index == place


def test_what_was_sent_back_is_owed_as_such(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    app = visit()
    assert calls(app)[0][1][-1].endswith("Học tập số, tự học (trả lại); Treo băng rôn (đang thực hiện)")
    assert "3 đơn vị còn thiếu báo cáo, 3 đơn vị quá hạn." in told(app)


def test_who_sees_figures_alone_sees_whom_to_call_and_no_way_to_their_entries(
    book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS.replace("[access]", "[access]\nfigures = true"))
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    book.load_samples(by="Văn phòng")
    app = AppTest.from_file(APP, default_timeout=30)
    app.user = somebody(Role.STRANGER)
    app.run()
    assert "**Thiết kế Chế tạo TB mới**  \nThiếu 2/4" in told(app)
    assert not app.get("page_link")
    assert not [chart for chart in app.get("vega_lite_chart") if "href" in chart.proto.spec]


def test_before_the_week_nobody_is_to_be_called(visit: Visit) -> None:
    app = visit(as_of="2024-09-30")
    assert calls(app) == []
    assert "Chưa đến lúc phải báo cáo." in told(app)


def test_the_page_has_as_many_elements_however_few_are_to_be_called(visit: Visit, book: Workbook) -> None:
    """The browser keeps an element that nothing is drawn over."""
    book.load_samples(by="Văn phòng")

    few, many = (len(list(visit(as_of=as_of).main)) for as_of in ("2024-09-30", "2024-10-05"))
    assert few == many > 40


def test_an_unreadable_moment_shows_now_and_says_so(visit: Visit) -> None:
    app = visit(as_of="hôm qua")
    assert "Không đọc được thời điểm" in told(app)
    assert shown(app)[-1] == "41"


@pytest.mark.parametrize(("kind", "missing"), [("PHONG", "9"), ("DON_VI", "32")])
def test_the_figures_follow_the_kind_of_unit(visit: Visit, kind: str, missing: str) -> None:
    app = visit()
    app.get_by_key("kind").set_value(kind).run()
    assert shown(app)[-1] == missing


def test_every_picture_has_words_for_those_who_cannot_see_it(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    app = visit(as_of="2024-10-05")
    charts = app.get("vega_lite_chart")
    assert len(charts) == 5
    assert all(len(chart.proto.alt) > 30 for chart in charts)


def test_somebody_elses_entry_moves_the_figures_at_the_next_look(visit: Visit, book: Workbook) -> None:
    assert shown(visit())[-1] == "41"
    book.add("banners", BANNER, by="Ngân")
    app = visit()
    assert shown(app)[-1] == "40"
    assert "Thông tin và Thống kê" in told(app)


def test_names_of_nominees_do_not_stand_among_the_latest_entries(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    assert "Tạ Đình Phong" not in told(visit(as_of="2024-10-05T12:00"))


def test_markdown_in_an_entry_is_shown_as_text(visit: Visit, book: Workbook) -> None:
    book.add("banners", BANNER | {"slogan": "[x](javascript:alert(1)) ![](http://x/y.png) :red[z]"}, by="Ngân")
    words = told(visit())
    assert r"\[x\](javascript" in words
    assert r"!\[\](http:\u2060//" in words.replace("\u2060", r"\u2060")
    assert r":\u2060red\[z\]" in words.replace("\u2060", r"\u2060")


def test_figures_at_the_very_end_of_a_minute_are_in_it() -> None:
    """A row that was first seen half a second before the minute's end counts within the minute."""
    seen = datetime(2024, 10, 5, 12, 0, 59, 500_000, TIME_ZONE)
    assert seen <= progress.whole_minute(seen) < seen + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (datetime(2024, 10, 5, 12, 0, 7, tzinfo=TIME_ZONE), datetime(2024, 10, 5, 12, 0, tzinfo=TIME_ZONE)),
        (datetime(2031, 5, 1, tzinfo=TIME_ZONE), datetime(2024, 12, 1, 8, 30, tzinfo=TIME_ZONE)),
    ],
)
def test_after_the_last_deadline_and_entry_a_new_minute_changes_nothing(
    book: Workbook, as_of: datetime, expected: datetime
) -> None:
    """During the campaign every minute has figures of its own; later the last entry's minute stands for all."""
    snapshot = book.snapshot()
    late = pd.DataFrame([{**dict.fromkeys(LOGS["posts"].keys), "unit": "CESTI", "state": DONE, "sheet_row": 2}])
    late["entered_at"] = pd.Series([datetime(2024, 12, 1, 8, 30, 5, tzinfo=TIME_ZONE)], dtype=object)
    snapshot = replace(snapshot, tables={**snapshot.tables, "posts": late.astype(object)}, revision="late")
    assert progress.settled(snapshot, as_of) == progress.whole_minute(expected)
