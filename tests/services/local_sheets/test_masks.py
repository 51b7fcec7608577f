"""Field masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.local_sheets.masks import copy, is_mask, keep, parse


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a,b.c", {"a": {}, "b": {"c": {}}}),
        ("a(b,c)", {"a": {"b": {}, "c": {}}}),
        ("a(b.c,d(e)),f", {"a": {"b": {"c": {}}, "d": {"e": {}}}, "f": {}}),
        ("a/b", {"a": {"b": {}}}),
        ("a.b,a.c", {"a": {"b": {}, "c": {}}}),
        ("*", {}),
        ("", {}),
    ],
)
def test_a_mask_is_a_tree(text, mask):
    assert parse(text) == mask


@pytest.mark.parametrize(("text", "names_something"), [("", False), (" , ", False), ("*", True), ("a", True)])
def test_an_empty_mask_names_nothing(text, names_something):
    assert is_mask(text) is names_something


def test_an_answer_keeps_what_the_mask_names():
    value = {"a": [{"b": 1, "c": 2}, {"c": 3}], "d": 4}
    assert keep(value, parse("a.b")) == {"a": [{"b": 1}, {}]}
    assert keep(value, {}) == value


@pytest.mark.parametrize(
    ("target", "source", "mask", "result"),
    [
        ({"a": 1, "b": 2}, {"a": 3, "b": 4}, "a", {"a": 3, "b": 2}),
        ({"a": 1}, {}, "a", {}),
        ({"f": {"x": 1, "y": 2}}, {"f": {"x": 9}}, "f", {"f": {"x": 9}}),
        ({"f": {"x": 1, "y": 2}}, {"f": {"x": 9}}, "f.x", {"f": {"x": 9, "y": 2}}),
        ({"f": {"x": 1, "y": 2}}, {}, "f.x", {"f": {"y": 2}}),
        ({}, {"f": {"x": 9}}, "f.x", {"f": {"x": 9}}),
        ({"a": 1, "b": 2}, {"b": 3}, "*", {"b": 3}),
    ],
)
def test_a_change_replaces_what_the_mask_names(target, source, mask, result):
    copy(target, source, parse(mask))
    assert target == result


TREES = st.recursive(
    st.just({}), lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=3), max_leaves=8
)


@given(TREES)
def test_a_mask_written_out_is_read_back(tree):
    def written(mask):
        return ",".join(f"{key}({written(inner)})" if inner else key for key, inner in mask.items())

    assert parse(written(tree)) == tree
