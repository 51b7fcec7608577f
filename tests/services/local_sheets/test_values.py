"""The `spreadsheets.values` methods."""

import pytest

TAB = "'Trang tính1'"


def append(book, text, rows, **query):
    tail = f"/values/{text}:append"
    return book.call("POST", tail, {"values": rows}, valueInputOption="RAW", **query)


class TestReading:
    def test_blanks_at_the_end_of_rows_and_of_the_range_are_left_out(self, book):
        book.write("A1", [["a", "", "c", ""], ["", "", ""], ["b", ""], ["", ""]])
        assert book.values() == [["a", "", "c"], [], ["b"]]

    def test_an_empty_range_has_no_values_at_all(self, book):
        assert "values" not in book.call("GET", "/values/A1%3AC3")

    def test_values_begin_at_the_corner_of_the_range(self, book):
        book.write("B2", [["x", "y"]])
        assert book.values("A1:C3") == [[], ["", "x", "y"]]
        assert book.values("B2:C3") == [["x", "y"]]
        assert book.values("C:C") == [[], ["y"]]

    def test_columns_may_come_first(self, book):
        book.write("A1", [["a", "b"], ["c"], ["", "d"]])
        assert book.values(majorDimension="COLUMNS") == [["a", "c"], ["b", "", "d"]]

    def test_a_batch_sees_its_ranges_in_the_order_asked(self, book):
        book.write("A1", [["a", "b"]])
        answer = book.call("GET", "/values:batchGet", ranges=["B1", f"{TAB}!A1:A2"])
        assert [entry["range"] for entry in answer["valueRanges"]] == [f"{TAB}!B1", f"{TAB}!A1:A2"]
        assert [entry["values"] for entry in answer["valueRanges"]] == [[["b"]], [["a"]]]

    def test_a_batch_with_a_tab_that_is_gone_is_refused_as_a_whole(self, book):
        status, answer = book.answer("GET", "/values:batchGet", ranges=["A1", "'Đã đổi tên'"])
        assert (status, answer["error"]["message"]) == (400, "Unable to parse range: 'Đã đổi tên'")


