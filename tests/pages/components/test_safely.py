"""What nobody expected: what the person reads, and what the log says of it."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from services.discretion import keep_logs_discreet

NAME, KEY = "Nguyễn Thị Thúy", "-----BEGIN PRIVATE KEY-----MIIEvQ"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """All that was logged; the way of logging is put back afterwards."""
    factory = logging.getLogRecordFactory()
    yield lambda: caplog.text
    logging.setLogRecordFactory(factory)


@pytest.fixture
def nothing_unexpected() -> None:
    """Here it is expected."""


def breaking() -> None:
    import streamlit as st

    from pages.components.safely import safely

    def look(row: dict[str, str]) -> None:
        try:
            raise KeyError(row["full_name"])
        except KeyError:
            raise ValueError(f"{row['full_name']} {row['key']}") from None

    with safely():
        st.title("Trang")
        look({"full_name": "Nguyễn Thị Thúy", "key": "-----BEGIN PRIVATE KEY-----MIIEvQ"})


def breaking_in_a_fragment() -> None:
    import streamlit as st

    from pages.components.safely import safely

    @st.fragment
    def part() -> None:
        raise ValueError("Nguyễn Thị Thúy -----BEGIN PRIVATE KEY-----MIIEvQ")

    with safely():
        part()


def stopping() -> None:
    import streamlit as st

    from pages.components.safely import safely

    with safely():
        st.stop()


def shown(app: AppTest) -> str:
    """Everything that the browser gets."""
    return str(app._tree)


def test_the_person_reads_a_sentence_with_a_code_and_the_log_has_the_code_and_the_place(log: Callable[[], str]) -> None:
    app = AppTest.from_function(breaking).run()
    (error,) = app.error
    (code,) = re.findall(r"Mã lỗi \*\*([0-9A-F]{8})\*\*", error.value)
    assert app.title[0].value == "Trang"
    assert re.search(rf"Mã lỗi {code}: ValueError \S+:\d+ look < \S+:\d+ breaking", log())
    assert "caused by KeyError" in log()
    for secret in (NAME, KEY):
        assert secret not in shown(app)
        assert secret not in log()
    for inner in ("Traceback", ".py", "ValueError"):
        assert inner not in shown(app)


def test_an_error_of_a_fragment_is_logged_without_its_words(log: Callable[[], str]) -> None:
    app = AppTest.from_function(breaking_in_a_fragment).run()
    assert "ValueError" in log()
    for secret in (NAME, KEY):
        assert secret not in shown(app)
        assert secret not in log()


def test_a_page_that_stops_has_no_error(log: Callable[[], str]) -> None:
    assert not AppTest.from_function(stopping).run().error
    assert "Mã lỗi" not in log()


def test_a_record_of_anybody_loses_the_words_of_its_exception(log: Callable[[], str]) -> None:
    keep_logs_discreet()
    keep_logs_discreet()
    error = ValueError(f"{NAME} {KEY}")
    logging.getLogger("services.workbook.writer").error("a round of %s failed", "sending", exc_info=error)
    loop = asyncio.new_event_loop()
    loop.call_exception_handler({"message": f"Task exception {error!r}", "exception": error})
    loop.close()
    assert "a round of sending failed: ValueError" in log()
    assert "Task exception ValueError" in log()
    assert NAME not in log()
    assert KEY not in log()
