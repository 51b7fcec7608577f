"""Cells, rows and columns in `spreadsheets.batchUpdate`."""

import json
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.local_sheets import LocalSheets
from tests.services.local_sheets.book import CELL_MASK, Book, append, cell, cells, dimension, grid

RED = {"backgroundColor": {"red": 1}}
DATE = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}


def update(rows, fields=CELL_MASK, **place):
    return {"updateCells": {"rows": rows, "fields": fields, **place}}


def start(row, column, sheet_id=0):
    return {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}


def shown(book, text="'Trang tính1'"):
    return book.values(text, valueRenderOption="FORMATTED_VALUE")


class TestAppendCells:
    def test_it_goes_below_the_last_row_with_data_in_any_column(self, book):
        book.write("C3", [["x"]])
        book.update(append([["y"]]))
        assert book.values() == [[], [], ["", "", "x"], ["y"]]

    def test_several_in_one_call_follow_one_another(self, book):
        book.update(append([["a"], ["b"]]), append([["c"]]), append([["d"]]))
        assert book.values() == [["a"], ["b"], ["c"], ["d"]]

    def test_several_tabs_in_one_call_each_get_their_rows(self, book):
        book.update({"addSheet": {"properties": {"title": "Nhật ký", "sheetId": 9}}})
        book.update(append([["a"]]), append([["ghi"]], 9), append([["b"]]))
        assert (book.values(), book.values("'Nhật ký'")) == ([["a"], ["b"]], [["ghi"]])

    def test_rows_with_a_format_or_a_note_only_hold_no_data(self, book):
        book.update(append([["a"]]), update([{"values": [{"note": "n"}]}], "note", start=start(7, 0)))
        book.update(append([["b"]]))
        assert book.values() == [["a"], ["b"]]

    def test_cleared_rows_hold_no_data(self, book):
        book.update(append([["a"], ["b"]]))
        book.call("POST", "/values/A2:clear")
        book.update(append([["c"]]))
        assert book.values() == [["a"], ["c"]]

    def test_the_grid_grows(self, book):
        size = {"gridProperties": {"rowCount": 2, "columnCount": 2}}
        book.update({"updateSheetProperties": {"properties": size, "fields": "gridProperties"}})
        book.update(append([["a", "b", "c"], ["d"], ["e"]]))
        assert book.tabs()[0]["gridProperties"] == {"rowCount": 3, "columnCount": 3}
        assert book.values() == [["a", "b", "c"], ["d"], ["e"]]


class TestValues:
    @pytest.mark.parametrize("text", ["=1+1", "'x", "+84 90", "0901234567", "01/02/2024", "TRUE", "12,5"])
    def test_a_string_value_stays_text(self, book, text):
        book.update(append([[text]]))
        assert book.values() == [[text]]
        assert book.values(valueRenderOption="FORMULA") == [[text]]

    @pytest.mark.parametrize(("number", "read"), [(5, 5), (5.0, 5), (2.5, 2.5), (0, 0), (-1, -1)])
    def test_whole_numbers_are_read_without_a_fraction(self, book, number, read):
        book.update(append([[number]]))
        ((value,),) = book.values()
        assert (value, type(value)) == (read, type(read))

    def test_booleans_are_booleans(self, book):
        book.update(append([[True, False]]))
        assert book.values() == [[True, False]]
        assert shown(book) == [["TRUE", "FALSE"]]

    def test_a_date_is_a_number_that_is_shown_by_its_format(self, book):
        rows = [{"values": [{"userEnteredValue": {"numberValue": 45566}, "userEnteredFormat": DATE}]}]
        book.update(update(rows, start=start(0, 0)))
        assert book.values() == [[45566]]
        assert book.values(dateTimeRenderOption="FORMATTED_STRING") == [["01/10/2024"]]
        assert shown(book) == [["01/10/2024"]]

    def test_a_formula_is_kept(self, book):
        rows = [{"values": [{"userEnteredValue": {"formulaValue": "=A2"}}]}]
        book.update(update(rows, start=start(0, 0)))
        assert book.values(valueRenderOption="FORMULA") == [["=A2"]]

    def test_a_cell_holds_fifty_thousand_characters(self, book):
        book.update(append([["x" * 50_000]]))
        message = book.refused(append([["x" * 50_001]]))
        assert message == (
            "Invalid requests[0].appendCells: "
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )

    def test_two_values_in_one_cell_are_refused(self, book):
        both = {"userEnteredValue": {"stringValue": "x", "numberValue": 1}}
        assert "oneof" in book.refused(update([{"values": [both]}], start=start(0, 0)))


