"""The benchmarks run and give out the figures that they promise; how fast is measured elsewhere."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from services.schema import LOGS
from tests.bench import access, big_sheet, browser, imports, one_viewer, report, rerun
from tests.bench.crowd import Seat
from tests.bench.entries import entries, fill, open_at
from tests.bench.machine import machine, publish, summary
from tests.bench.server import Server, serving
from tests.bench.session import PageFailed, connect, finished
from tests.browser.app import CHROMIUM, chromium

FEW = 24


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bench") / "workbook.sqlite3"
    fill(file, FEW)
    return file


@pytest.fixture(scope="module")
def traced(workbook: Path) -> Path:
    return workbook.parent / "imports.log"


@pytest.fixture(scope="module")
def server(workbook: Path, traced: Path) -> Server:
    with serving(workbook, "-X", "importtime", log=traced) as running:
        finished(_visit(running.url))
        yield running


async def _visit(url: str, page: str = "") -> dict[str, int]:
    async with connect(url, page, prompt=True) as viewer:
        first = await viewer.rerun()
        (pulse,) = viewer.fragments
        await viewer.rerun(pulse)
        return dict(first.elements)


def test_a_published_result_names_the_machine_and_stands_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures without the machine mean nothing; the file holds what was printed."""
    publish({"bench": "x"}, tmp_path / "x.json")
    written = (tmp_path / "x.json").read_text(encoding="utf-8")
    assert written == capsys.readouterr().out
    assert json.loads(written)["machine"].keys() == machine().keys() >= {"cores", "memory_gib", "cpu", "streamlit"}


def test_p95_is_the_time_that_one_run_in_twenty_exceeds() -> None:
    """Of 1, 2 … 101 ms half lie above 51 and one in twenty above 96."""
    assert summary(range(1, 102)) == {"runs": 101, "p50_ms": 51, "p95_ms": 96, "min_ms": 1, "max_ms": 101}


def test_entries_are_the_same_each_time_and_fill_all_logs(workbook: Path) -> None:
    """All logs hold something, the number is exact, and hand-typed rows are among them."""
    snapshot = open_at(workbook).snapshot()
    rows = [row for log in LOGS for row in snapshot.tables[log].to_dict("records")]
    assert len(rows) == FEW
    assert any(row["row_id"] is None for row in rows)
    assert entries(snapshot, 600) == entries(snapshot, 600)
    assert all(entries(snapshot, 600)[log] for log in LOGS)


def test_a_viewer_sees_a_whole_page(server: Server) -> None:
    """The overview's figures and charts arrive, not only the beginning of its script."""
    drawn = finished(_visit(server.url))
    assert drawn["metric"] == 5
    assert drawn["vega_lite_chart"] >= 1


def test_a_pulse_with_nothing_new_draws_nothing(server: Server) -> None:
    """Of two pulses in a row at most one meets another minute, and says so: no figure or chart comes again.

    The headline was noted when the page came; a page among few asks often.
    """
    seat = Seat()

    async def watch() -> tuple[list[Counter[str]], float]:
        async with connect(server.url) as viewer:
            viewer.watch = seat.take
            await viewer.rerun()
            (interval,) = viewer.fragments.values()
            return [(await viewer.stay(perf_counter() + interval + 0.5)).elements for _ in range(2)], interval

    drawn, interval = finished(watch())
    assert seat.seen
    assert min(elements.total() for elements in drawn) == 0
    assert all(elements.keys() <= {"markdown"} for elements in drawn)
    assert interval == 1.5


def test_another_page_than_the_one_asked_for_fails(server: Server) -> None:
    """A figure of the wrong page is worse than none."""
    with pytest.raises(PageFailed, match="no-such-page"):
        finished(_visit(server.url, "no-such-page"))


def test_imports_are_traced_to_a_line_of_ours(server: Server, traced: Path) -> None:
    """The overview reads with pandas, which a line under services/ or pages/ brings in; it exports nothing."""
    found = {package["package"]: package for package in imports.heavy(traced.read_text(encoding="utf-8"))}
    assert found["pandas"]["by"].startswith(("services/", "pages/"))
    assert found["pandas"]["needed"]
    assert "xlsxwriter" not in found


def test_the_reports_files_are_timed_in_a_process_of_their_own() -> None:
    """With as many units as asked for; a size that misses an aim is named."""
    found = report.measure(17, FEW, 1)
    assert (found["units"], found["entries"]) == (17, FEW)
    assert all(found[name]["p50_ms"] > 0 for name in ("figures", "docx", "xlsx", "png", "csv", "together"))
    fast, slow = dict.fromkeys(report.AIMS, found), dict.fromkeys(report.AIMS, found | {"peak_mb": 301})
    assert [report.above(sizes) for sizes in (fast, slow)] == [[], ["40 units, 5,000 entries"]]


def test_reruns_are_timed_at_the_server_as_seen_and_in_app_test(server: Server, workbook: Path) -> None:
    """Each page has three ways of looking and says which are above the aim."""
    result = rerun.measure(server.url, workbook, 2, ["banners"], warm_up=0)
    assert result["pages"].keys() == {"/banners"}
    assert result["above_aim"].keys() == {"server", "seen"}
    for page in result["pages"].values():
        assert page.keys() == {"server", "seen", "app_test", "kilobytes"}
        assert page["server"]["pulse_p50_ms"] > 0


def test_one_viewer_waits_longer_for_a_changed_sheet(server: Server, workbook: Path) -> None:
    """A row more is read, counted and drawn, or the measurement fails."""
    found = finished(one_viewer.measure(server.url, workbook, 2, 1, warm_up=0))
    assert found["unchanged"]["p50_ms"] < found["changed"]["p50_ms"]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_sees_a_page_come_a_receipt_and_a_refresh_that_moves_nothing(server: Server, workbook: Path) -> None:
    """A refresh of an unchanged sheet brings less than one with an entry more, and neither pushes anything away."""

    def watch() -> dict[str, Any]:
        with chromium() as started:
            return browser.measure(started, server.url, workbook, 1, 1, 1, 1, {"overview": ""}, warm_up=0)

    # In a thread of its own: in this one the browser of a walk may be running.
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(watch).result()
    assert all(visit["figure"]["min_ms"] > 0 for name, visit in found["first_paint"].items() if name != "aim_ms")
    assert found["submit"]["min_ms"] > 0
    unchanged, changed = (found["refresh"]["overview"][kind] for kind in ("unchanged", "changed"))
    assert unchanged["max_bytes"] < changed["max_bytes"]
    assert unchanged["layout_shift"] == changed["layout_shift"] == 0


def test_a_big_sheet_is_measured_step_by_step() -> None:
    found = big_sheet.measure(FEW, 1)
    assert set(found) == {
        *(f"{step}_ms" for step in ("first_look", "fetch", "read", "progress", "changed")),
        "read_and_progress_ms",
        "changed_without_fetch_ms",
    }


def test_access_is_checked_for_a_listed_person(tmp_path: Path) -> None:
    file = tmp_path / "workbook.sqlite3"
    fill(file, FEW)
    access.list_users(file, 8)
    assert access.measure(file, 2)["check_us"].keys() == {"p50", "p95"}
