"""Troubles of a shared sheet, each the whole way over HTTP: what people are told, that the rest goes on, that nothing
is lost, and that the app recovers by itself.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from services.local_sheets.auth import Condition
from services.local_sheets.http import Switches
from services.schema import BANNERS, TABS
from services.workbook import NotSetUp, Pending, Unavailable, Workbook
from services.workbook.diagnosis import diagnose
from services.workbook.setup import set_up
from tests.services.local_sheets.book import Book, append, cells, dimension, grid
from tests.services.workbook.cloud import Cloud, cloud
from tests.services.workbook.trial import BANNER, BY, POST, Clock

ID, SECOND = "01J9FIRST", "01J9SECOND"
SHEET = BANNERS.sheet_id
LABELS = [field.label for field in BANNERS.fields]
AT = {field.key: at for at, field in enumerate(BANNERS.fields)}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> bytes:
    """A spreadsheet that the service account has set up, with one entry."""
    with cloud(tmp_path_factory.mktemp("made")) as google:
        book = Workbook(google.connection(), Clock())
        set_up(google.connection().gateway)
        book.add("banners", BANNER, by=BY, row_id=ID)
        return (google.folder / "cloud.sqlite3").read_bytes()


@pytest.fixture
def google(tmp_path, made) -> Iterator[Cloud]:
    """Its tokens last so short a time that every call fetches a new one."""
    (tmp_path / "cloud.sqlite3").write_bytes(made)
    with cloud(tmp_path, token_seconds=60) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(google, clock) -> Workbook:
    """The spreadsheet as the app has read it once."""
    opened = Workbook(google.connection(), clock)
    opened.snapshot()
    clock.tick(minutes=2)
    return opened


@pytest.fixture
def people(google) -> Book:
    """The spreadsheet's owner, whom no protection stops."""
    return Book(google.core, google.folder / "cloud.sqlite3")


def banners(book: Workbook) -> list[str]:
    return list(book.snapshot().tables["banners"]["row_id"])


def add(book: Workbook, tab_key: str = "banners", row_id: str = SECOND) -> None:
    entry = {"banners": BANNER, "posts": POST}[tab_key]
    assert book.add(tab_key, entry, by=BY, row_id=row_id).row_id == row_id


def faulty(*kinds: str):
    return lambda google: setattr(google.server, "switches", Switches(faults=dict.fromkeys(kinds, 1)))


def stands(condition: Condition):
    return lambda google: setattr(google.server, "condition", condition)


def late(seconds: int):
    return lambda google: setattr(google, "late", seconds)


@pytest.mark.parametrize(
    ("spoil", "mend", "words"),
    [
        pytest.param(faulty("502"), faulty(), "đang trục trặc hoặc bị mạng chen vào", id="HTML 502 on token"),
        pytest.param(faulty("captive"), faulty(), "đang trục trặc hoặc bị mạng chen vào", id="captive page on token"),
        pytest.param(late(-600), late(0), "Đồng hồ của máy chủ lệch giờ", id="clock ten minutes ahead"),
        pytest.param(late(4_200), late(0), "Đồng hồ của máy chủ lệch giờ", id="clock seventy minutes behind"),
        pytest.param(stands(Condition.NOT_SHARED), stands(Condition.SHARED), "bấm Chia sẻ", id="share removed"),
        pytest.param(
            stands(Condition.API_DISABLED), stands(Condition.SHARED), "chưa bật Google Sheets API", id="API off"
        ),
        pytest.param(
            stands(Condition.UPLOADED_XLSX), stands(Condition.SHARED), "bảng Excel tải lên", id="uploaded .xlsx"
        ),
        pytest.param(stands(Condition.GONE), stands(Condition.SHARED), "Không tìm thấy bảng tính", id="sheet gone"),
    ],
)
def test_the_last_copy_stays_the_entry_waits_and_afterwards_lands_once(google, book, people, clock, spoil, mend, words):
    spoil(google)
    stale = book.snapshot()
    assert words in (stale.trouble or "")
    assert list(stale.tables["banners"]["row_id"]) == [ID]
    with pytest.raises(Pending, match=words):
        add(book)
    assert len(people.values("'Băng rôn'")) == 2
    mend(google)
    clock.tick(minutes=1)
    book.send_waiting()
    add(book)
    assert (banners(book), book.snapshot().trouble) == ([ID, SECOND], None)
    # Only our spreadsheet was asked for: none was made in its place.
    assert set(google.calls) == {"POST token", "GET sheets", "POST sheets"}


