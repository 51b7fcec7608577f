"""The server on this machine: quotas, faults and latency as switches."""

import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
import requests

from services.local_sheets.errors import ApiError
from services.local_sheets.http import FAULTS, Quota, Switches
from tests.services.local_sheets.book import append

ROOT = Path(__file__).parents[3]
PATIENCE = 10.0
"""Seconds that a client waits for an answer."""
IMPATIENCE = 0.3
"""Seconds that it waits for one that never comes."""


@pytest.fixture
def http() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def write(session, server, value="x", patience=PATIENCE):
    address = f"{server.url}/v4/spreadsheets/{server.core.spreadsheet_id}:batchUpdate"
    return session.post(address, json={"requests": [append([[value]])]}, timeout=patience)


def read(session, server):
    return session.get(f"{server.url}/v4/spreadsheets/{server.core.spreadsheet_id}/values/A1", timeout=PATIENCE)


def error(answer):
    return answer.status_code, answer.json()["error"]["status"]


def test_what_is_written_over_http_is_read_in_process(book, serve, http):
    server = serve()
    assert write(http, server, "tiếng Việt").status_code == 200
    assert book.values() == [["tiếng Việt"]]


@pytest.mark.parametrize(("kind", "name"), [("429", "RESOURCE_EXHAUSTED"), ("500", "INTERNAL"), ("503", "UNAVAILABLE")])
def test_an_error_is_answered_before_anything_changes(book, serve, http, kind, name):
    server = serve(Switches(faults={kind: 1}))
    assert error(write(http, server)) == (int(kind), name)
    assert error(read(http, server)) == (int(kind), name)
    assert book.values() == []


@pytest.mark.parametrize(("kind", "status"), [("502", 502), ("captive", 200)])
def test_a_page_comes_in_googles_place_at_the_token_endpoint_too(book, serve, http, kind, status):
    server = serve(Switches(faults={kind: 1}))
    for answer in (write(http, server), read(http, server), http.post(f"{server.url}/token", timeout=PATIENCE)):
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=UTF-8")
        assert answer.text.startswith("<html>")
    assert book.values() == []


@pytest.mark.parametrize(
    ("kind", "patience", "failure", "rows"),
    [
        ("reset", PATIENCE, requests.ConnectionError, []),
        ("reset-after", PATIENCE, requests.ConnectionError, [["x"]]),
        ("stall", IMPATIENCE, requests.ReadTimeout, []),
        ("stall-after", IMPATIENCE, requests.ReadTimeout, [["x"]]),
    ],
)
def test_a_lost_answer_says_nothing_about_the_change(book, serve, http, kind, patience, failure, rows):
    server = serve(Switches(faults={kind: 1}))
    with pytest.raises(failure):
        write(http, server, patience=patience)
    # On a busy machine the change may still be under way.
    assert _ends(lambda: book.values() == rows)


def test_a_stalled_request_is_let_go_when_its_client_gives_up(serve):
    """Otherwise every stall would hold a thread for as long as the server lives."""
    server = serve(Switches(faults={"stall": 1}))
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=IMPATIENCE)
    connection.request("GET", "/v4/spreadsheets/x")
    with pytest.raises(socket.timeout):
        connection.getresponse()
    connection.close()
    assert _ends(lambda: not server.stalled)


def _ends(is_done):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if is_done():
            return True
    return False


def test_a_rate_is_the_share_of_the_requests_that_meet_the_fault(serve):
    server = serve(Switches(faults={"500": 0.25, "reset": 0.25}, seed=1))
    met = [server.fault() for _ in range(2_000)]
    assert 400 < met.count("500") < 600
    assert 400 < met.count("reset") < 600
    assert set(met) == {"500", "reset", None}


