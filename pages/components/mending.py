"""What the office mends with one click: proposed repairs, rows typed by hand, copied row IDs; and taking that back."""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.components import form
from pages.components import problems as listing
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import plain
from services.reading import Problem
from services.schema import TABS
from services.workbook import new_row_id
from services.workbook.adoption import waiting
from services.workbook.repair import Copies, NewIds, Repair, Repairs, Undo, copies, repair_of, row_of, rows_with
from services.workbook.repair_cells import Mended

_TOLD = 5
"""How many of the things that were not done are named."""


def offered(here: Look, problems: Sequence[Problem], unit: str | None, *, one_kind: bool) -> None:
    """All that can be mended of these problems, and of this unit's rows (None: everybody's)."""
    rows = rows_with(here.snapshot.tables, problems)
    found = [
        (repair, listing.found(problem, row_of(problem, rows)))
        for problem in listing.errors_first(problems)
        if (repair := repair_of(problem, row_of(problem, rows), here.snapshot.units))
    ]
    by_hand = waiting(here.snapshot, unit)
    twice = [copy for copy in copies(here.snapshot.tables) if unit is None or unit in copy.units]
    if not found and not by_hand and not twice and "mended" not in st.session_state:
        return
    st.header("Sửa nhanh")
    by = form.person(here, "Người sửa *", "mended")
    _last(here, by)
    if found:
        _repairs(here, found, by, one_kind=one_kind)
    if by_hand:
        _adoption(here, by_hand, by, unit)
    if twice:
        _copies(here, twice, by)


def _repairs(here: Look, found: Sequence[tuple[Repair, str | None]], by: str, *, one_kind: bool) -> None:
    """One proposed repair, or, of `one_kind`, all."""
    at = st.selectbox(
        "Đề xuất", range(len(found)), format_func=lambda n: listing.proposal(here, *found[n]), key="repair"
    )
    # The field shows one line of it.
    st.caption(plain(listing.proposal(here, *found[at])))
    with st.container(horizontal=True):
        if st.button("Sửa mục này", type="primary", icon=":material/build:"):
            _carry_out(lambda: here.desk.mend(Repairs((found[at][0],)), by=by), by, "Đã sửa {} dòng.")
        if one_kind and st.button(f"Sửa cả {len(found)} mục", icon=":material/done_all:"):
            every = Repairs(tuple(repair for repair, _ in found))
            _carry_out(lambda: here.desk.mend(every, by=by), by, "Đã sửa {} dòng.")
    if not one_kind:
        st.caption("Chọn một loại vấn đề ở trên để sửa cả loại một lần.")


def _adoption(here: Look, count: int, by: str, unit: str | None) -> None:
    st.write(
        f"**{count} dòng gõ tay** chưa có mã dòng hoặc thời điểm nhập. Nhận vào thì mỗi dòng có mã riêng, mở và sửa "
        "được như mục nhập bằng biểu mẫu; đúng hạn hay trễ hạn không đổi."
    )
    if st.button(f"Nhận cả {count} dòng", icon=":material/playlist_add_check:"):
        _carry_out(lambda: here.desk.adopt(by=by, unit=unit), by, "Đã nhận {} dòng.")


def _copies(here: Look, twice: Sequence[Copies], by: str) -> None:
    """Copied rows with the same ID: those that say the same, and those that say something else."""
    edited = [copy for copy in twice if copy.others]
    for copy in twice:
        st.caption(_words(copy))
    count = sum(len(rows) for copy in edited for rows in copy.others)
    if count and st.button(f"Cấp mã mới cho {count} dòng bên dưới", icon=":material/tag:"):
        wanted = frozenset((copy.tab_key, copy.row_id) for copy in edited)
        _carry_out(lambda: here.desk.mend(NewIds(wanted, new_row_id), by=by), by, "Đã cấp mã mới cho {} dòng.")


def _words(copy: Copies) -> str:
    head = f"{TABS[copy.tab_key].title}, mã dòng {plain(copy.row_id)}:"
    same = f"dòng {_listed((copy.first, *copy.alike))} giống hệt nhau, chỉ tính một lần" if copy.alike else ""
    other = f"dòng {_listed(sum(copy.others, ()))} ghi khác dòng {copy.first}, tính riêng" if copy.others else ""
    return f"{head} {'; '.join(filter(None, (same, other)))}."


def _listed(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows))


def _carry_out(mend: Callable[[], Mended], by: str, told: str) -> None:
    """`told`: what to say of so many rows."""
    st.session_state["entered_by"] = by
    try:
        mended = mend()
    except EXPECTED as error:
        refused(error)
        return
    st.session_state["mended"] = (mended, told)
    st.rerun()


def _last(here: Look, by: str) -> None:
    """What was done last, with the way back."""
    mended, told = st.session_state.get("mended", (Mended(), ""))
    if mended.missed:
        more = [f"và {len(mended.missed) - _TOLD} dòng khác."] if len(mended.missed) > _TOLD else []
        st.warning("  \n".join(map(plain, (*mended.missed[:_TOLD], *more))), icon=":material/warning:")
    if told in ("", _UNDONE) or not mended.count:
        st.session_state.pop("mended", None)
    if not mended.count:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(told.format(mended.count), icon=":material/check_circle:", width="stretch")
        if told != _UNDONE and st.button("Lấy lại", icon=":material/undo:"):
            _carry_out(lambda: here.desk.mend(Undo(mended), by=by), by, _UNDONE)


_UNDONE = "Đã lấy lại {} dòng như trước."
