"""`python -m services.workbook.health`: what it says, its exit status, and that it leaves everything as it is."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.local_sheets.http import Switches
from services.workbook import Workbook
from services.workbook.health import main
from services.workbook.journal import Journal, State, Submission
from tests.services.workbook.sending import FIRST, SECOND, entries, waiting
from tests.services.workbook.trial import BY, Clock, Served, file_in

UP, READ, EMPTY = (
    "[x] Ứng dụng: Đang chạy.",
    "[x] Bảng tính: Đọc được.",
    "[x] Sổ ghi: Không có mục nào chờ gửi.",
)
WAITING = "[!] Sổ ghi: 2 mục chờ gửi, cũ nhất từ 09:00:00 ngày 04/10/2024."
Checked = Callable[..., tuple[int, list[str]]]


class App(ThreadingHTTPServer):
    """Answers as Streamlit does: "ok" at one address, a page at all others."""

    def __init__(self) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok" if self.path == "/_stcore/health" else b"<!doctype html>")

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def app() -> Iterator[App]:
    with App() as app:
        threading.Thread(target=app.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield app
        app.shutdown()


@pytest.fixture
def checked(
    served: tuple[Workbook, Served], app: App, tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> Checked:
    server = served[1]
    environ = {
        "LOCAL_WORKBOOK": str(file_in(tmp_path)),
        "SHEETS_ENDPOINT": server.url,
        "SHEETS_SPREADSHEET": server.core.spreadsheet_id,
    }

    def check(*arguments: str) -> tuple[int, list[str]]:
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        status = main(["--app", app.url, *arguments], environ, tmp_path / "secrets.toml", clock)
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
        said = capsys.readouterr().out
        assert str(tmp_path) not in said
        return status, said.splitlines()

    return check


def test_all_is_well(checked):
    assert checked() == (0, [UP, READ, EMPTY])


def test_an_app_that_is_not_there_and_a_page_that_is_none_of_its(checked, app):
    assert checked("--app", f"{app.url}/elsewhere")[0] == 1
    app.shutdown()
    app.server_close()
    assert checked() == (1, ["[!] Ứng dụng: Không trả lời.", READ, EMPTY])


def test_a_sheet_that_fails_is_asked_once(checked, server):
    server.failing = True
    status, (app, sheet, journal) = checked()
    assert (status, app, journal) == (1, UP, EMPTY)
    assert sheet.startswith("[!] Bảng tính: Google")
    assert server.asked.total() == 1


def test_a_sheet_that_never_answers_is_not_waited_for(checked, server):
    stalled = Switches(faults={"stall": 1})
    server.before_read = lambda: setattr(server, "switches", stalled)
    assert checked("--seconds", "0.3") == (1, [UP, "[!] Bảng tính: Chưa trả lời sau 0.3 giây.", EMPTY])


def test_what_waits_is_counted_while_another_process_sends_and_accepts(checked, server, served):
    waiting(server, *entries(served[0], FIRST, SECOND))
    journal = Journal(served[0].connection.journal_file)
    with journal.lease(), journal.opened() as database:
        database.execute("BEGIN IMMEDIATE")
        assert checked() == (1, [UP, READ, WAITING])


def test_a_row_for_the_audit_log_alone_may_wait_a_minute_for_company(checked, served, clock):
    Journal(served[0].connection.journal_file).accept([Submission("audit", FIRST, "add", BY, clock(), {})])
    clock.tick(seconds=60)
    assert checked() == (0, [UP, READ, EMPTY])
    clock.tick(seconds=1)
    assert checked()[0] == 1


def test_what_was_refused_is_told_and_no_failure(checked, server, served):
    waiting(server, *entries(served[0], FIRST))
    journal = Journal(served[0].connection.journal_file)
    journal.settle(journal.open(), State.REFUSED)
    assert checked() == (0, [UP, READ, f"{EMPTY} 1 mục bị từ chối, chờ người nhập mở lại ở Việc của tôi."])


def test_a_damaged_journal_is_left_for_the_app_to_put_aside_and_then_told(checked, served):
    file = served[0].connection.journal_file
    file.write_bytes(b"\xff" * 8_192)
    status, lines = checked()
    assert (status, lines[2].startswith("[!] Sổ ghi: Không đọc được")) == (1, True)
    Journal(file)
    status, lines = checked()
    assert (status, "1 sổ ghi hỏng được giữ lại" in lines[2]) == (1, True)


def test_without_a_workbook_none_is_made(tmp_path, app, capsys):
    environ = {"LOCAL_WORKBOOK": str(tmp_path / "workbook.sqlite3")}
    assert main(["--app", app.url], environ, tmp_path / "secrets.toml") == 1
    assert [*tmp_path.iterdir()] == []
    assert "[!] Bảng tính: Chưa có tệp" in capsys.readouterr().out
