"""The page on which the office reminds units."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.plan import TIME_ZONE
from services.workbook import Workbook
from services.workbook.grid import Edit
from tests.pages.conftest import Visit, told
from tests.services.workbook.trial import BANNER

NOON = "2024-10-04T12:00"
AFTER = "2024-10-09T08:00"


def contacts(book: Workbook, **of: str) -> None:
    """Types whom to ask into the tab *Đơn vị*."""
    grid = book.grid("units")
    rows = {cells[grid.columns["code"]]: row for row, cells in grid.rows.items()}
    book.type_in(grid, [Edit(rows[code], grid.columns["contact"], text) for code, text in of.items()], by="VP")


@pytest.fixture
def sample(book: Workbook, visit: Visit) -> Callable[..., AppTest]:
    """Opens the page with the sample entries."""
    book.load_samples(by="Văn phòng")
    return lambda as_of=NOON: visit("chase", as_of=as_of)


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    """Presses one of the buttons with these words."""
    [button for button in app.button if button.label == label][at].click()
    app.run()
    assert not app.exception
    return app


def named(app: AppTest, name: str = "Hương") -> AppTest:
    app.text_input(key="chase-by").set_value(name).run()
    return app


def reminded(book: Workbook) -> list[tuple[str, str]]:
    """Unit and person of each reminder, oldest first."""
    return [(reminder.unit, reminder.by) for reminder in reversed(book.chased().reminders)]


def cards(app: AppTest) -> list[str]:
    """The text on each unit's card."""
    return [text.value for text in app.markdown if "Đầu mối" in text.value]


def links(app: AppTest) -> list[Any]:
    return [element.proto for element in app.get("link_button")]


def test_before_the_week_nobody_is_asked(visit: Visit) -> None:
    app = visit("chase", as_of="2024-09-20")
    assert "Chưa đến lúc phải báo cáo" in told(app)
    assert not app.code


def test_in_an_empty_week_everybody_is_asked(visit: Visit) -> None:
    app = visit("chase", as_of=AFTER)
    assert "**16 đơn vị cần đôn đốc**; 0 đơn vị đã hoàn thành" in told(app)
    assert len(cards(app)) == 16
    assert all("quá hạn 2 ngày" in card and "chưa ghi ở trang Đơn vị" in card for card in cards(app))


def test_when_all_is_there_nobody_is_asked(visit: Visit, book: Workbook) -> None:
    snapshot = book.snapshot()
    owed = [(unit.code, duty.code) for unit in snapshot.units for duty in snapshot.duties if duty.is_owed_by(unit)]
    nothing = [{"unit": unit, "duty": duty, "reason": "Không có"} for unit, duty in owed]
    book.add_all("nil_returns", [(f"KHONG-{n}", values) for n, values in enumerate(nothing)], by="Hương")
    app = visit("chase")
    assert "Không còn gì để đôn đốc: 16 đơn vị đã hoàn thành." in told(app)
    assert not app.code


def test_each_card_says_what_is_missing_returned_and_wrong(sample: Callable[..., AppTest]) -> None:
    app = sample()
    assert "**9 đơn vị cần đôn đốc**; 7 đơn vị đã hoàn thành" in told(app)
    (card,) = (text for text in cards(app) if "Chế tạo TB mới" in text)
    assert card.splitlines() == [
        "**Thiết kế Chế tạo TB mới** – thiếu 2/4 nhiệm vụ",
        "",
        "- Hạn 23:59 ngày 07/10/2024, còn 3 ngày: Học tập số, tự học; Treo băng rôn (đang thực hiện)",
        "- Đã trả lại: Hoạt động học tập “Tự học thiết kế 3D” – Xin ghi rõ nền tảng và ngày kết thúc.",
        "- 1 ô cần xem lại: Bài đăng dòng 15 (Ngày đăng)",
        "- Đầu mối: chưa ghi ở trang Đơn vị của bảng tính",
        "- Chưa nhắc lần nào",
    ]
    assert [code.value.splitlines()[0] for code in app.code][:2] == [
        "Kính gửi: Các phòng chức năng, đơn vị",
        "Kính gửi: Viện Khoa học và Công nghệ Tính toán",
    ]


