"""A tab that is read again after a change: only what is new is read, and the result is as if all were."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reading import Context, read_table
from services.schema import BANNERS

HEADER = [field.label for field in BANNERS.fields]
CONTEXT = Context(year=2024, window=(date(2024, 10, 1), date(2024, 10, 7)))
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 50_000), st.floats(), st.text(max_size=8), st.sampled_from(["1", "Hủy"])
)
ROWS = st.lists(st.lists(CELLS, max_size=len(HEADER)), max_size=6)


@settings(max_examples=60)
@given(ROWS, ROWS)
def test_reading_on_from_an_earlier_state_gives_what_reading_anew_gives(earlier, now):
    before = read_table(BANNERS, [HEADER, *earlier], CONTEXT)
    again = read_table(BANNERS, [HEADER, *now], CONTEXT, before=before)
    anew = read_table(BANNERS, [HEADER, *now], CONTEXT)
    assert repr(again.frame.to_dict("list")) == repr(anew.frame.to_dict("list"))
    assert repr(again.problems) == repr(anew.problems)


@pytest.mark.parametrize(("earlier", "now"), [(1, True), (True, 1), (1.0, 1), ("1", 1)])
def test_equal_in_python_is_not_equal_in_a_sheet(earlier, now):
    at = BANNERS.keys.index("quantity")
    tables = [[HEADER, ["x"] * at + [cell]] for cell in (earlier, now)]
    before = read_table(BANNERS, tables[0], CONTEXT)
    again = read_table(BANNERS, tables[1], CONTEXT, before=before)
    assert again.problems == read_table(BANNERS, tables[1], CONTEXT).problems


def test_what_was_read_is_not_read_again():
    rows = [HEADER, ["CESTI", "Pano vải", "Học tập suốt đời"]]
    before = read_table(BANNERS, rows, CONTEXT)
    again = read_table(BANNERS, [*rows, ["VP", "Pano lụa"]], CONTEXT, before=before)
    kinds = ("kind", frozenset())
    assert again.known[kinds].problems.keys() == {"Pano vải", "Pano lụa"}
    assert again.known[kinds].problems["Pano vải"] is before.known[kinds].problems["Pano vải"]