class TestUpdateCells:
    def test_only_what_the_mask_names_changes(self, book):
        content = {**cell("x"), "userEnteredFormat": {**RED, **DATE}, "note": "n"}
        book.update(update([{"values": [content]}], "*", start=start(0, 0)))
        book.update(update(cells([["y"]]), "userEnteredValue", start=start(0, 0)))
        assert _stored(book) == {**cell("y"), "userEnteredFormat": {**RED, **DATE}, "note": "n"}

    def test_what_the_mask_names_and_the_cell_lacks_is_removed(self, book):
        content = {**cell(45566), "userEnteredFormat": {**RED, **DATE}, "note": "n"}
        book.update(update([{"values": [content]}], "*", start=start(0, 0)))
        book.update(update(cells([["text"]]), CELL_MASK, start=start(0, 0)))
        assert _stored(book) == {**cell("text"), "userEnteredFormat": RED, "note": "n"}

    def test_a_star_replaces_the_whole_cell(self, book):
        book.update(update([{"values": [{**cell("x"), "note": "n"}]}], "*", start=start(0, 0)))
        book.update(update(cells([["y"]]), "*", start=start(0, 0)))
        assert _stored(book) == cell("y")

    def test_cells_beside_and_rows_below_stay(self, book):
        book.write("A1", [["a", "b"], ["c", "d"]])
        book.update(update(cells([["B"]]), start=start(0, 1)))
        assert book.values() == [["a", "B"], ["c", "d"]]

    def test_a_range_is_cleared_where_no_cell_is_given(self, book):
        book.write("A1", [["a", "b", "c"], ["d", "e", "f"]])
        book.update(update(cells([["A"]]), range=grid(0, 2, 0, 2)))
        assert book.values() == [["A", "", "c"], ["", "", "f"]]

    def test_more_rows_or_columns_than_the_range_are_refused(self, book):
        tall = book.refused(update(cells([["a"], ["b"]]), range=grid(0, 1, 0, 1)))
        wide = book.refused(update(cells([["a", "b"]]), range=grid(0, 1, 0, 1)))
        assert tall.endswith("Attempting to write row: 1, beyond the last requested row of: 0")
        assert wide.endswith("Attempting to write column: 1, beyond the last requested column of: 0")

    @pytest.mark.parametrize("at", [start(1000, 0), start(0, 26), start(999, 25)])
    def test_cells_outside_the_grid_are_refused(self, book, at):
        message = book.refused(update(cells([["a", "b"], ["c", "d"]]), start=at))
        assert "exceeds grid limits. Max rows: 1000, max columns: 26" in message

    def test_repeat_cell_fills_a_range_by_its_mask(self, book):
        book.write("A1", [["a", "b"]])
        content = {"userEnteredFormat": RED, **cell("z")}
        book.update(
            {"repeatCell": {"range": grid(0, 2, 0, 2), "cell": content, "fields": "userEnteredFormat.backgroundColor"}}
        )
        assert book.values() == [["a", "b"]]
        assert _stored(book, 1, 1) == {"userEnteredFormat": RED}

    @pytest.mark.parametrize("area", [grid(0, 1001, 0, 1), grid(0, 1, 0, 27), grid(3, 3, 0, 1), grid(-1, 1, 0, 1)])
    def test_a_range_outside_the_grid_is_refused(self, book, area):
        request = {"repeatCell": {"range": area, "cell": cell("x"), "fields": "userEnteredValue"}}
        assert "exceeds grid limits" in book.refused(request)


