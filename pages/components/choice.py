"""Choices that several pages share and that live in the address, so that a link shows what its sender saw."""

from collections.abc import Mapping

import streamlit as st

from pages.components.session import Look
from pages.components.words import moment, plain
from services.access import Action
from services.plan import Unit
from services.schema import UNIT_KINDS
from services.settings import closed_sentence

ALL = "tất cả"


def own(look: Look) -> tuple[Unit, ...]:
    """The units for which somebody may enter."""
    return tuple(unit for unit in look.snapshot.units if look.desk.identity.may(Action.ENTER, unit.code))


def may_enter(look: Look, unit: str | None) -> bool:
    """Whether somebody may enter for the unit now: their role allows it, and no freeze keeps them from it."""
    return look.desk.identity.may(Action.ENTER, unit) and look.desk.closed_since(unit) is None


def closed(look: Look) -> bool:
    """Tells those who can enter nothing more that the figures are frozen; False while they can for any unit."""
    since = [look.desk.closed_since(unit.code) for unit in own(look)]
    if not since or None in since:
        return False
    st.info(closed_sentence(max(filter(None, since))), icon=":material/lock:")
    return True


def reopened(look: Look, unit: str) -> None:
    """Tells those whom a freeze would keep from entering until when they may."""
    until = look.desk.open_until(unit)
    if until:
        st.info(f"Số liệu đã chốt; đơn vị được nhập thêm đến {moment(until)}.", icon=":material/lock_open:")


def only(look: Look) -> str | None:
    """The code of the one unit for which somebody may enter, None where there is a choice."""
    units = own(look)
    return units[0].code if len(units) == 1 else None


def mine(look: Look) -> str | None:
    """The code of the unit whose work it is; whoever enters for one alone isn't asked."""
    alone = only(look)
    if alone is None:
        return unit(own(look) or look.snapshot.units)
    st.markdown(f"**{plain(own(look)[0].name)}**")
    return alone


def unit(units: tuple[Unit, ...], label: str = "Đơn vị") -> str | None:
    """The chosen unit's code (`?unit=CESTI`), None while none is chosen. The choice goes along from page to page."""
    names = {known.code: known.name for known in units}
    # A bound widget would put the unit's long name into the address, and a renamed unit would break every link.
    given = st.query_params.get("unit")
    if given in names and given != st.session_state.get("unit_given"):
        st.session_state["unit"] = given
    st.session_state["unit_given"] = given
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        key="unit",
        persist_state="session",
        placeholder="Chọn đơn vị…",
    )
    if chosen is None:
        st.query_params.pop("unit", None)
    elif chosen != given:
        st.query_params["unit"] = st.session_state["unit_given"] = chosen
    return chosen


def kind() -> str | None:
    """The chosen kind of unit, None for all."""
    words: Mapping[str, str] = {ALL: "Tất cả", **UNIT_KINDS}
    chosen = st.radio(
        "Loại đơn vị",
        list(words),
        horizontal=True,
        format_func=words.__getitem__,
        key="kind",
        bind="query-params",
        label_visibility="collapsed",
    )
    return None if chosen in (None, ALL) else str(chosen)
