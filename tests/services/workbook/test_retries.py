"""When a call is made again, and how long that may take."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError

from services.workbook.retries import RETRIES

NOT_REACHED = [ConnectTimeoutError("slow"), NewConnectionError(None, "nobody there")]
CUT = ProtocolError("connection reset")
STALLED = ReadTimeoutError(None, "/", "no answer")


@pytest.mark.parametrize(
    ("method", "status", "again"),
    [
        ("GET", 429, True),
        ("GET", 500, True),
        ("GET", 502, True),
        ("GET", 503, True),
        ("GET", 504, True),
        ("GET", 200, False),
        ("GET", 400, False),
        ("GET", 403, False),
        ("POST", 429, True),
        ("POST", 500, False),
        ("POST", 502, False),
        ("POST", 503, False),
        ("POST", 504, False),
        ("POST", 400, False),
    ],
)
@pytest.mark.parametrize("retry_after", [False, True])
def test_a_write_is_made_again_only_where_nothing_was_done(method, status, again, retry_after):
    assert RETRIES.is_retry(method, status, retry_after) is again


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("error", NOT_REACHED)
def test_a_call_that_was_never_sent_is_made_once_more(method, error):
    once = RETRIES.increment(method, "/", error=error)
    with pytest.raises(MaxRetryError):
        once.increment(method, "/", error=error)


def test_a_read_whose_answer_was_cut_is_made_once_more():
    once = RETRIES.increment("GET", "/", error=CUT)
    with pytest.raises(MaxRetryError):
        once.increment("GET", "/", error=CUT)


def test_a_write_whose_answer_was_cut_is_never_made_again():
    with pytest.raises(ProtocolError):
        RETRIES.increment("POST", "/", error=CUT)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_is_made_again_after_half_a_minute_without_answer(method):
    with pytest.raises(ReadTimeoutError):
        RETRIES.increment(method, "/", error=STALLED)


@given(st.integers(0, 2**32))
def test_the_waits_grow_are_never_the_same_and_end_within_ten_seconds(seed):
    random.seed(seed)
    waits, left = [], RETRIES
    for _ in range(3):
        left = left.increment("GET", "/")
        waits.append(left.get_backoff_time())
    assert 1 <= waits[0] < 2 <= waits[1] < 3 <= waits[2] <= 4
    assert sum(waits) <= 10
    assert len({wait % 1 for wait in waits[:2]}) == 2
    with pytest.raises(MaxRetryError):
        left.increment("GET", "/")


def test_a_server_that_asks_for_patience_gets_it_within_the_same_limit():
    assert RETRIES.parse_retry_after("2") == 2
    assert RETRIES.parse_retry_after("3600") * RETRIES.total <= 10
