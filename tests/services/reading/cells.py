"""Whatever a cell may hold, and more: for properties that must hold of any of them."""

from hypothesis import strategies as st

TEXTS = st.text(st.characters(codec=None), max_size=60) | st.text(
    "0123456789./-, đĐhgtr:%+−kâ\u0301\u0300\xad", max_size=30
)
CELLS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | TEXTS
"""Text with lone surrogates and control characters, texts that nearly are dates and numbers, NaN, infinities."""
