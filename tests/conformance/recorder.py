"""Every request that the test run sends towards Google, whichever workbook answers it, judged by the published API.

Plugged in by importing the fixtures in `tests/conftest.py`. It listens at `requests.Session.send`, through which
gspread sends everything; nothing of the app is replaced.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.conformance.discovery import Discovery, sheets


class Recorder:
    """Counts the requests and keeps what is wrong with them."""

    def __init__(self, api: Discovery) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._problems: list[str] = []
        self.kinds: Counter[str] = Counter()
        """What was sent: HTTP method and kind of request → how often."""

    def see(self, request: requests.PreparedRequest) -> None:
        """Judges one request; others than to the Sheets API are none of its business."""
        url, method = request.url or "", request.method or ""
        if not url.startswith(self._api.root):
            return
        body = json.loads(request.body) if isinstance(request.body, (str, bytes)) and request.body else None
        problems = [f"{method} {url}: {line}" for line in self._api.problems(method, url, body)]
        with self._lock:
            self._problems += problems
            self.kinds.update(_kinds(method, body))

    def take(self) -> list[str]:
        """The problems since the last call; a test that sends nonsense on purpose takes them itself."""
        with self._lock:
            problems, self._problems = self._problems, []
        return problems


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    """Listens for as long as the test run lasts."""
    known = Recorder(sheets())
    send = requests.Session.send

    def listening(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        known.see(request)
        return send(session, request, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", listening)
        yield known


@pytest.fixture(autouse=True)
def published_requests(recorder: Recorder) -> Iterator[Recorder]:
    """Fails a test whose requests the real service would not understand."""
    recorder.take()
    yield recorder
    problems = recorder.take()
    assert not problems, "\n".join(problems)


def _kinds(method: str, body: Any) -> list[str]:
    requests_ = body.get("requests") if isinstance(body, dict) else None
    return [next(iter(request), "") for request in requests_] if requests_ else [method]
