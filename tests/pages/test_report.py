"""The summary page, and the way of an entry from a form to the sheet, the progress and both exports."""

import csv
import io

import openpyxl
import pytest

from services import report
from services.progress import Status, measure
from services.report.xlsx import to_xlsx
from services.workbook import Workbook
from tests.pages.conftest import Visit, fill, send
from tests.pages.test_forms import GOOD

UNIT = "Trung tâm Thông tin và Thống kê KH&CN"


def test_an_entry_goes_from_the_form_to_the_sheet_the_progress_and_both_exports(visit: Visit, book: Workbook) -> None:
    send(fill(visit("banners", unit="CESTI"), "banners", **GOOD["banners"], by="Lan"))
    # The sheet, by gspread's own reading of the tab.
    gateway = book.connection.gateway
    header, row = gateway.values(["Băng rôn"])[0]
    assert row[header.index("Vị trí treo")] == "Cổng chính"
    assert row[header.index("Ngày treo")] == 45567  # 2 October 2024 as days since 30 December 1899

    snapshot = Workbook(book.connection).snapshot()
    now = measure(snapshot.tables, snapshot.campaign, snapshot.units, snapshot.duties, as_of=book.now())
    cell = now.cells[(now.cells["unit"] == "CESTI") & (now.cells["duty"] == "II.2")].iloc[0]
    assert (cell["status"], cell["entries"]) == (Status.LATE, 1)

    figures = report.figures(report.live(snapshot, book.now()))
    rows = list(csv.DictReader(io.StringIO(report.to_csv(figures.summary).decode("utf-8-sig"))))
    assert next(line for line in rows if line["Đơn vị"] == UNIT)["Băng rôn (cái)"] == "2"
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(figures, names=True)))["Băng rôn"]
    (titles, values) = sheet.iter_rows(values_only=True)
    assert values[titles.index("Vị trí treo")] == "Cổng chính"


def test_the_summary_shows_every_unit_and_a_total(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    table = visit("report", as_of="2024-10-10").dataframe[0].value
    assert len(table) == 17
    assert table["Đơn vị"].iloc[-1] == "Tổng cộng"


@pytest.mark.parametrize(("column", "expected"), [("Băng rôn (cái)", "19"), ("Lượt xem", "8.731")])
def test_numbers_are_written_as_people_here_read_them(visit: Visit, book: Workbook, column: str, expected: str) -> None:
    """Counted by hand in the sample entries."""
    book.load_samples(by="Văn phòng")
    assert visit("report", as_of="2024-10-10").dataframe[0].value[column].iloc[-1] == expected


def test_summary_and_every_list_can_be_downloaded(visit: Visit) -> None:
    labels = [button.label for button in visit("report").get("download_button")]
    files = ["Tải Word (docx)", "Tải Excel (xlsx)", "Tải CSV", "Tải hình (png)"]
    assert labels == [*files, *["Tải danh sách CSV"] * 5]