class TestDimensions:
    def test_a_deleted_row_takes_its_cells_and_the_rest_moves_up(self, book):
        book.write("A1", [["a"], ["b"], ["c"]])
        book.update({"deleteDimension": {"range": dimension(1, 2)}})
        assert book.values() == [["a"], ["c"]]
        assert book.tabs()[0]["gridProperties"]["rowCount"] == 999

    def test_several_deletions_in_one_call_count_one_after_the_other(self, book):
        book.write("A1", [["a"], ["b"], ["c"], ["d"]])
        book.update(*({"deleteDimension": {"range": dimension(at, at + 1)}} for at in (2, 0)))
        assert book.values() == [["b"], ["d"]]

    def test_a_deleted_column_takes_its_cells_and_notes(self, book):
        noted = [{"values": [cell("a"), {**cell("b"), "note": "n"}, cell("c")]}]
        book.update(update(noted, "userEnteredValue,note", start=start(0, 0)))
        book.update({"deleteDimension": {"range": dimension(0, 1, "COLUMNS")}})
        assert book.values() == [["b", "c"]]
        assert _stored(book)["note"] == "n"

    @pytest.mark.parametrize(
        ("request_", "message"),
        [
            (
                dimension(1000, 1001),
                "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
            ),
            (
                dimension(25, 28, "COLUMNS"),
                "Cannot delete a column that doesn't exist. Tried to delete column index 27 "
                "but there are only 26 columns.",
            ),
            (dimension(0, 1000), "Sorry, it is not possible to delete all non-frozen rows."),
            (dimension(3, 3), "range.startIndex[3] and range.endIndex[3]"),
        ],
    )
    def test_rows_that_can_not_go_are_refused(self, book, request_, message):
        assert message in book.refused({"deleteDimension": {"range": request_}})

    def test_the_rows_below_a_frozen_header_can_not_all_be_deleted(self, book):
        size = {"gridProperties": {"rowCount": 3, "columnCount": 1, "frozenRowCount": 1}}
        book.update({"updateSheetProperties": {"properties": size, "fields": "gridProperties"}})
        assert "non-frozen rows" in book.refused({"deleteDimension": {"range": dimension(1, 3)}})
        book.update({"deleteDimension": {"range": dimension(1, 2)}})

    def test_a_deleted_frozen_row_is_frozen_no_more(self, book):
        size = {"gridProperties": {"rowCount": 5, "columnCount": 1, "frozenRowCount": 2}}
        book.update({"updateSheetProperties": {"properties": size, "fields": "gridProperties"}})
        book.update({"deleteDimension": {"range": dimension(0, 1)}})
        assert book.tabs()[0]["gridProperties"]["frozenRowCount"] == 1

    def test_inserted_rows_are_blank_and_push_the_rest_down(self, book):
        book.write("A1", [["a"], ["b"]])
        book.update({"insertDimension": {"range": dimension(1, 3)}})
        assert book.values() == [["a"], [], [], ["b"]]
        assert book.tabs()[0]["gridProperties"]["rowCount"] == 1002

    def test_inserted_columns_are_blank(self, book):
        book.write("A1", [["a", "b"]])
        book.update({"insertDimension": {"range": dimension(1, 2, "COLUMNS")}})
        assert book.values() == [["a", "", "b"]]

    def test_appended_columns_stand_at_the_end(self, book):
        book.update({"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 3}})
        assert book.tabs()[0]["gridProperties"]["columnCount"] == 29
        assert "It must be positive" in book.refused(
            {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 0}}
        )

    @pytest.mark.parametrize(
        ("source", "to", "order"),
        [((0, 1), 2, "bacd"), ((0, 1), 4, "bcda"), ((2, 4), 0, "cdab"), ((1, 2), 1, "abcd"), ((0, 2), 3, "cabd")],
    )
    @pytest.mark.parametrize("of", ["ROWS", "COLUMNS"])
    def test_moved_rows_and_columns_stand_before_the_index(self, book, source, to, order, of):
        line = list("abcd")
        book.write("A1", [line] if of == "COLUMNS" else [[letter] for letter in line])
        book.update({"moveDimension": {"source": dimension(*source, of), "destinationIndex": to}})
        values = book.values(majorDimension="ROWS" if of == "COLUMNS" else "COLUMNS")
        assert values == [list(order)]

    def test_a_move_out_of_the_grid_is_refused(self, book):
        assert "Cannot move" in book.refused({"moveDimension": {"source": dimension(0, 1), "destinationIndex": 1001}})


class TestSort:
    def test_numbers_come_before_texts_before_booleans_and_blanks_last(self, book):
        book.write("A1", [["b"], [""], [True], [3], ["A"], [1]])
        book.update({"sortRange": {"range": grid(0, 6, 0, 1), "sortSpecs": [{"sortOrder": "ASCENDING"}]}})
        assert book.values() == [[1], [3], ["A"], ["b"], [True]]
        book.update({"sortRange": {"range": grid(0, 6, 0, 1), "sortSpecs": [{"sortOrder": "DESCENDING"}]}})
        assert book.values() == [[True], ["b"], ["A"], [3], [1]]

    def test_a_header_outside_the_range_stays(self, book):
        book.write("A1", [["Đơn vị"], ["b"], ["a"]])
        book.update({"sortRange": {"range": grid(1, 3, 0, 1), "sortSpecs": [{"dimensionIndex": 0}]}})
        assert book.values() == [["Đơn vị"], ["a"], ["b"]]

    def test_cells_beside_the_range_stay_where_they_are(self, book):
        """Also beside a row that the sort leaves blank."""
        book.write("A1", [["b", "1"], ["", "2"], ["a", "3"]])
        book.update({"sortRange": {"range": grid(0, 3, 0, 1), "sortSpecs": [{"dimensionIndex": 0}]}})
        assert book.values() == [["a", "1"], ["b", "2"], ["", "3"]]

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8))
    def test_rows_sort_by_the_first_column_then_by_the_second(self, book, rows):
        book.call("POST", "/values/A1%3AZ1000:clear")
        book.write("A1", [[first, second, at] for at, (first, second) in enumerate(rows)])
        specs = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}, {"dimensionIndex": 1, "sortOrder": "ASCENDING"}]
        book.update({"sortRange": {"range": grid(0, len(rows), 0, 3), "sortSpecs": specs}})
        expected = sorted(([*row, at] for at, row in enumerate(rows)), key=lambda row: (-row[0], row[1]))
        assert book.values() == expected


