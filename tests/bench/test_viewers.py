"""What the crowd's figures mean."""

from collections import Counter

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.crowd import Crowd, Seat
from tests.bench.sheets import Counted
from tests.bench.viewers import sights


def metric(label: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.metric.label = label
    return message


def test_a_viewer_notes_when_each_figure_came_first() -> None:
    """The headline counts; other figures and repetitions don't."""
    seat = Seat()
    for label in ("Đạt 23/41 nhiệm vụ", "Trễ hạn", "Đạt 24/41 nhiệm vụ"):
        seat.take(metric(label))
    first = dict(seat.seen)
    seat.take(metric("Đạt 24/41 nhiệm vụ"))
    assert seat.seen.keys() == {23, 24}
    assert seat.seen == first


def test_a_change_is_seen_with_the_first_figure_at_least_as_new() -> None:
    """Of two changes at 100 and 110 s one viewer sees both at once at 112 s, the other the first only, at 103 s."""
    crowd = Crowd([Seat(seen={5: 90.0, 7: 112.0}), Seat(seen={5: 91.0, 6: 103.0})], 0, 1)
    found = sights(crowd, [100.0, 110.0])
    assert (found["never_seen"], found["seen_p50_s"], found["seen_max_s"]) == (1, 3, 12)


@pytest.mark.parametrize(("since", "reads"), [(0, 3), (30, 2)])
def test_the_worst_minute_is_counted_wherever_it_begins(since: float, reads: int) -> None:
    counted = Counted("", "", [(at, "GET", 200) for at in (5, 40, 64, 101)] + [(41, "POST", 429)])
    assert counted.reads_in_worst_minute(since) == reads
    assert counted.statuses() == Counter({200: 4, 429: 1})
