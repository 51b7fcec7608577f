"""What the app itself sends is what the API publishes, and the embedded workbook carries it out."""

from datetime import date

from services.workbook import open_workbook


def test_set_up_an_entry_and_a_change_are_good_requests(tmp_path, monkeypatch, published_requests):
    monkeypatch.setenv("LOCAL_WORKBOOK", str(tmp_path / "workbook.sqlite3"))
    before = published_requests.kinds.copy()
    workbook = open_workbook()
    values = {
        "unit": "SMEQ",
        "kind": "Băng rôn",
        "slogan": "=Học tập suốt đời",
        "quantity": 2,
        "place": "Cổng trường",
        "hung_on": date(2024, 10, 1),
    }
    receipt = workbook.add("banners", values, by="Lan")
    table = workbook.snapshot().tables["banners"]
    seen = table[table["row_id"] == receipt.row_id].iloc[0]
    workbook.change("banners", receipt.row_id, {"quantity": 3}, by="Lan", seen={"quantity": seen["quantity"]})
    sent = published_requests.kinds - before
    assert {"addSheet", "appendCells", "updateCells", "GET"} <= set(sent)
    assert published_requests.take() == []
