"""The comparison with the real service, as far as it can be tried: against the embedded workbook's own server."""

import pytest

from services.local_sheets.auth import Condition
from services.schema import AUDIT, BANNERS, TABS
from services.workbook.connection import open_core
from services.workbook.setup import set_up
from tests.conformance.live import STEPS, main
from tests.services.workbook.cloud import Cloud, cloud


@pytest.fixture
def google(tmp_path):
    with cloud(tmp_path) as made:
        made.connection()
        yield made


def run(google: Cloud, capsys) -> tuple[int, list[str]]:
    status = main(["--secrets", str(google.folder / "secrets.toml")], {"SHEETS_ENDPOINT": google.server.url})
    return status, capsys.readouterr().out.splitlines()


def test_every_step_is_the_same_and_the_spreadsheet_stays_untouched(google, capsys):
    set_up(open_core(google.core))
    before = [google.core.handle("GET", f"/v4/spreadsheets/{google.core.spreadsheet_id}", {}, None)]
    status, lines = run(google, capsys)
    assert [line.split()[-1] for line in lines] == ["same"] * len(STEPS) + ["untouched"]
    assert status == 0
    assert [google.core.handle("GET", f"/v4/spreadsheets/{google.core.spreadsheet_id}", {}, None)] == before
    assert len(open_core(google.core).sheets()) == 1 + len(TABS)


def test_a_blank_spreadsheet_will_do_and_keeps_its_locale(google, capsys):
    status, _ = run(google, capsys)
    layout = open_core(google.core).layout()
    assert status == 0
    assert (layout.locale, [sheet.title for sheet in layout.sheets]) == ("en_US", ["Trang tính1"])


def test_a_difference_is_shown_from_both_sides_and_the_tabs_are_removed_all_the_same(google, capsys):
    """This spreadsheet has room for the two tabs and for no row more."""
    sheets = open_core(google.core).sheets()
    room = 10_000_000 - sum(sheet.rows * sheet.columns for sheet in sheets)
    room -= 1_000 * (len(BANNERS.fields) + len(AUDIT.fields))
    google.update(
        {"addSheet": {"properties": {"title": "Đầy", "gridProperties": {"rowCount": room, "columnCount": 1}}}}
    )
    status, lines = run(google, capsys)
    assert status == 1
    at = next(at for at, line in enumerate(lines) if line.startswith("append beyond the grid"))
    assert lines[at].endswith("DIFFERS")
    assert "10 triệu ô" in lines[at + 1]
    assert lines[at + 2] == "    here:  [1, 'VP']"
    assert [sheet.title for sheet in open_core(google.core).sheets()] == ["Trang tính1", "Đầy"]


def test_a_spreadsheet_that_may_not_be_changed_is_told(google, capsys):
    google.server.condition = Condition.READ_ONLY
    status, lines = run(google, capsys)
    assert status == 2
    assert "không được sửa bảng tính" in lines[-1]


def test_secrets_without_a_spreadsheet_are_told(tmp_path, capsys):
    environ = {"LOCAL_WORKBOOK": str(tmp_path / "w.sqlite3")}
    assert main(["--secrets", str(tmp_path / "none.toml")], environ) == 2
    assert capsys.readouterr().out == "the secrets name no spreadsheet\n"