def test_a_captive_page_in_googles_place_is_no_receipt(tmp_path, made, clock):
    (tmp_path / "cloud.sqlite3").write_bytes(made)
    with cloud(tmp_path) as google:
        book = Workbook(google.connection(), clock)
        book.snapshot()
        faulty("captive")(google)
        with pytest.raises(Pending, match="không phải của Google Sheets"):
            add(book)
        faulty()(google)
        add(book)
        assert banners(book) == [ID, SECOND]


def test_an_expired_token_is_renewed_once_and_unseen(tmp_path, made, clock):
    (tmp_path / "cloud.sqlite3").write_bytes(made)
    with cloud(tmp_path) as google:
        book = Workbook(google.connection(), clock)
        book.snapshot()
        google.accounts.forget_tokens()
        google.calls.clear()
        clock.tick(seconds=5)
        assert book.snapshot().trouble is None
        assert google.calls == ["GET sheets", "POST token", "GET sheets"]


def test_a_spreadsheet_shared_for_reading_only_is_read_and_the_entry_waits(google, book, clock):
    google.server.condition = Condition.READ_ONLY
    assert book.snapshot().trouble is None
    with pytest.raises(Pending, match="không được sửa bảng tính"):
        add(book)
    assert book.snapshot().trouble is None
    google.server.condition = Condition.SHARED
    add(book)
    assert banners(book) == [ID, SECOND]


def test_a_renamed_tab_is_found_by_its_id_and_another_in_its_place_is_not_touched(book, people):
    rename = {"properties": {"sheetId": SHEET, "title": "Băng rôn cũ"}, "fields": "title"}
    other = {"sheetId": 7, "title": "Băng rôn"}
    people.update({"updateSheetProperties": rename}, {"addSheet": {"properties": other}}, append([LABELS], 7))
    add(book)
    assert (banners(book), book.snapshot().trouble) == ([ID, SECOND], None)
    assert people.values("'Băng rôn'") == [LABELS]
    assert [row[AT["row_id"]] for row in people.values("'Băng rôn cũ'")[1:]] == [ID, SECOND]


def test_a_protected_cell_refuses_its_edit_and_nothing_else(book, people):
    span = grid(1, 2, AT["place"], AT["place"] + 1, SHEET)
    people.update({"addProtectedRange": {"protectedRange": {"range": span}}})
    before = people.values("'Băng rôn'")
    audited = people.values("'Nhật ký'")
    with pytest.raises(Unavailable, match=r"Vùng cần ghi đang được bảo vệ.*Chưa ghi gì") as caught:
        book.change("banners", ID, {"place": "Cổng sau"}, by=BY, seen={"place": BANNER["place"]})
    assert not caught.value.unclear
    assert (people.values("'Băng rôn'"), people.values("'Nhật ký'")) == (before, audited)
    book.change("banners", ID, {"quantity": 3}, by=BY, seen={"quantity": BANNER["quantity"]})
    add(book)
    assert list(book.snapshot().tables["banners"]["quantity"]) == [3, 2]


def test_a_protected_tab_refuses_entries_and_the_other_tabs_take_theirs(book, people):
    people.update({"addProtectedRange": {"protectedRange": {"range": {"sheetId": SHEET}}}})
    with pytest.raises(Unavailable, match="Vùng cần ghi đang được bảo vệ"):
        add(book)
    add(book, "posts")
    assert banners(book) == [ID]
    assert any("vùng được bảo vệ mà tài khoản dịch vụ không được sửa" in h for h in diagnose(book.connection).hints)


def test_set_up_tells_what_a_protected_tab_refuses_and_does_the_rest(book, people):
    book.set_up()
    lost = [{"setDataValidation": {"range": {"sheetId": TABS[key].sheet_id}}} for key in ("banners", "posts")]
    people.update({"addProtectedRange": {"protectedRange": {"range": {"sheetId": SHEET}}}}, *lost)
    refused, done = book.set_up()
    assert ("Băng rôn" in refused.sentence, "đang được bảo vệ" in refused.refusal) == (True, True)
    assert ("Bài đăng" in done.sentence, done.refusal) == (True, None)
    assert book.pending_changes() == [replace(refused, refusal=None)]


class Forgetful:
    """Answers one range less than it was asked for."""

    def __init__(self, core) -> None:
        self._core, self.spreadsheet_id = core, core.spreadsheet_id

    def respond(self, *request):
        status, answer = self._core.respond(*request)
        if "valueRanges" in answer:
            del answer["valueRanges"][3]
        return status, answer


