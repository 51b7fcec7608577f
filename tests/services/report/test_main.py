"""The report without a browser."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.report.__main__ import FAILED, MADE, MADE_WITH_GAPS, main, make
from services.workbook import Workbook
from services.workbook.connection import connect
from tests.services.campaigns import at
from tests.services.workbook.trial import people, tab

FILES = {"bao-cao.docx", "phu-luc.xlsx", "tong-hop.csv", "tien-do.png"}


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    """An embedded workbook after the week."""
    settings = {"LOCAL_WORKBOOK": str(tmp_path / "workbook.sqlite3")}
    return Workbook(connect(settings, secrets_file=Path(os.devnull)), lambda: at(10))


def made(folder: Path) -> dict[str, bytes]:
    """All that stands in the folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def banners(folder: Path) -> str:
    """Their number, as the CSV file has it."""
    with (folder / "tong-hop.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))[-1]["Băng rôn (cái)"]


def test_makes_the_same_bytes_again_whenever_and_in_whichever_process(book: Workbook, tmp_path: Path) -> None:
    """Status 3 and a line that names who is missing, at that moment."""
    book.load_samples(by="Văn phòng")
    here, there = tmp_path / "here", tmp_path / "new" / "there"
    assert make(book, here, at(8, 9))[0] == MADE_WITH_GAPS
    done = subprocess.run(
        [sys.executable, "-m", "services.report", "--out", str(there), "--as-of", "2024-10-08T09:00"],
        env=os.environ | {"LOCAL_WORKBOOK": str(tmp_path / "workbook.sqlite3")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (MADE_WITH_GAPS, "")
    assert done.stdout == (
        f"Đã làm bao-cao.docx, phu-luc.xlsx, tong-hop.csv, tien-do.png trong {there}; số liệu đến 09:00 ngày "
        "08/10/2024; 5 đơn vị chưa báo cáo đủ: KH&CN cơ sở, Khởi nghiệp sáng tạo, Viện KH&CN Tính toán, "
        "Thiết kế Chế tạo TB mới, Quỹ Phát triển KH&CN.\n"
    )
    assert made(here).keys() == FILES
    assert made(here) == made(there)


def test_status_0_says_that_everybody_has_reported(book: Workbook, tmp_path: Path) -> None:
    """Each unit that nothing arose for any duty."""
    units, duties = book.snapshot().units, book.snapshot().duties
    owed = [(unit.code, duty.code) for unit in units for duty in duties if duty.is_owed_by(unit)]
    rows = [
        (f"NIL-{n}", {"unit": unit, "duty": duty, "reason": "Không phát sinh"}) for n, (unit, duty) in enumerate(owed)
    ]
    book.add_all("nil_returns", rows, by="Văn phòng")
    assert make(Workbook(book.connection, lambda: at(11)), tmp_path / "out", None) == (
        MADE,
        f"Đã làm {', '.join(('bao-cao.docx', 'phu-luc.xlsx', 'tong-hop.csv', 'tien-do.png'))} trong "
        f"{tmp_path / 'out'}; số liệu đến 12:00 ngày 11/10/2024; mọi đơn vị đã báo cáo đủ.",
    )


def test_where_nobody_owes_anything_it_is_not_called_complete(book: Workbook, tmp_path: Path) -> None:
    tab(people(tmp_path), "duties").delete_rows(2, 5)
    status, line = make(Workbook(book.connection, lambda: at(11)), tmp_path / "out", None)
    assert status == MADE_WITH_GAPS
    assert line.endswith("; chưa có đơn vị nào phải báo cáo.")


def test_takes_the_latest_freeze_unless_a_moment_is_asked_for(book: Workbook, tmp_path: Path) -> None:
    """What came after the freeze doesn't count; of a moment count the rows as they stand now."""
    book.load_samples(by="Văn phòng")
    book.freeze(by="Văn phòng")
    banner = {"unit": "VP", "kind": "Băng rôn", "slogan": "Học", "quantity": 5, "place": "Cổng", "hung_on": "1/10/2024"}
    book.add("banners", banner, by="Văn phòng")
    later = Workbook(book.connection, lambda: at(12))
    assert "số liệu đến 12:00 ngày 10/10/2024 (chốt lần 1)" in make(later, tmp_path / "frozen", None)[1]
    assert "số liệu đến 12:00 ngày 12/10/2024; " in make(later, tmp_path / "live", at(12))[1]
    assert [banners(tmp_path / name) for name in ("frozen", "live")] == ["19", "24"]


def test_where_one_file_can_not_be_written_all_stay_as_they_were(book: Workbook, tmp_path: Path) -> None:
    """And nothing half-written is left beside them."""
    (tmp_path / "bao-cao.docx").write_text("của tuần trước")
    (tmp_path / "tien-do.png").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match=r"tien-do\.png"):
        make(book, tmp_path, at(9))
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "bao-cao.docx").read_text() == "của tuần trước"


def test_a_workbook_that_can_not_be_opened_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, and no folder."""
    file = tmp_path / "workbook.sqlite3"
    file.write_text("Không phải là một bảng tính. " * 99)
    monkeypatch.setenv("LOCAL_WORKBOOK", str(file))
    assert main(["--out", str(tmp_path / "out")]) == FAILED
    assert capsys.readouterr().err.startswith("Không làm được báo cáo: ")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["--out", "x", "--as-of", "hôm qua"], ["--out", "x", "--as-of", "9999-12-31T23:59-14"]]
)
def test_wrong_arguments_are_status_2(arguments: list[str]) -> None:
    """As of any command."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
