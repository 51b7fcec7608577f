"""What the audit log tells: who did what to an entry, what undoing it takes, and which entries are gone."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.access import Desk, Identity, Role
from services.plan import TIME_ZONE
from services.reading import Context
from services.schema import AUDIT, CANCELLED, DONE, PLANNED, TABS
from services.workbook import Invalid, NotSetUp, Workbook, writes
from services.workbook.history import Event, events, stands, undoing
from tests.services.workbook.trial import ACTIVITY, BANNER, BY, NOMINATION, Clock, file_in, opened, people, tab

ID = "01J9A0000000000000000BANG1"
NINE = datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE)
HEADER = [field.label for field in AUDIT.fields]
TAB = TABS["banners"]


def logged(*cells: Any) -> Event:
    """The event that one row of the log, typed by whomever, tells."""
    (event,) = events([HEADER, list(cells)], TABS, Context(year=2024))
    return event


def changed(book: Workbook, **values: Any) -> None:
    """Changes the banner as somebody who sees it as it stands."""
    (row,) = book.snapshot().tables["banners"].to_dict("records")
    book.change("banners", ID, values, by="Lan", seen={key: row[key] for key in values})


class TestEvents:
    def test_come_newest_first_in_the_words_of_the_code(self, book, clock):
        book.add("banners", BANNER, by=BY, row_id=ID)
        book.add("banners", BANNER, by=BY)
        clock.tick(minutes=5)
        changed_at = clock()
        book.change("banners", ID, {"quantity": 3, "photo": None}, by="Lan", seen={"quantity": 2})
        book.change("banners", ID, {"state": CANCELLED}, by="Hùng", seen={"state": DONE})
        last, middle, first = book.history("banners", ID)
        assert (last.at, last.by, last.action, last.after) == (changed_at, "Hùng", "cancel", {"state": CANCELLED})
        assert (middle.by, middle.action) == ("Lan", "change")
        assert middle.before == {"quantity": 2, "photo": "https://anh.example.vn/1.jpg"}
        assert middle.after == {"quantity": 3, "photo": None}
        assert (first.at, first.by, first.action, first.before) == (NINE, BY, "add", None)
        assert first.after["hung_on"] == date(2024, 10, 1)

    def test_are_told_by_a_log_that_people_sorted_and_whose_tab_they_renamed(self, book, tmp_path, clock):
        book.add("banners", BANNER, by=BY, row_id=ID)
        log = tab(people(tmp_path), "audit")
        log.insert_row(["4/10/2024 10:00", "Lan", "Sửa", "Băng rôn", ID, '{"SL": "2"}', '{"SL": "4"}'], 2)
        log.update_title("Nhật ký (cũ)")
        clock.tick(minutes=1)
        assert [event.after["quantity"] for event in book.history("banners", ID)] == [4, 2]

    def test_need_the_log(self, book, tmp_path):
        sheet = people(tmp_path)
        sheet.del_worksheet(tab(sheet, "audit"))
        with pytest.raises(NotSetUp, match="Nhật ký"):
            book.history("banners", ID)

    @pytest.mark.parametrize(
        ("said", "read"),
        [
            ("", None),
            ('{"Số lượng": "3", "Gh', '{"Số lượng": "3", "Gh'),
            ("[" * 20_000, "[" * 20_000),
            ("ba cái", "ba cái"),
            ('["3"]', '["3"]'),
            ('{"Cột khác": "3"}', '{"Cột khác": "3"}'),
            (
                '{"Số lượng": "ba cái", "Ngày treo": "", "Loại": "Cờ"}',
                {"quantity": "ba cái", "hung_on": None, "kind": "Cờ"},
            ),
            ('{"số luợng": 3, "SL": null}', {"quantity": "None"}),
        ],
    )
    def test_keep_what_cannot_be_read_as_its_text(self, said, read):
        assert logged(45569.5, BY, "Sửa", "Băng rôn", ID, said, said).before == read

    def test_of_an_unknown_kind_or_tab_keep_their_words(self):
        event = logged("hôm qua", "", "Đổi tên", "Trang lạ", ID, '{"Số lượng": "3"}')
        assert event == Event(None, None, "Đổi tên", None, ID, '{"Số lượng": "3"}', None)

    @given(
        st.lists(
            st.lists(
                st.one_of(
                    st.text(max_size=8),
                    st.floats(),
                    st.booleans(),
                    st.none(),
                    st.sampled_from(
                        ["Sửa", "Băng rôn", "Hoạt động học tập", '{"Thời lượng (giờ)": "nan", "Loại": [1]}']
                    ),
                ),
                max_size=9,
            ),
            max_size=4,
        )
    )
    @settings(max_examples=60, deadline=None)
    def test_never_break_whatever_people_type_into_the_log(self, rows):
        assert len(events([HEADER, *rows], TABS, Context(year=2024))) <= len(rows)


WORDS = st.lists(st.sampled_from(["Học", "=1+1", '"sách"', "{x}", "\\", "1.125", "đ"]), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("history"), Clock()).snapshot()


@given(
    name=WORDS.map(" ".join),
    outcome=WORDS.map("\n".join) | st.none(),
    hours=st.floats(0, 1e6) | st.none(),
    participations=st.integers(0, 10**9),
    starts_on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    state=st.sampled_from([PLANNED, DONE, CANCELLED]),
)
@settings(max_examples=60, deadline=None)
def test_what_the_app_wrote_into_the_log_is_read_as_the_same_values(snapshot, **values):
    values |= {"unit": "CESTI", "entered_at": NINE}
    request = writes.auditing(snapshot, "add", by=BY, at=NINE, tab=TABS["activities"], row_id=ID, after=values)
    cells = [cell.get("userEnteredValue", {"": ""}) for cell in request["appendCells"]["rows"][0]["values"]]
    (event,) = events([HEADER, [next(iter(cell.values())) for cell in cells]], TABS, snapshot.context)
    assert event.after == values


class TestUndoing:
    def test_a_change_gives_back_what_was_there_without_what_the_app_fills(self):
        said = '{"Trạng thái": "Dự kiến", "Lý do trả lại": "", "Thời điểm nhập": "", "Mã dòng": ""}'
        assert undoing(logged(45569.5, BY, "Sửa", "Băng rôn", ID, said, said), TAB) == {
            "state": PLANNED,
            "return_note": None,
        }

    @pytest.mark.parametrize(("before", "after"), [("", '{"Số lượng": "3"}'), ('{"Số lượng": "3"}', '{"Số lượng": "3')])
    def test_an_addition_or_a_damaged_text_gives_nothing(self, before, after):
        assert undoing(logged(45569.5, BY, "Sửa", "Băng rôn", ID, before, after), TAB) == {}

    def test_a_change_stands_until_one_of_its_cells_changes_again(self, book):
        book.add("banners", BANNER, by=BY, row_id=ID)
        changed(book, quantity=3, place="Sảnh")
        changed(book, photo=None)
        (row,) = book.snapshot().tables["banners"].to_dict("records")
        event = book.history("banners", ID)[1]
        assert stands(event, row, TAB)
        assert not stands(event, row | {"place": "Cổng chính"}, TAB)

    def test_undoing_an_undoing_does_it_again(self, book):
        book.add("banners", BANNER, by=BY, row_id=ID)
        changed(book, quantity=3)
        for quantity in (2, 3):
            event = book.history("banners", ID)[0]
            book.change("banners", ID, undoing(event, TAB), by=BY, seen=event.after)
            assert list(book.snapshot().tables["banners"]["quantity"]) == [quantity]


class TestDeleted:
    def test_is_what_was_added_and_is_gone_as_the_log_knew_it_last(self, book, tmp_path, clock):
        book.add("banners", BANNER | {"state": PLANNED}, by=BY, row_id=ID)
        clock.tick(hours=1)
        changed(book, state=DONE, return_note="Thiếu ảnh")
        kept = book.add("banners", BANNER, by=BY).row_id
        changed_at = clock()
        tab(people(tmp_path), "banners").delete_rows(2)
        (lost,) = book.deleted()
        assert (lost.tab_key, lost.row_id, lost.entered_by) == ("banners", ID, BY)
        assert (lost.entered_at, lost.last_at) == (changed_at, changed_at)
        assert lost.values["return_note"] == "Thiếu ảnh"
        assert {key: lost.values[key] for key in BANNER} == BANNER | {"hung_on": date(2024, 10, 1)}
        assert set(lost.values) <= {field.key for field in TAB.fields} - {"entered_by", "entered_at", "row_id"}
        assert list(book.snapshot().tables["banners"]["row_id"]) == [kept]

    def test_is_nothing_of_what_was_cancelled_typed_by_hand_or_loaded_as_a_sample(self, book, tmp_path):
        book.add("banners", BANNER, by=BY, row_id=ID)
        changed(book, state=CANCELLED)
        book.load_samples(by=BY)
        book.clear_samples(by=BY)
        log = tab(people(tmp_path), "audit")
        log.append_row([45569.5, BY, "Sửa", "Băng rôn", "TAY", '{"Số lượng": "1"}', '{"Số lượng": "2"}'])
        worksheet = tab(people(tmp_path), "banners")
        worksheet.append_row(["ICST", "", "Học"])
        book.snapshot()
        worksheet.delete_rows(3)
        assert book.deleted() == []

    def test_is_no_entry_that_only_lost_its_id(self, book, tmp_path):
        book.add("banners", BANNER, by=BY, row_id=ID)
        worksheet = tab(people(tmp_path), "banners")
        worksheet.update_cell(2, len(TAB.fields), "")
        assert book.deleted() == []
        worksheet.delete_rows(1)
        assert book.deleted() == []

    def test_is_one_entry_once_however_often_the_log_speaks_of_it(self, book, tmp_path, clock):
        for key, values in (("activities", ACTIVITY), ("nominations", NOMINATION)):
            clock.tick(minutes=1)
            row_id = book.add(key, values, by=BY).row_id
            book.change(key, row_id, {"note": "Xong"}, by=BY, seen={})
            tab(people(tmp_path), key).delete_rows(2)
        assert [lost.tab_key for lost in book.deleted()] == ["nominations", "activities"]

    def test_put_back_is_the_same_entry_and_can_be_deleted_again(self, book, tmp_path, clock):
        book.add("activities", ACTIVITY | {"hours": 1.125, "note": "Một\nhai"}, by=BY, row_id=ID)
        (before,) = book.snapshot().tables["activities"].to_dict("records")
        for _ in range(2):
            clock.tick(hours=1)
            tab(people(tmp_path), "activities").delete_rows(2)
            assert Desk(book, Identity(Role.ANYONE_TRIAL)).restore([("activities", ID)], by="Lan") == {}
            assert book.deleted() == []
            assert book.snapshot().tables["activities"].to_dict("records") == [before]
        assert [(event.action, event.by) for event in book.history("activities", ID)] == [
            ("restore", "Lan"),
            ("restore", "Lan"),
            ("add", BY),
        ]

    def test_is_known_though_an_older_version_of_the_whole_spreadsheet_was_restored(self, book, tmp_path, clock):
        """The audit log went back with it; the journal remembers."""
        book.snapshot()
        older = file_in(tmp_path).read_bytes()
        book.add("banners", BANNER, by=BY, row_id=ID)
        clock.tick(hours=1)
        changed(book, place="Cổng sau")
        (before,) = book.snapshot().tables["banners"].to_dict("records")
        file_in(tmp_path).write_bytes(older)
        (lost,) = book.deleted()
        assert (lost.row_id, lost.values["place"], lost.entered_by) == (ID, "Cổng sau", BY)
        assert Desk(book, Identity(Role.ANYONE_TRIAL)).restore([("banners", ID)], by="Lan") == {}
        assert book.snapshot().tables["banners"].to_dict("records") == [before]

    def test_is_not_put_back_by_nobody(self, book):
        with pytest.raises(Invalid, match="Người nhập"):
            book.restore("banners", ID, BANNER, by=" ", entered_by=BY, entered_at=None)
        assert book.snapshot().tables["banners"].empty

    def test_is_put_back_only_where_it_is_wanted(self, book, tmp_path):
        for row_id in ("MOT", "HAI"):
            book.add("banners", BANNER, by=BY, row_id=row_id)
        tab(people(tmp_path), "banners").delete_rows(2, 3)
        desk = Desk(book, Identity(Role.ANYONE_TRIAL))
        assert desk.restore([("banners", "MOT"), ("posts", "HAI")], by=BY) == {}
        assert [lost.row_id for lost in book.deleted()] == ["HAI"]
