"""The server, started as README says, gives a page over HTTP."""

import os
import re
import socket
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_run_command_of_readme_starts_a_server_that_answers(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^## Run\n.*?^```sh\n(.*?)\n```", text, re.DOTALL | re.MULTILINE)
    # The set-up has been done by the test run; the last part is what starts the server.
    start = command.split(" && ")[-1]
    assert start == ".venv/bin/streamlit run app.py"
    port = free_port()
    environ = os.environ | {"LOCAL_WORKBOOK": str(tmp_path / "workbook.sqlite3"), "STREAMLIT_SERVER_PORT": str(port)}
    with subprocess.Popen(
        start.split(), cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            assert server.stdout is not None
            said = next(line for line in server.stdout if "URL" in line or "started on" in line)
            assert str(port) in said
            address = f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
                assert answer.read() == b"ok"
            with urllib.request.urlopen(f"{address}/my-work") as answer:
                assert b"<title>Streamlit</title>" in answer.read()
        finally:
            server.kill()
