"""Freezing, writing and taking away the formal report, as the office does it on its page."""

import io

import docx
from streamlit.testing.v1 import AppTest

from pages.components import basis, downloads
from pages.components.session import Look
from services import report
from services.access import Desk, Identity, Role
from services.workbook import Workbook
from tests.pages.conftest import Visit, told
from tests.services.workbook.trial import BANNER

PLACEHOLDER = "Văn phòng bổ sung"


def write(app: AppTest, label: str, text: str, *, by: str = "Lan") -> AppTest:
    """Types into a field of the report, and leaves it."""
    app.text_input(key="report-by").set_value(by)
    field = next(area for area in app.text_area if area.label == label)
    field.set_value(text)
    app.run()
    assert not app.exception
    return app


def freeze(app: AppTest, *, by: str = "Lan") -> AppTest:
    app.text_input(key="freeze-by").set_value(by)
    next(button for button in app.form_submit_button if button.label == "Chốt số liệu").click()
    app.run()
    assert not app.exception
    return app


class TestTexts:
    def test_are_kept_as_soon_as_the_field_is_left_and_stand_in_the_report(self, visit: Visit, book: Workbook) -> None:
        app = write(visit("report"), "Ưu điểm", "Các đơn vị hưởng ứng sớm.")
        assert book.snapshot().settings.values == {"strengths": "Các đơn vị hưởng ứng sớm."}
        assert "Các đơn vị hưởng ứng sớm." in told(app)
        # Of the others nothing is made up.
        assert told(app).count(PLACEHOLDER) == told(visit("report")).count(PLACEHOLDER) == 6

    def test_of_two_who_write_neither_is_lost(self, visit: Visit, book: Workbook) -> None:
        app = visit("report")
        book.set("causes", "Bản của người kia", by="Hoa", seen=None)
        write(app, "Nguyên nhân", "Bản của tôi")
        assert "Bản của người kia" in told(app)
        assert next(area for area in app.text_area if area.label == "Nguyên nhân").value == "Bản của tôi"
        assert Workbook(book.connection).snapshot().settings.values == {"causes": "Bản của người kia"}
        app.button(key="setting-causes-mine").click().run()
        assert Workbook(book.connection).snapshot().settings.values == {"causes": "Bản của tôi"}

    def test_without_a_name_stay_in_the_field(self, visit: Visit, book: Workbook) -> None:
        app = write(visit("report"), "Ưu điểm", "Chưa ký tên", by="")
        assert "Người nhập" in told(app) or "Người thực hiện" in told(app)
        assert book.snapshot().settings.values == {}
        write(app, "Ưu điểm", "Chưa ký tên")
        assert Workbook(book.connection).snapshot().settings.values == {"strengths": "Chưa ký tên"}

    def test_suggested_sentences_go_into_the_field_and_the_sheet(self, visit: Visit, book: Workbook) -> None:
        app = visit("report")
        app.text_input(key="report-by").set_value("Lan")
        app.button(key="suggest-difficulties-0").click().run()
        assert "suggest-difficulties-0" not in {button.key for button in app.button}
        said = Workbook(book.connection).snapshot().settings.values["difficulties"]
        assert said.startswith("Học tập số, tự học: ")

    def test_how_somebody_signs_is_chosen_in_words_and_kept_in_short(self, visit: Visit, book: Workbook) -> None:
        book.set("signer_form", "hộ", by="Hoa", seen=None)
        app = visit("report")
        app.text_input(key="report-by").set_value("Lan")
        chosen = app.selectbox(key="setting-signer_form")
        assert (chosen.value, chosen.options[1]) == ("hộ", "Giám đốc ký")
        chosen.set_value("TL").run()
        assert Workbook(book.connection).snapshot().settings.values == {"signer_form": "TL"}
        assert "TL. GIÁM ĐỐC" in told(app)


class TestFreeze:
    def test_is_proposed_once_the_deadline_has_passed_and_done_by_one_click(self, visit: Visit, book: Workbook) -> None:
        app = visit("report")
        assert "Nên chốt số liệu" in told(app)
        app = freeze(app)
        assert "chốt lần 1, Lan chốt" in told(app)
        assert "Từ lúc chốt chưa có gì thay đổi." in told(app)
        assert Workbook(book.connection).snapshot().frozen_at is not None

    def test_what_comes_later_is_listed_and_not_counted(self, visit: Visit, book: Workbook) -> None:
        freeze(visit("report"))
        book.add("banners", BANNER, by="Lan")
        app = visit("report")
        assert [expander.label for expander in app.expander if "sau khi chốt" in expander.label] == [
            "1 thay đổi sau khi chốt, chưa tính vào báo cáo"
        ]
        assert "Sau khi chốt có 1 thay đổi (1 thêm)" in told(app)
        assert "Đã treo" not in told(app)
        assert "Đã treo" in told(visit("report", as_of="2030-01-01"))

    def test_an_exception_is_granted_and_ended(self, visit: Visit, book: Workbook) -> None:
        app = freeze(visit("report"))
        app.selectbox(key="except-unit").set_value("CESTI")
        app.text_input(key="except-by").set_value("Lan")
        next(button for button in app.form_submit_button if button.label == "Cho nhập thêm").click()
        app.run()
        assert set(Workbook(book.connection).snapshot().settings.exceptions) == {"CESTI"}
        app.button(key="except-end-CESTI").click().run()
        assert not app.exception
        assert not Workbook(book.connection).snapshot().settings.exceptions


class TestFiles:
    def test_the_word_file_says_what_the_page_says(self, book: Workbook) -> None:
        book.load_samples(by="Văn phòng")
        look = Look(Desk(book, Identity(Role.OFFICE, "vp@example.vn")), book, book.snapshot(), book.now())
        figures = report.figures(report.live(look.snapshot, look.now))
        formal = basis.formal_of(look, figures)
        word = docx.Document(io.BytesIO(downloads.document(look, figures, formal)))
        said = [paragraph.text for paragraph in word.paragraphs]
        assert [each.text for each in formal.document.body if each.text not in said] == []
        assert downloads.picture(look, figures).startswith(b"\x89PNG")
        book.send_waiting()
        exports = [event.after for event in book.audit() if event.action == "export"]
        assert sorted(exports) == ["Báo cáo (docx)", "Tiến độ (png)"]

    def test_a_director_takes_it_away_without_names(self, book: Workbook) -> None:
        book.load_samples(by="Văn phòng")
        desk = Desk(book, Identity(Role.DIRECTOR, "gd@example.vn"))
        look = Look(desk, book, desk.snapshot(), book.now())
        formal = basis.formal_of(look, report.figures(report.live(look.snapshot, look.now)))
        assert "Họ và tên" not in formal.document.annexes[1].table.columns
