"""The comparison of answers with recorded shapes sees what differs."""

import pytest

from tests.conformance.structure import differences

SHAPE = {"id": str, "rows": [{"n": int, "note?": str}]}


@pytest.mark.parametrize(
    "value",
    [
        {"id": "a", "rows": []},
        {"id": "a", "rows": [{"n": 1}, {"n": 2, "note": "x"}]},
    ],
)
def test_a_value_of_the_shape_has_no_differences(value):
    assert differences(value, SHAPE) == []


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"rows": []}, "$.id: missing"),
        ({"id": "a", "rows": [], "more": 1}, "$.more: unexpected"),
        ({"id": 5, "rows": []}, "$.id: int instead of str"),
        ({"id": "a", "rows": {}}, "$.rows: dict instead of a list"),
        ({"id": "a", "rows": [3]}, "$.rows[0]: int instead of an object"),
        ({"id": "a", "rows": [{"n": True}]}, "$.rows[0].n: bool instead of int"),
        ({"id": "a", "rows": [{"n": 1, "note": None}]}, "$.rows[0].note: NoneType instead of str"),
    ],
)
def test_a_difference_is_named_with_its_place(value, line):
    assert differences(value, SHAPE) == [line]