def test_the_same_seed_gives_the_same_faults(serve):
    switches = Switches(faults=dict.fromkeys(FAULTS, 0.1), seed=7)
    first, second = serve(switches), serve(switches)
    assert [first.fault() for _ in range(50)] == [second.fault() for _ in range(50)]


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class TestQuota:
    def test_a_window_lasts_a_minute(self):
        clock = Clock()
        quota = Quota({"Read": 2}, clock)
        for start in (0, 60):
            for second in (start, start + 59.9):
                clock.now = second
                quota.take("Read")
            with pytest.raises(ApiError):
                quota.take("Read")

    def test_reads_and_writes_are_counted_apart(self):
        quota = Quota({"Read": 1, "Write": None}, Clock())
        quota.take("Read")
        for _ in range(500):
            quota.take("Write")

    def test_the_refusal_is_googles(self):
        with pytest.raises(ApiError) as caught:
            Quota({"Write": 0}, Clock()).take("Write")
        answer = caught.value.envelope()["error"]
        assert (answer["code"], answer["status"]) == (429, "RESOURCE_EXHAUSTED")
        assert answer["message"].startswith("Quota exceeded for quota metric 'Write requests'")
        assert answer["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
        assert answer["details"][0]["metadata"]["quota_limit"] == "WriteRequestsPerMinutePerUser"

    def test_the_server_counts_what_it_is_asked(self, book, serve, http):
        clock = Clock()
        server = serve(Switches(reads_per_minute=1, writes_per_minute=1), clock=clock)
        assert [read(http, server).status_code for _ in range(2)] == [200, 429]
        assert [write(http, server).status_code for _ in range(2)] == [200, 429]
        clock.now = 60.0
        assert (read(http, server).status_code, write(http, server).status_code) == (200, 200)
        assert book.values() == [["x"], ["x"]]


def test_latency_comes_before_every_answer(serve, http):
    server = serve(Switches(latency=0.05))
    begun = time.monotonic()
    assert read(http, server).status_code == 200
    assert time.monotonic() - begun >= 0.05


def test_a_body_that_is_no_json_is_refused(serve, http):
    server = serve()
    address = f"{server.url}/v4/spreadsheets/{server.core.spreadsheet_id}:batchUpdate"
    assert error(http.post(address, data=b"{", timeout=PATIENCE)) == (400, "INVALID_ARGUMENT")


def test_a_file_that_fails_is_answered_as_unavailable(serve, http, file):
    server = serve()
    file.write_bytes(b"\xff" * file.stat().st_size)
    assert error(read(http, server)) == (503, "UNAVAILABLE")


@pytest.fixture
def command(tmp_path):
    """Starts `python -m services.local_sheets`; gives address, spreadsheet ID and the process."""
    running = []

    def start(*options):
        line = [sys.executable, "-m", "services.local_sheets", "--db", tmp_path / "served.sqlite3", *options]
        process = subprocess.Popen([*map(str, line)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        running.append(process)
        words = process.stdout.readline().split()
        assert (words[:2], words[3]) == (["listening", "on"], "spreadsheet")
        return words[2], words[4], process

    yield start
    for process in running:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def test_the_command_serves_a_workbook_that_is_set_up(command, http):
    address, spreadsheet, process = command("--reads-per-minute", 2, "--latency-ms", 1, "--fault", "reset-after:0")
    answer = http.get(f"{address}/v4/spreadsheets/{spreadsheet}", timeout=PATIENCE).json()
    titles = [sheet["properties"]["title"] for sheet in answer["sheets"]]
    assert {"Kế hoạch", "Đơn vị", "Băng rôn", "Nhật ký"} <= set(titles)
    address = f"{address}/v4/spreadsheets/{spreadsheet}/values/A1"
    statuses = [http.get(address, timeout=PATIENCE).status_code for _ in range(5)]
    assert 429 in statuses
    process.terminate()
    assert process.wait(PATIENCE) == 0


def test_the_command_refuses_a_fault_that_it_does_not_know(tmp_path):
    line = [sys.executable, "-m", "services.local_sheets", "--db", str(tmp_path / "w"), "--fault", "flood:1"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "flood is none of 429, 500" in done.stderr
    assert not (tmp_path / "w").exists()


def test_the_command_says_why_a_file_can_not_be_served(tmp_path):
    (tmp_path / "w").write_text("no workbook")
    line = [sys.executable, "-m", "services.local_sheets", "--db", str(tmp_path / "w")]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (1, f"{tmp_path / 'w'}: not a workbook")
