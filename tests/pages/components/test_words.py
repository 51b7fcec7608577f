"""Words as people here read them."""

import pytest

from pages.components.words import plain


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  hai\n\t từ ", "hai từ"),
        ("đúng\u00a0hạn · trễ\u00a0hạn", "đúng\u00a0hạn · trễ\u00a0hạn"),
        ("\u00a0\u2028một", "một"),
        (None, ""),
    ],
)
def test_runs_of_spaces_are_one_space_but_those_that_keep_words_on_a_line(typed: str | None, shown: str) -> None:
    assert plain(typed) == shown