def test_a_batch_get_that_lacks_a_tab_leaves_the_old_tab_marked(google, book, people, clock):
    google.server.core = Forgetful(google.core)
    stale = book.snapshot()
    assert stale.trouble == "Google trả lời 11 trang, khác với 12 trang đã hỏi. Ứng dụng sẽ tự thử lại."
    assert list(stale.tables["banners"]["row_id"]) == [ID]
    with pytest.raises(Pending, match="khác với 12 trang"):
        add(book)
    google.server.core = google.core
    add(book)
    assert banners(book) == [ID, SECOND]


def write_header(*labels: str):
    row = {"start": {"sheetId": SHEET}, "rows": cells([labels]), "fields": "userEnteredValue"}
    return [{"updateCells": row}]


def spelled(**changes: str):
    return write_header(*(changes.get(key, label) for key, label in zip(AT, LABELS, strict=True)))


def below(*rows: list[str]):
    insert = {"insertDimension": {"range": dimension(0, len(rows), "ROWS", SHEET)}}
    return [insert, {"updateCells": {"start": {"sheetId": SHEET}, "rows": cells(rows), "fields": "userEnteredValue"}}]


def moved(column: int, to: int):
    source = dimension(column, column + 1, "COLUMNS", SHEET)
    return [{"moveDimension": {"source": source, "destinationIndex": to}}]


def properties(fields: str, **changes):
    return [{"updateSheetProperties": {"properties": {"sheetId": SHEET, **changes}, "fields": fields}}]


@pytest.mark.parametrize(
    "requests",
    [
        pytest.param(spelled(note="Số lượng"), id="doubled header"),
        pytest.param(spelled(note=""), id="blank header"),
        pytest.param(
            spelled(unit="\ufeffĐơn vị", place="Vị trí\u00a0treo", quantity="Số\nlượng"), id="BOM, NBSP and newline"
        ),
        pytest.param(
            spelled(**{key: unicodedata.normalize("NFD", BANNERS.field(key).label).upper() for key in AT}),
            id="decomposed letters in capitals",
        ),
        pytest.param(spelled(unit="Tên đơn vị"), id="header renamed to an alias"),
        pytest.param(moved(0, len(LABELS)), id="order changed"),
        pytest.param(moved(AT["place"], 0), id="header moved"),
        pytest.param(below(["BÁO CÁO BĂNG RÔN", ""], ["", ""]), id="header in row 3"),
        pytest.param(below(["BÁO CÁO BĂNG RÔN"]), id="header pushed down by a title"),
        pytest.param(properties("hidden", hidden=True), id="hidden tab"),
        pytest.param([{"addSheet": {"properties": {"title": "bang ron"}}}], id="two tabs with nearly one title"),
        pytest.param(
            properties("gridProperties.rowCount", gridProperties={"rowCount": 2}), id="no row left below the entries"
        ),
        pytest.param(
            properties("gridProperties.rowCount", gridProperties={"rowCount": 30_000}), id="30,000 rows in the tab"
        ),
    ],
)
def test_entries_are_read_and_land_under_their_headers(book, people, requests):
    people.update(*requests)
    add(book)
    snapshot = book.snapshot()
    assert snapshot.trouble is None
    frame = snapshot.tables["banners"]
    for key in ("unit", "kind", "slogan", "quantity", "place"):
        assert list(frame[key]) == [BANNER[key]] * 2
    assert list(frame["row_id"]) == [ID, SECOND]
    # What set-up would do afterwards takes nothing away.
    book.set_up()
    assert banners(book) == [ID, SECOND]
    assert book.pending_changes() == []


def test_an_empty_tab_takes_nothing_until_set_up_writes_its_header_again(book, people):
    people.call("POST", f"/values/{quote('Băng rôn')}:clear", {})
    assert book.snapshot().trouble is None
    with pytest.raises(NotSetUp, match="Băng rôn"):
        add(book)
    add(book, "posts")
    (done,) = [change for change in book.set_up() if "Băng rôn" in change.sentence and "tiêu đề" in change.sentence]
    assert done.refusal is None
    add(book)
    assert banners(book) == [SECOND]


def test_a_tab_without_any_entry_row_gets_room(book, people):
    people.update(*properties("gridProperties(rowCount,frozenRowCount)", gridProperties={"rowCount": 1}))
    assert banners(book) == []
    assert any("dòng trống" in change.sentence for change in book.set_up())
    add(book)
    assert banners(book) == [SECOND]


def test_an_entry_in_row_thirty_thousand_is_read_and_the_next_one_goes_below_it(book, people):
    people.update(*properties("gridProperties.rowCount", gridProperties={"rowCount": 30_000}))
    people.write("'Băng rôn'!A30000", [["CESTI", "Băng rôn"]])
    add(book)
    assert list(book.snapshot().tables["banners"]["sheet_row"]) == [2, 30_000, 30_001]