def test_the_tone_is_that_of_the_day_or_the_chosen_one(sample: Callable[..., AppTest]) -> None:
    app = sample(AFTER)
    assert "khẩn trương" in app.code[0].value
    app.radio(key="tone").set_value("Nhắc lịch").run()
    assert not any("khẩn trương" in code.value for code in app.code)
    assert "trân trọng nhắc" in app.code[1].value


def test_a_reminder_is_logged_once_and_told_on_the_card(sample: Callable[..., AppTest], book: Workbook) -> None:
    app = press(named(sample()), "Đã nhắc")
    assert reminded(book) == [("ICST", "Hương")]
    assert "(Hương), 1 lần" in cards(app)[0]
    press(app, "Đã nhắc")
    press(app, "Đã nhắc cả 9 đơn vị")
    assert [unit for unit, _ in reminded(book)].count("ICST") == 3
    assert len(reminded(book)) == 11
    assert "(Hương), 3 lần" in cards(app)[0]


def test_a_reminder_without_a_name_is_refused(sample: Callable[..., AppTest], book: Workbook) -> None:
    app = press(named(sample(), " "), "Đã nhắc")
    assert "chưa ghi" in told(app)
    assert reminded(book) == []


def test_others_reminders_are_there_at_a_press(sample: Callable[..., AppTest], book: Workbook) -> None:
    app = sample()
    book.remind({"ICST": 0}, by="Lan")
    assert "Chưa nhắc" in cards(app.run())[0]
    assert "(Lan), 1 lần" in cards(press(app, "Làm mới"))[0]


def test_a_contact_is_written_to_and_called(sample: Callable[..., AppTest], book: Workbook) -> None:
    contacts(book, ICST="Bà B, 0903 123 456, b@icst.example.vn", SIHUB="an@sihub.example.vn?bcc=lạ", QLCS="chị Hoa")
    found = links(sample())
    assert [(link.label, link.url.partition("subject=")[0]) for link in found] == [
        ("Soạn thư cho 2 địa chỉ", "mailto:?bcc=b@icst.example.vn,an@sihub.example.vn&"),
        ("Soạn thư", "mailto:b@icst.example.vn?"),
        ("Gọi", "tel:0903123456"),
        ("Soạn thư", "mailto:an@sihub.example.vn?"),
    ]


def test_many_addresses_are_there_to_be_copied(visit: Visit, book: Workbook) -> None:
    codes = [unit.code for unit in book.snapshot().units]
    long = [f"{code.encode().hex()}{'x' * 120}@example.vn" for code in codes]
    contacts(book, **dict(zip(codes, long, strict=True)))
    app = visit("chase", as_of=AFTER)
    assert "Nhiều địa chỉ quá" in told(app)
    assert len(app.code[1].value.split(", ")) == 16


def test_a_unit_s_work_is_one_press_away(sample: Callable[..., AppTest]) -> None:
    app = press(sample(), "Xem việc")
    assert app.title[0].value == "Việc của tôi"
    assert app.query_params["unit"] in ("ICST", ["ICST"])


def test_news_stay_until_they_are_marked_as_seen(visit: Visit, book: Workbook) -> None:
    """Also for the next visit, and whoever looks back has not seen them."""
    book.add("banners", BANNER, by="Hương")
    news = "**Thông tin và Thống kê** gửi 1 mục Băng rôn"
    assert "Đánh dấu đã xem" not in {button.label for button in visit("chase", as_of=NOON).button}
    app = visit("chase")
    assert news in told(app)
    assert app.expander[0].label == "Có gì mới trong 24 giờ qua: 2"
    # The page that is opened next reads the sheet anew; an entry of the same second is seen by then.
    app = press(visit("chase"), "Đánh dấu đã xem")
    assert news not in told(visit("chase"))
    assert app.expander[0].label.startswith("Có gì mới từ lần xem trước")
    seen = book.looks.last("")
    assert seen is not None
    assert datetime.now(TIME_ZONE) - seen < timedelta(minutes=1)


def test_what_people_wrote_stays_text(visit: Visit, book: Workbook) -> None:
    contacts(book, ICST="[bấm](http://x.vn) **đậm** :red[đỏ] <b>x</b> $x$")
    (card,) = (text for text in cards(visit("chase", as_of=NOON)) if "bấm" in text)
    assert r"\[bấm\](http:" in card
    assert r"\*\*đậm\*\*" in card
    assert r"\$x\$" in card
