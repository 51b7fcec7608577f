"""Choices that several pages share and that live in the address, so that a link shows what its sender saw."""

from collections.abc import Mapping

import streamlit as st

from services.plan import Unit
from services.schema import UNIT_KINDS

ALL = "tất cả"


def unit(units: tuple[Unit, ...], label: str = "Đơn vị") -> str | None:
    """The chosen unit's code (`?unit=CESTI`), None while none is chosen."""
    names = {known.code: known.name for known in units}
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key="unit",
        bind="query-params",
        placeholder="Chọn đơn vị…",
    )
    return chosen


def kind() -> str | None:
    """The chosen kind of unit, None for all."""
    words: Mapping[str, str] = {ALL: "Tất cả", **UNIT_KINDS}
    chosen = st.segmented_control(
        "Loại đơn vị",
        list(words),
        default=ALL,
        required=True,
        format_func=words.__getitem__,
        key="kind",
        bind="query-params",
        label_visibility="collapsed",
    )
    return None if chosen in (None, ALL) else str(chosen)
