"""Rows typed by hand become entries: found again by what they hold, and as much on time or late as before."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import gspread
import pytest

from services.plan import TIME_ZONE
from services.progress import measure
from services.schema import LOGS, TABS
from services.workbook import Invalid, Snapshot, Unavailable, Workbook
from services.workbook.adoption import Adoption, waiting, whole_second
from services.workbook.repair_cells import laid_out, read
from tests.services.workbook.trial import BANNER, BY, Clock, opened, people, records, serving, tab

DEADLINE = datetime(2024, 10, 7, 23, 59, 59, tzinfo=TIME_ZONE)


def typed(sheet: gspread.Spreadsheet, key: str, **values: Any) -> None:
    """Somebody types a row below all others."""
    tab(sheet, key).append_row([values.get(name, "") for name in TABS[key].keys], value_input_option="USER_ENTERED")


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"MOI-{next(numbers)}"


@pytest.fixture
def sheet(tmp_path, clock) -> gspread.Spreadsheet:
    """The workbook as people have it; the app has never looked at it."""
    opened(tmp_path, clock)
    return people(tmp_path)


@pytest.fixture
def week(book, sheet, clock) -> Workbook:
    """Before the app: a banner of the 2nd, one of the 9th, a nomination. Then others, in time, too late, in between."""
    typed(sheet, "banners", unit="CESTI", slogan="A", hung_on="02/10/2024")
    typed(sheet, "banners", unit="ICST", slogan="B", hung_on="09/10/2024")
    typed(sheet, "nominations", unit="QLKH", full_name="Trần Văn Ẩn")
    book.snapshot()
    for moment, unit in (
        (DEADLINE - timedelta(hours=1), "HCMGIS"),
        (DEADLINE + timedelta(milliseconds=600), "SIHUB"),
        (DEADLINE + timedelta(days=1), "SMEQ"),
    ):
        clock.moment = moment
        typed(sheet, "banners", unit=unit, slogan="Học")
        book.snapshot()
    clock.moment = DEADLINE + timedelta(days=2)
    return book


def states(snapshot: Snapshot, clock: Clock) -> list[tuple[Any, ...]]:
    """Each unit's duties: status, whether its time is assumed, since when in whole seconds."""
    now = measure(
        snapshot.tables,
        snapshot.campaign,
        snapshot.units,
        snapshot.duties,
        as_of=clock.moment,
        first_seen=snapshot.first_seen,
    )
    return list(now.cells[["unit", "duty", "status", "marked", "entries"]].itertuples(index=False, name=None))


def test_adopting_never_makes_a_row_on_time_or_late(week, clock):
    before = states(week.snapshot(), clock)
    assert week.adopt(by=BY).count == 6
    after = week.snapshot()
    assert states(after, clock) == before
    assert {row[2] for row in before} >= {"đúng hạn", "trễ hạn"}
    times = after.tables["banners"]["entered_at"].tolist()
    assert times == [
        None,
        None,
        DEADLINE - timedelta(hours=1),
        DEADLINE + timedelta(seconds=2),
        DEADLINE + timedelta(1),
    ]
    assert waiting(after) == 0


def test_every_row_gets_an_id_of_its_own_and_an_audit_row(week, sheet):
    week.adopt(by=BY)
    adopted = records(tab(sheet, "banners")) + records(tab(sheet, "nominations"))
    log = [row for row in records(tab(sheet, "audit")) if row["Hành động"] == "Nhận dòng gõ tay"]
    assert sorted(row["Mã dòng"] for row in log) == sorted(row["Mã dòng"] for row in adopted)
    assert len({row["Mã dòng"] for row in adopted}) == 6
    told = next(row for row in log if row["Mã dòng"] == adopted[2]["Mã dòng"])
    assert json.loads(told["Trước"]) == {"Mã dòng": "", "Thời điểm nhập": ""}
    assert json.loads(told["Sau"])["Thời điểm nhập"] == "07/10/2024 22:59:59"
    assert told["Người thực hiện"] == BY


def test_of_one_unit_only_its_rows_are_adopted(week, sheet):
    assert waiting(week.snapshot(), "QLKH") == 1
    assert week.adopt(by=BY, unit="QLKH").count == 1
    assert "Mã dòng" in records(tab(sheet, "nominations"))[0]
    assert all("Mã dòng" not in row for row in records(tab(sheet, "banners")))


def test_what_stands_in_the_two_cells_is_left_alone(book, sheet, clock):
    """An ID and a time typed by hand, and an ID and a time that nobody can read; nothing else is ever touched."""
    book.snapshot()
    typed(sheet, "banners", unit="CESTI", slogan="A", row_id="của tôi", entered_at="01/10/2024 08:00:00")
    typed(sheet, "banners", unit="CESTI", slogan="B", entered_at="hôm qua", quantity="ba")
    typed(sheet, "banners", unit="CESTI", slogan="C", row_id="#REF!", entered_at="01/10/2024 08:00:00")
    clock.tick(seconds=5)
    before = records(tab(sheet, "banners"))
    assert waiting(book.snapshot()) == 1
    assert book.adopt(by=BY).count == 1
    after = records(tab(sheet, "banners"))
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1] == before[1] | {"Mã dòng": after[1]["Mã dòng"]}
    assert waiting(book.snapshot()) == 0


