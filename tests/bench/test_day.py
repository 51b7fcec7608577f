"""What the day's figures mean."""

import pytest

from tests.bench.day import VIEWERS, Day, growth


def test_growth_is_what_each_hour_after_the_warm_up_adds() -> None:
    """60 MiB of the first hour don't count; of the rest a gain that is given back is none."""
    day = Day(memory=[(0, 140), (1, 200), (2, 204), (3, 200), (4, 204), (5, 208)])
    found = growth(day, warm_up=1)
    assert (found["hours"], found["memory_warm_mib"], found["memory_end_mib"]) == (4, 200, 208)
    assert found["growth_mib_an_hour"] == pytest.approx(1.6)


def test_an_hour_is_as_many_pulses_as_all_viewers_make_in_it() -> None:
    """Each asks every 1.5 s."""
    assert Day(pulses=VIEWERS * 2_400).seconds == 3_600
