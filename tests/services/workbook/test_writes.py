"""What a write would send: values under the headers that the tab has now, and back again as they were."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan import TIME_ZONE
from services.reading import check_values
from services.schema import ACTIONS, ACTIVITIES, AUDIT, BANNERS, POSTS
from services.workbook import NotSetUp
from services.workbook.writes import MAX_AUDIT_VALUE, appending, as_read, auditing, changing, deleting
from tests.services.workbook.trial import ACTIVITY, BANNER, POST, Clock, opened


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("workbook"), Clock()).snapshot()


ACCEPTED_TEXT = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "0901", "1E5", "TRUE", "12,5", "45566", "'x", "a\r\n b"]
)


@given(title=ACCEPTED_TEXT, note=ACCEPTED_TEXT)
@settings(max_examples=100)
def test_accepted_text_comes_back_as_it_was_accepted(snapshot, title, note):
    """Else the same entry sent again would be taken for another one."""
    typed, problems = check_values(POSTS, POST | {"title": title, "note": note}, snapshot.context)
    if not any(problem.severe for problem in problems):
        (found,) = as_read(POSTS, [typed], snapshot.context)
        assert {key: found[key] for key in typed} == typed


@given(
    participations=st.integers(0, 10**9),
    hours=st.floats(0, 1e6),
    starts_on=st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    entered_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31), timezones=st.just(TIME_ZONE)),
)
@settings(max_examples=100)
def test_numbers_days_and_moments_come_back_as_they_were(snapshot, participations, hours, starts_on, entered_at):
    """Moments to the second, which is what is written of them."""
    entered_at = entered_at.replace(microsecond=0, second=entered_at.second or 1)
    row = {"participations": participations, "hours": hours, "starts_on": starts_on, "entered_at": entered_at}
    (found,) = as_read(ACTIVITIES, [ACTIVITY | row], snapshot.context)
    assert {key: found[key] for key in row} == row


def test_an_entry_is_laid_out_under_the_headers_and_leaves_other_columns_alone(snapshot):
    row = {"unit": "CESTI", "quantity": 2, "row_id": "X", "note": None}
    request = appending(snapshot, BANNERS, [row])["appendCells"]
    assert request["sheetId"] == BANNERS.sheet_id
    assert request["fields"] == "userEnteredValue,userEnteredFormat.numberFormat"
    cells = request["rows"][0]["values"]
    held = {at: cell["userEnteredValue"] for at, cell in enumerate(cells) if cell}
    assert held == {0: {"stringValue": "CESTI"}, 3: {"numberValue": 2}, len(cells) - 1: {"stringValue": "X"}}


def test_a_change_addresses_single_cells(snapshot):
    requests = changing(snapshot, BANNERS, 7, {"quantity": 5, "note": None})
    where = [request["updateCells"]["start"] for request in requests]
    sheet_id = BANNERS.sheet_id
    assert where == [
        {"sheetId": sheet_id, "rowIndex": 6, "columnIndex": 3},
        {"sheetId": sheet_id, "rowIndex": 6, "columnIndex": BANNERS.keys.index("note")},
    ]
    assert [request["updateCells"]["rows"] for request in requests][1] == [{"values": [{}]}]


def test_a_change_of_a_column_that_is_gone_is_refused(snapshot):
    columns = {key: at for key, at in snapshot.columns["banners"].items() if key != "note"}
    without = replace(snapshot, columns={**snapshot.columns, "banners": columns})
    with pytest.raises(NotSetUp, match="Băng rôn \\(cột Ghi chú\\)"):
        changing(without, BANNERS, 7, {"note": "x"})


def test_rows_are_deleted_from_the_bottom_up(snapshot):
    """Otherwise the first deletion would move the others."""
    requests = deleting(snapshot, BANNERS, [3, 12, 5])
    assert [request["deleteDimension"]["range"]["startIndex"] for request in requests] == [11, 4, 2]


def test_an_audit_row_is_laid_out_under_the_headers_of_its_tab(snapshot):
    columns = {field.key: 9 - at for at, field in enumerate(AUDIT.fields)}
    moved = replace(snapshot, columns={**snapshot.columns, "audit": columns})
    (row,) = auditing(moved, "add", by="A", at=datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE))["appendCells"]["rows"]
    texts = {at: cell["userEnteredValue"]["stringValue"] for at, cell in enumerate(row["values"][:-1]) if cell}
    assert texts == {columns["by"]: "A", columns["action"]: ACTIONS["add"]}


def test_an_audit_value_is_cut_so_that_it_fits_its_cell(snapshot):
    long = {"slogan": "x" * 5_000, "note": "y" * 30_000}
    at = datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE)
    request = auditing(snapshot, "change", by="A", at=at, tab=BANNERS, row_id="X", before=BANNER, after=long)
    *_, before, after = request["appendCells"]["rows"][0]["values"]
    assert len(after["userEnteredValue"]["stringValue"]) == MAX_AUDIT_VALUE == 20_000
    assert json.loads(before["userEnteredValue"]["stringValue"])["Vị trí treo"] == "Cổng chính"