def test_a_dropdown_and_a_width_are_accepted(book):
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Có"}]}, "showCustomUi": True}
    width = {"range": dimension(0, 1, "COLUMNS"), "properties": {"pixelSize": 180}, "fields": "pixelSize"}
    replies = book.update(
        {"setDataValidation": {"range": grid(1, 100, 0, 1), "rule": rule}}, {"updateDimensionProperties": width}
    )
    assert replies == [{}, {}]


CHANGES = st.one_of(
    st.tuples(st.just("append"), st.lists(st.lists(st.sampled_from(["", "x", 7]), max_size=3), max_size=3)),
    st.tuples(st.just("update"), st.integers(0, 5), st.integers(0, 2), st.sampled_from(["", "y", 8])),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.tuples(st.just("insert"), st.integers(0, 5)),
)


@settings(max_examples=60)
@given(changes=st.lists(CHANGES, max_size=12))
def test_any_course_of_changes_ends_as_a_plain_list_of_rows_would(tmp_path_factory, changes):
    file = tmp_path_factory.mktemp("course") / "workbook.sqlite3"
    book = Book(LocalSheets(file), file)
    model: list[list[object]] = [["", "", ""] for _ in range(40)]
    for kind, *given_ in changes:
        _apply(model, kind, *given_)
        book.update(_request(kind, *given_))
    assert book.values() == _trimmed(model)


def _request(kind, *given_):
    if kind == "append":
        return append(given_[0])
    if kind == "update":
        row, column, value = given_
        return update(cells([[value]]), start=start(row, column))
    return {f"{kind}Dimension": {"range": dimension(given_[0], given_[0] + 1)}}


def _apply(model, kind, *given_):
    if kind == "append":
        top = len(_trimmed(model))
        for at, row in enumerate(given_[0], top):
            model[at][: len(row)] = row
    elif kind == "update":
        row, column, value = given_
        model[row][column] = value
    elif kind == "delete":
        del model[given_[0]]
        model.append(["", "", ""])
    else:
        model.insert(given_[0], ["", "", ""])


def _trimmed(model):
    rows = [list(row) for row in model]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _stored(book, row=0, column=0):
    """The cell as the file has it: the answers of our repertoire show no formats and notes."""
    with sqlite3.connect(book.file) as database:
        content, extras = database.execute(
            "SELECT content, extras FROM rows WHERE sheet_id = 0 AND position = ?", (row,)
        ).fetchone()
    values = json.loads(content)
    value = values[column] if column < len(values) else None
    return cell(value) | json.loads(extras or "{}").get(str(column), {})