class TestWriting:
    def test_raw_text_is_never_evaluated(self, book):
        book.write("A1", [["=1+1", "01/02/2024", "5", True, 2.5]])
        assert book.values() == [["=1+1", "01/02/2024", "5", True, 2.5]]

    def test_entered_text_becomes_what_a_person_would_get(self, book):
        typed = ["=1+1", "4/10/2024", "1.234,5", "TRUE", "'5", "chữ", "12%", "4/10"]
        book.write("A1", [typed], "USER_ENTERED")
        assert book.values(valueRenderOption="FORMULA") == [["=1+1", 45569, 1234.5, True, "5", "chữ", 0.12, 45569]]

    def test_a_write_from_one_cell_on_may_be_of_any_size(self, book):
        answer = book.write("B2", [["a", "b"], ["c"]])
        assert answer["updatedRange"] == f"{TAB}!B2:C3"
        assert (answer["updatedRows"], answer["updatedColumns"], answer["updatedCells"]) == (2, 2, 3)

    def test_columns_may_be_written_first(self, book):
        body = {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]}
        book.call("PUT", "/values/A1", body, valueInputOption="RAW")
        assert book.values() == [["a", "c"], ["b"]]

    def test_an_empty_text_clears_the_cell(self, book):
        book.write("A1", [["a", "b"]])
        book.write("A1", [[""]])
        assert book.values() == [["", "b"]]

    def test_the_answer_may_hold_what_was_written(self, book):
        options = {"includeValuesInResponse": "true", "responseValueRenderOption": "UNFORMATTED_VALUE"}
        body = {"values": [["4/10/2024", "x"]]}
        answer = book.call("PUT", "/values/A1", body, valueInputOption="USER_ENTERED", **options)
        assert answer["updatedData"] == {
            "range": f"{TAB}!A1:B1",
            "majorDimension": "ROWS",
            "values": [[45569, "x"]],
        }

    @pytest.mark.parametrize(
        ("text", "rows", "message"),
        [
            ("A1:B2", [["a", "b", "c"]], "but tried writing to column [C]"),
            ("A1:B1", [["a"], ["b"]], "but tried writing to row [2]"),
            ("Z1000", [["a", "b"]], f"Range ({TAB}!Z1000:AA1000) exceeds grid limits. Max rows: 1000, max columns: 26"),
            ("AA1", [["a"]], "Range (AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ],
    )
    def test_a_write_past_the_range_or_the_grid_is_refused(self, book, text, rows, message):
        status, answer = book.answer("PUT", f"/values/{text}", {"values": rows}, valueInputOption="RAW")
        assert status == 400
        assert message in answer["error"]["message"]
        assert book.values() == []

    @pytest.mark.parametrize("how", ["RAW", "USER_ENTERED"])
    def test_a_cell_holds_fifty_thousand_characters(self, book, how):
        book.write("A1", [["x" * 50_000]], how)
        status, answer = book.answer("PUT", "/values/A1", {"values": [["x" * 50_001]]}, valueInputOption=how)
        assert status == 400
        assert "maximum of 50000 characters" in answer["error"]["message"]


class TestAppending:
    def test_it_goes_below_the_last_table(self, book):
        book.write("A1", [["a", "b"], ["c", "d"]])
        answer = append(book, "A1", [["e", "f"]])
        assert answer["tableRange"] == f"{TAB}!A1:B2"
        assert answer["updates"]["updatedRange"] == f"{TAB}!A3:B3"

    def test_the_table_is_all_of_its_rows_and_columns_wherever_the_range_meets_it(self, book):
        book.write("A1", [["a", "b"], ["c", "d"], ["", "e"]])
        for text in ("Trang tính1", "A1", "B2:B3"):
            book.call("POST", "/values/A4%3AZ9:clear")
            assert append(book, text, [["f"]])["tableRange"] == f"{TAB}!A1:B3"

    def test_it_begins_at_the_tables_first_column(self, book):
        """The known shift: a table that begins further right takes the rows along."""
        book.write("C2", [["a", "b"]])
        assert append(book, "A1:Z1000", [["c"]])["updates"]["updatedRange"] == f"{TAB}!C3"

    def test_the_whole_tab_means_the_rightmost_table_of_the_last_row(self, book):
        """Seen in recorded conversations: a gap in a row makes two tables, and the next append shifts."""
        book.write("A1", [["a", "", "c"]])
        answer = append(book, "Trang tính1", [["d", "", "f"]])
        assert (answer["tableRange"], answer["updates"]["updatedRange"]) == (f"{TAB}!C1", f"{TAB}!C2:E2")

    def test_rows_below_are_overwritten_unless_asked_to_insert(self, book):
        book.write("A1", [["a"], [""], ["under"]])
        append(book, "A1", [["b"], ["c"]])
        assert book.values() == [["a"], ["b"], ["c"]]
        book.call("POST", "/values/A1%3AZ9:clear")
        book.write("A1", [["a"], [""], ["under"]])
        append(book, "A1", [["b"], ["c"]], insertDataOption="INSERT_ROWS")
        assert book.values() == [["a"], ["b"], ["c"], [], ["under"]]

    def test_the_grid_grows(self, book):
        book.write("A1000", [["last"]])
        append(book, "A1:A1000", [["x", "y"]])
        assert book.tabs()[0]["gridProperties"]["rowCount"] == 1001
        assert book.values("A1000:B1001") == [["last"], ["x", "y"]]


class TestClearing:
    def test_only_the_values_of_the_range_go(self, book):
        book.write("A1", [["a", "b"], ["c", "d"]])
        assert book.call("POST", "/values/B1%3AB2:clear")["clearedRange"] == f"{TAB}!B1:B2"
        assert book.values() == [["a"], ["c"]]

    def test_several_ranges_may_go_at_once(self, book):
        book.write("A1", [["a", "b"], ["c", "d"]])
        book.call("POST", "/values:batchClear", {"ranges": ["A1", "B2"]})
        assert book.values() == [["", "b"], ["c"]]
