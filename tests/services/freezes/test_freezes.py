"""A freeze holds everything and nobody's name: what comes back from its rows says the same to the digit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import freezes
from services.freezes.changes import GONE
from services.plan import Campaign, Duty, Unit, duties_from, units_from
from services.reading import Context, Problem, read_plan, read_table
from services.report import figures, live
from services.schema import FREEZES, LOGS, TABS
from services.seed import DUTY_ROWS, PLAN_ROWS, UNIT_ROWS
from services.workbook.cells import serial
from services.workbook.setup import row_cells
from tests.services.campaigns import at

NUMBER, BY = 3, "Phạm Văn Chốt"
NOON = at(8)
NAMES = ("Trần Thị Hoà", "TRẦN THỊ HÒA", "Lê Văn Ẩn", "Lê Văn Ẩn ")
SEEDS = {"plan": PLAN_ROWS, "units": UNIT_ROWS, "duties": DUTY_ROWS}


@dataclass
class Sheet:
    """A sheet as it was read."""

    tables: Mapping[str, pd.DataFrame]
    campaign: Campaign
    units: tuple[Unit, ...]
    duties: tuple[Duty, ...]
    first_seen: Mapping[tuple[str, int], datetime] = field(default_factory=dict)
    revision: str = "r1"
    read_at: datetime = NOON
    problems: tuple[Problem, ...] = ()


def cells(key: str, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """The tab with these rows, as reading takes it."""
    tab = TABS[key]
    raw = [
        [next(iter(cell.get("userEnteredValue", {"": ""}).values())) for cell in row_cells(tab.fields, row)]
        for row in rows
    ]
    return [[field.label for field in tab.fields], *raw]


@cache
def seeds() -> Mapping[str, pd.DataFrame]:
    """Plan 4013's own tabs as read, once for all tests: who reads them changes nothing in them."""
    return {key: read_table(TABS[key], cells(key, rows), Context(2024)).frame for key, rows in SEEDS.items()}


def sheet(first_seen: Mapping[tuple[str, int], datetime] | None = None, **logs: Sequence[Mapping[str, Any]]) -> Sheet:
    """Plan 4013 with these entries; values are as people type them, or typed."""
    units, duties = tuple(units_from(seeds()["units"])), tuple(duties_from(seeds()["duties"]))
    plan = read_plan(seeds()["plan"])
    context = Context(plan.year, plan.window, units, duties, plan.theme)
    tables = {key: read_table(TABS[key], cells(key, logs.get(key, ())), context).frame for key in LOGS}
    return Sheet({**seeds(), **tables}, plan, units, duties, first_seen or {})


