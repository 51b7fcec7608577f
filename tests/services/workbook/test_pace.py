"""How fast calls follow one another, by a timer that only waiting and the test move."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.workbook.pace import Pace


class Timer:
    """Time in seconds, and how long was waited in all."""

    def __init__(self) -> None:
        self.now = self.waited = 0.0

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds
        self.waited += seconds


def calls(pace: Pace, timer: Timer, gaps: list[float]) -> list[float]:
    """When the calls were made that came after these seconds of doing something else."""
    made = []
    for gap in gaps:
        timer.now += gap
        pace.wait()
        made.append(timer.now)
    return made


@settings(max_examples=60)
@given(
    per_minute=st.integers(1, 60),
    burst=st.integers(1, 20),
    gaps=st.lists(st.sampled_from((0.0, 0.0, 0.0, 0.1, 1.0, 7.0, 61.0)), max_size=150),
)
def test_no_minute_holds_more_calls_than_its_share_and_the_burst(per_minute, burst, gaps):
    timer = Timer()
    made = calls(Pace(per_minute, burst, timer=timer, pause=timer.pause), timer, gaps)
    for at in made:
        assert len([other for other in made if at <= other < at + 60 - 1e-6]) <= per_minute + burst


def test_a_burst_waits_for_nothing_and_the_rest_comes_evenly():
    timer = Timer()
    made = calls(Pace(30, 3, timer=timer, pause=timer.pause), timer, [0.0] * 6)
    assert made == [0, 0, 0, 2, 4, 6]


def test_who_comes_slowly_never_waits_and_rest_gives_back_no_more_than_the_burst():
    timer = Timer()
    pace = Pace(30, 3, timer=timer, pause=timer.pause)
    calls(pace, timer, [2.0] * 100)
    assert timer.waited == 0
    start = timer.now + 3_600
    assert calls(pace, timer, [3_600, 0, 0, 0, 0]) == [start, start, start, start + 2, start + 4]


def test_without_figures_nobody_waits():
    timer = Timer()
    calls(Pace(timer=timer, pause=timer.pause), timer, [0.0] * 1_000)
    assert timer.waited == 0
