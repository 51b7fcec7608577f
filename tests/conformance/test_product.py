"""What the app itself sends is what the API publishes, and the embedded workbook carries it out."""

import json
from datetime import date

import requests

from services.schema import BANNERS
from services.workbook import Workbook, open_workbook
from services.workbook.connection import connect
from tests.conformance.discovery import sheets
from tests.services.local_sheets.book import cells, dimension

SENT = {
    "GET",
    "addConditionalFormatRule",
    "addProtectedRange",
    "addSheet",
    "appendCells",
    "appendDimension",
    "deleteConditionalFormatRule",
    "deleteDimension",
    "deleteSheet",
    "insertDimension",
    "repeatCell",
    "setDataValidation",
    "updateCells",
    "updateDimensionProperties",
    "updateProtectedRange",
    "updateSpreadsheetProperties",
}
"""All kinds of requests that the app can send."""
BANNER = {
    "unit": "SMEQ",
    "kind": "Băng rôn",
    "slogan": "=Học tập suốt đời",
    "quantity": 2,
    "place": "Cổng trường",
    "hung_on": date(2024, 10, 1),
}


def test_set_up_an_entry_and_a_change_are_good_requests(tmp_path, monkeypatch, published_requests):
    monkeypatch.setenv("LOCAL_WORKBOOK", str(tmp_path / "workbook.sqlite3"))
    before = published_requests.kinds.copy()
    workbook = open_workbook()
    receipt = workbook.add("banners", BANNER, by="Lan")
    # Read anew: on a busy machine the sender may still be looking, and meanwhile the last snapshot is shown.
    table = Workbook(workbook.connection).snapshot().tables["banners"]
    seen = table[table["row_id"] == receipt.row_id].iloc[0]
    workbook.change("banners", receipt.row_id, {"quantity": 3}, by="Lan", seen={"quantity": seen["quantity"]})
    sent = published_requests.kinds - before
    assert {"addSheet", "appendCells", "updateCells", "GET"} <= set(sent)
    assert published_requests.take() == []


def spoiled(book: Workbook) -> list[dict]:
    """What people may do to tabs of ours so that set-up has all to mend that it can."""
    layout, sheet_id = book.connection.gateway.layout(), BANNERS.sheet_id
    (protected,) = layout.make_up[sheet_id].protected
    weak = {"protectedRangeId": protected["protectedRangeId"], "warningOnly": True}
    plan = book.snapshot().sheets["plan"].sheet_id
    fields = {"fields": "userEnteredValue"}
    deadline = {"start": {"sheetId": plan, "rowIndex": 11, "columnIndex": 1}, "rows": cells([["10/10/2024"]]), **fields}
    own = {"start": {"sheetId": sheet_id, "columnIndex": 16}, "rows": cells([["Cột riêng"]]), **fields}
    return [
        {"updateSpreadsheetProperties": {"properties": {"locale": "en_US"}, "fields": "locale"}},
        {"deleteDimension": {"range": dimension(4, 5, "COLUMNS", sheet_id)}},
        {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": 2}},
        {"updateCells": own},
        {"updateProtectedRange": {"protectedRange": weak, "fields": "warningOnly"}},
        {"updateCells": deadline},
    ]


def test_every_answer_to_what_the_app_sends_is_published_too(tmp_path, published_requests):
    """In structure; the words and figures of the errors and of most kinds are held to recorded answers elsewhere."""
    before, problems, replies = published_requests.kinds.copy(), [], []

    def judge(response: requests.Response, *_args: object, **_options: object) -> None:
        request, answer = response.request, response.json()
        assert response.status_code == 200
        problems.extend(sheets().answer_problems(request.method, request.url, answer))
        if request.body:
            replies.append((len(answer["replies"]), len(json.loads(request.body)["requests"])))

    connection = connect({"LOCAL_WORKBOOK": str(tmp_path / "workbook.sqlite3")}, tmp_path / "none.toml")
    connection.gateway._client.session.hooks["response"].append(judge)
    book = Workbook(connection)
    receipt = book.add("banners", BANNER, by="Lan")
    book.change("banners", receipt.row_id, {"quantity": 3}, by="Lan", seen={"quantity": 2})
    book.load_samples(by="Lan")
    book.clear_samples(by="Lan")
    connection.gateway.update(spoiled(book))
    book.set_up()
    assert book.pending_changes() == []
    assert problems == []
    assert all(given == asked for given, asked in replies)
    assert set(published_requests.kinds - before) == SENT
