"""The app, told to end, first brings to the sheet what it accepted."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.bench.server import ROOT
from tests.bench.session import connect, finished
from tests.services.workbook.sending import FIRST, PATIENCE, entries, told, waiting
from tests.services.workbook.trial import Clock, file_in, people, serving
from tests.test_server import free_port


async def stay(url: str, page: str) -> None:
    """Somebody is there until the app ends."""
    async with connect(url, page) as viewer:
        with suppress(ConnectionClosed):
            await viewer.rerun()
            await viewer.stay(float("inf"))


def test_what_is_on_its_way_to_the_sheet_keeps_the_app_from_ending(tmp_path: Path) -> None:
    """SIGTERM comes while the sheet is busy with the entry."""
    with serving(tmp_path, Clock()) as (book, server):
        waiting(server, *entries(book, FIRST))
        port = free_port()
        environ = {
            "LOCAL_WORKBOOK": str(file_in(tmp_path)),
            "SHEETS_ENDPOINT": server.url,
            "SHEETS_SPREADSHEET": server.core.spreadsheet_id,
        }
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | environ, stdout=subprocess.PIPE) as app:

            def tell_to_end() -> None:
                app.send_signal(signal.SIGTERM)
                # Without the entry it would be gone by then.
                with pytest.raises(subprocess.TimeoutExpired):
                    app.wait(2)

            server.before_write = tell_to_end
            try:
                assert app.stdout is not None
                assert any(b"started on" in line or b"URL" in line for line in app.stdout)
                finished(stay(f"http://127.0.0.1:{port}", "my-work?unit=CESTI"))
                assert app.wait(PATIENCE) == 0
            finally:
                app.kill()
        assert book.queue().waiting == ()
    assert told(people(tmp_path)) == [("Thêm", FIRST)]