def stored(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The rows as they are read back from the sheet."""
    return read_table(FREEZES, cells("freezes", rows), Context(2024)).frame


def frozen(here: Sheet, as_of: datetime = NOON) -> pd.DataFrame:
    return stored(freezes.rows(here, as_of, number=NUMBER, by=BY))


@cache
def undamaged() -> pd.DataFrame:
    """A freeze of two entries."""
    return frozen(sheet(banners=[banner()], nominations=[nominee("N-1")]))


def banner(row_id: str | None = "B-1", unit: str = "CESTI", **more: Any) -> dict[str, Any]:
    return {"unit": unit, "kind": "Pano", "slogan": "Học", "quantity": 2, "row_id": row_id, "entered_by": "An"} | more


def nominee(row_id: str | None, name: str | None = NAMES[0], **more: Any) -> dict[str, Any]:
    return {"unit": "CESTI", "full_name": name, "birth_year": 1990, "course": "Tin học", "row_id": row_id} | more


UNITS = st.sampled_from(["CESTI", "ICST", "Phòng không có", None])
STATES = st.sampled_from(["Đã thực hiện", "Dự kiến", "Hủy", "chưa rõ", None])
MOMENTS = st.one_of(st.none(), st.integers(0, 10**6).map(lambda s: serial(at(1) + timedelta(seconds=s))))
COMMON = {
    "unit": UNITS,
    "state": STATES,
    "entered_at": MOMENTS,
    "entered_by": st.sampled_from(["An", "Bình", None]),
    "return_note": st.sampled_from(["Thiếu ảnh của Trần Thị Hoà", None, None]),
    "row_id": st.sampled_from(["R-1", "R-2", "R-3", None]),
    "note": st.sampled_from(["“Xong”\n{ok}", None]),
}
OWN = {
    "banners": {"quantity": st.sampled_from([0, 3, 12, -1, "nhiều", None]), "hung_on": st.sampled_from([45566, None])},
    "posts": {"channel": st.sampled_from(["Website Sở", "Facebook", None]), "views": st.sampled_from([10, 1.5, None])},
    "activities": {"participations": st.sampled_from([5, 70, None]), "hours": st.sampled_from([1.25, 2, None])},
    "nominations": {
        "full_name": st.sampled_from([*NAMES, None]),
        "birth_year": st.sampled_from([1990, 1991, None]),
        "training_kind": st.sampled_from(["Đào tạo", "Bồi dưỡng", None]),
        "cost": st.sampled_from([10**9, None]),
    },
    "nil_returns": {"duty": st.sampled_from(["III.1", "II.1", "IX", None])},
}


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    logs = {key: draw(st.lists(st.fixed_dictionaries(COMMON | OWN[key]), max_size=5)) for key in LOGS}
    seen = draw(st.dictionaries(st.tuples(st.sampled_from(list(LOGS)), st.integers(2, 6)), st.just(at(9))))
    return sheet(seen, **logs)


@settings(max_examples=25, deadline=None)
@given(sheets(), st.integers(1, 12))
def test_the_figures_of_a_freeze_are_those_of_the_sheet_to_the_digit(here, day):
    wanted = figures(live(here, at(day)))
    basis = freezes.thawed(frozen(here, at(day)))
    found = figures(basis)
    pd.testing.assert_frame_equal(found.progress.cells, wanted.progress.cells)
    pd.testing.assert_frame_equal(found.summary, wanted.summary)
    assert (found.totals, found.left_out) == (wanted.totals, wanted.left_out)
    assert (basis.campaign, basis.units, basis.duties) == (here.campaign, here.units, here.duties)
    assert basis.problems == ()
    assert freezes.changes(basis.tables, here.tables) == ()


def test_a_freeze_says_when_by_whom_and_of_which_revision():
    basis = freezes.thawed(frozen(sheet()))
    assert (basis.frozen.number, basis.frozen.at, basis.frozen.by) == (NUMBER, at(8), BY)
    assert (basis.as_of, basis.read_at, basis.revision) == (at(8), at(8), "r1")


def test_people_read_in_it_who_owed_what_and_the_denominators():
    rows = freezes.rows(sheet(banners=[banner()]), at(8), number=NUMBER, by=BY)
    assert (rows[-1]["kind"], rows[-1]["required"], rows[-1]["fulfilled"]) == ("freeze", 41, 1)
    told = [row for row in rows if row["kind"] == "figure"]
    assert (sum(row["required"] for row in told), sum(row["fulfilled"] for row in told)) == (41, 1)
    (done,) = [row for row in told if row["fulfilled"]]
    assert (done["duty"][:4], done["status"]) == ("II.2", "đúng hạn")


def test_no_cell_of_a_freeze_holds_a_name_whoever_wrote_it_where():
    """Neither a nominee's nor that of who entered; texts beside a nominee may name them, and are left out, too."""
    hidden = "Đỗ Thị Bí Mật"
    row = nominee("N-1", hidden, birth_year=1977, entered_by=hidden, note=hidden, return_note=hidden)
    here = sheet(nominations=[row, row, nominee("N-2", None, note=hidden)], banners=[banner(entered_by=hidden)])
    told = frozen(here).drop(columns=["at", "sheet_row"]).to_json(force_ascii=False)
    assert "Bí Mật" not in told
    assert "1977" not in told
    assert "N-2" in told


def test_a_row_that_was_not_a_repetition_for_its_names_alone_is_none_in_the_freeze():
    here = sheet(nominations=[nominee("N", NAMES[0]), nominee("N", NAMES[1]), nominee("N", NAMES[2])])
    basis = freezes.thawed(frozen(here))
    assert figures(basis).counted["nominations"]["full_name"].tolist() == ["Người 1", "Người 1", "Người 2"]


def test_texts_that_together_are_longer_than_a_cell_are_cut_and_no_change():
    long = "“" + "ă" * 4_998 + '"'
    texts = dict.fromkeys(("slogan", "note", "return_note"), '"' * 5_000) | {"evidence": f"https://a.vn/{long[:4_900]}"}
    here = sheet(banners=[banner(**texts, photo=f"https://a.vn/{'x' * 4_900}", place="a" * 500)])
    table = frozen(here)
    assert max(table["content"].dropna().map(len)) < 50_000
    assert freezes.changes(freezes.thawed(table).tables, here.tables) == ()


class TestDamage:
    """People who typed into the tab."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.integers(0, 200),
        st.sampled_from(["content", "tab", "kind", "freeze", "at", "row_id", "revision", "by"]),
        st.one_of(
            st.none(),
            st.text(max_size=20),
            st.integers(),
            st.sampled_from(
                [
                    *("{}", "[]", "null", "[" * 20_000, '{"sheet_row":2}', '{"sheet_row":2,"quantity":1e400}'),
                    *('{"sheet_row":2,"quantity":NaN}', '{"sheet_row":2,"unit":5}', '{"sheet_row":true}'),
                    *('{"sheet_row":2,"hung_on":"mai"}', '{"sheet_row":2,"first_seen":3}', '{"sheet_row":2,"x":1}'),
                    *('{"sheet_row":2,"entered_at":"9999-12-31T23:59:59-12:00"}', '{"rows":"x"}', '{"rows":99999}'),
                ]
            ),
        ),
    )
    def test_whatever_stands_in_a_cell_a_report_is_made_of_the_rest(self, row, key, value):
        table = undamaged().copy()
        table.at[row % len(table), key] = value
        basis = freezes.thawed(table)
        if basis:
            figures(basis)
            freezes.changes(basis.tables, basis.tables)

    def test_a_row_that_cannot_be_read_and_one_that_is_gone_are_told(self):
        table = frozen(sheet(banners=[banner(), banner("B-2")]))
        own = table.index[table["row_id"].isin(["B-1", "B-2"])]
        table.at[own[0], "content"] = "x"
        basis = freezes.thawed(table.drop(index=own[1]))
        assert figures(basis).totals["Băng rôn (cái)"] == 0
        assert [problem.message for problem in basis.problems] == [
            "Một dòng của lần chốt 3 bị sửa nên không đọc được, không tính vào số liệu.",
            "Lần chốt 3 thiếu 1 dòng so với lúc chốt.",
        ]
        assert basis.problems[0].sheet_row == table.at[own[0], "sheet_row"]

    def test_without_its_head_a_freeze_does_not_count(self):
        rows = freezes.rows(sheet(), at(8), number=1, by=BY)
        assert freezes.thawed(stored(rows[:-1])) is None
        later = freezes.rows(sheet(banners=[banner()]), at(9), number=2, by=BY)
        assert freezes.thawed(stored([*rows, *later[:-1]])).frozen.number == 1

    def test_rows_that_an_attempt_left_behind_are_not_those_of_the_freeze_with_its_number(self):
        left = freezes.rows(sheet(banners=[banner()]), at(7), number=1, by=BY)[:-1]
        basis = freezes.thawed(stored([*left, *freezes.rows(sheet(), at(8), number=1, by=BY)]))
        assert basis.tables["banners"].empty


def test_an_earlier_freeze_stays_readable():
    first, second = sheet(banners=[banner()]), sheet()
    table = stored(
        [*freezes.rows(first, at(8), number=1, by=BY), *freezes.rows(second, at(9), number=2, by=BY)],
    )
    assert len(freezes.thawed(table, 1).tables["banners"]) == 1
    assert freezes.thawed(table).tables["banners"].empty
    assert freezes.thawed(table, 3) is None


class TestChanges:
    """What has moved since the freeze."""

    def since(self, before: list[dict[str, Any]], after: list[dict[str, Any]], log: str = "banners"):
        basis = freezes.thawed(frozen(sheet(**{log: before})))
        return [
            (change.what, change.row_id, change.subject, change.fields)
            for change in freezes.changes(basis.tables, sheet(**{log: after}).tables)
        ]

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ([], [banner()], [("thêm", "B-1", "Học", ())]),
            ([], [banner(state="Hủy")], []),
            ([banner()], [], [("xóa", "B-1", "Học", ())]),
            ([banner()], [banner(quantity=5)], [("sửa", "B-1", "Học", ("Số lượng",))]),
            ([banner()], [banner(state="Hủy")], [("hủy", "B-1", "Học", ("Trạng thái",))]),
            ([banner()], [banner(return_note="Thiếu ảnh")], [("trả lại", "B-1", "Học", ("Lý do trả lại",))]),
            ([banner()], [banner(entered_by="Người khác")], []),
            ([banner(), banner("B-2")], [banner("B-2"), banner()], []),
            ([banner(None)], [banner(None)], []),
            ([banner(None)], [banner("B-9", entered_at=serial(at(3)))], []),
            ([banner(None)], [banner(None, quantity=3)], [("xóa", None, "Học", ()), ("thêm", None, "Học", ())]),
            ([banner(), banner()], [banner()], [("xóa", "B-1", "Học", ())]),
        ],
    )
    def test_of_an_entry(self, before, after, told):
        assert self.since(before, after) == told

    def test_a_nominee_is_called_by_the_course_and_a_corrected_name_is_none(self):
        before, after = [nominee("N-1"), nominee("N-2")], [nominee("N-1", NAMES[2], birth_year=1980)]
        assert self.since(before, after, "nominations") == [("xóa", "N-2", "Tin học", ())]


def test_names_come_back_from_the_living_entries_and_of_one_that_is_gone_none():
    before = [nominee("N-1", NAMES[0]), nominee("N-2", NAMES[2]), nominee(None, NAMES[3], course="Ngoại ngữ")]
    basis = freezes.thawed(frozen(sheet(nominations=before)))
    living = sheet(nominations=[nominee("N-9", NAMES[2], course="Ngoại ngữ"), nominee("N-1", "Trần Thị Hoa")])
    named = freezes.names_back(basis, living.tables["nominations"]).tables["nominations"]
    assert named["full_name"].tolist() == ["Trần Thị Hoa", GONE, NAMES[2]]
    assert named["birth_year"].tolist() == [1990, None, 1990]
    assert replace(basis).tables["nominations"]["full_name"].tolist() == ["Người 1", "Người 2", "Người 2"]