def test_a_time_is_not_handed_on_to_the_next_row_of_the_same_name(book, sheet, clock):
    """Rows of one unit and subject are told apart by their order; the second's time can't be read."""
    book.snapshot()
    typed(sheet, "banners", unit="CESTI", slogan="Học")
    clock.tick(minutes=1)
    book.snapshot()
    clock.moment = DEADLINE + timedelta(days=1)
    typed(sheet, "banners", unit="CESTI", slogan="Học", entered_at="hôm qua")
    moments = sorted(book.snapshot().first_seen.values())
    book.adopt(by=BY)
    assert sorted(book.snapshot().first_seen.values()) == moments


def test_a_second_click_does_nothing(week, sheet):
    week.adopt(by=BY)
    before = sheet.get_worksheet_by_id(TABS["banners"].sheet_id).get_values()
    assert week.adopt(by=BY).count == 0
    assert tab(sheet, "banners").get_values() == before


def test_without_a_name_it_is_refused(week):
    with pytest.raises(Invalid, match="Người thực hiện: chưa ghi"):
        week.adopt(by="  ")
    assert waiting(week.snapshot()) == 6


class TestFoundAgain:
    """A row is known by all that it holds, not by its number."""

    def decided(self, book: Workbook, change: Callable[[list[list[Any]]], None]) -> Any:
        """What is decided when the sheet was changed after the snapshot."""
        snapshot = book.snapshot()
        values = list(read(book.connection.gateway, snapshot, ["banners"])["banners"].values)
        change(values)
        return Adoption(ids()).decide(snapshot, {"banners": laid_out(TABS["banners"], values, snapshot)})

    def test_sorted_meanwhile_each_keeps_its_own_moment(self, week):
        decision = self.decided(week, lambda values: values.insert(1, values.pop()))
        times = {
            one.row: one.after.shown
            for one in decision.rewrites
            if one.column == LOGS["banners"].keys.index("entered_at")
        }
        assert times == {2: "08/10/2024 23:59:59", 5: "07/10/2024 22:59:59", 6: "08/10/2024 00:00:01"}

    def test_changed_meanwhile_it_is_left_for_the_next_time(self, week):
        decision = self.decided(week, lambda values: values[3].__setitem__(2, "Học nữa"))
        assert 4 not in {one.row for one in decision.rewrites}
        assert decision.missed == ("Trang “Băng rôn”, dòng 4: vừa có người sửa; chưa nhận, xin bấm lại.",)


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        ("2024-10-07T23:59:59+07:00", "2024-10-07T23:59:59+07:00"),
        ("2024-10-07T23:59:58.2+07:00", "2024-10-07T23:59:59+07:00"),
        ("2024-10-07T23:59:59.6+07:00", "2024-10-08T00:00:01+07:00"),
        ("2024-10-08T00:00:00+07:00", "2024-10-08T00:00:01+07:00"),
    ],
)
def test_a_moment_is_kept_in_whole_seconds_and_never_earlier(seen, kept):
    assert whole_second(datetime.fromisoformat(seen)) == datetime.fromisoformat(kept)


class TestWhatGoesWrong:
    def test_a_row_that_was_moved_while_it_was_written_is_reported(self, tmp_path, clock):
        with serving(tmp_path, clock) as (book, server):
            sheet = people(tmp_path)
            typed(sheet, "banners", unit="CESTI", slogan="A")
            typed(sheet, "banners", unit="ICST", slogan="B")

            def insert() -> None:
                server.before_write = lambda: None
                tab(sheet, "banners").insert_row(["SIHUB", "", "C"], 2)

            server.before_write = insert
            told = book.adopt(by=BY).missed
        where = [sentence.split(":")[0] for sentence in told]
        assert where == ["Trang “Băng rôn”, dòng 2", "Trang “Băng rôn”, dòng 3"]
        assert "trong lúc ghi có người sửa dòng này" in told[0]

    @pytest.mark.parametrize(("fault", "count_after"), [("reset", 0), ("reset-after", 1)])
    def test_an_unclear_answer_is_settled_by_looking(self, tmp_path, clock, fault, count_after):
        with serving(tmp_path, clock) as (book, server):
            sheet = people(tmp_path)
            typed(sheet, "banners", unit="CESTI", slogan="A")
            server.coming = [fault]
            if count_after:
                assert book.adopt(by=BY).count == 1
            else:
                with pytest.raises(Unavailable):
                    book.adopt(by=BY)
            assert sum("Mã dòng" in row for row in records(tab(sheet, "banners"))) == count_after

    def test_an_entry_of_the_app_is_not_touched(self, book):
        book.add("banners", BANNER, by=BY)
        assert waiting(book.snapshot()) == 0
        assert book.adopt(by=BY).rewrites == ()
