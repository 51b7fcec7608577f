"""The check list of *Thiết lập*: how far the way to the spreadsheet goes, what set-up would do, and the button."""

from datetime import datetime, timedelta

import streamlit as st

from pages.components.session import EXPECTED, refused
from pages.components.words import plain
from services.access import Action, Desk
from services.workbook import Workbook
from services.workbook.diagnosis import Diagnosis, State, Step, unusable_settings
from services.workbook.setup import Change, Kind, summary

_ICONS = {
    State.DONE: ":green[:material/check_circle:]",
    State.FAILED: ":red[:material/cancel:]",
    State.OPEN: ":gray[:material/radio_button_unchecked:]",
}
_LASTS = timedelta(minutes=1)
"""How long a check is believed; every look costs two of Google's sixty reads a minute."""
_FOUND, _DONE = "setup-found", "setup-done"


def unreadable() -> None:
    """Where environment and secrets can't be used: the check list up to there, and the page stops."""
    if found := unusable_settings():
        _steps(found.steps)
        st.stop()


def guide(desk: Desk, book: Workbook) -> bool:
    """The steps with their ticks, the plan of set-up, and the buttons that check and set up.

    False when tabs are missing, so that there is nothing else to show yet.
    """
    st.header("Kiểm tra bảng tính")
    if not desk.identity.may(Action.OFFICE):
        st.caption(
            "Chỉ Văn phòng thiết lập được bảng tính. Trên máy chủ: ghi open = true ở phần [access] của secrets.toml "
            "rồi khởi động lại, hoặc chạy lệnh python -m services.workbook.setup --apply."
        )
        return True
    try:
        probe = st.button("Kiểm tra lại", icon=":material/refresh:", key="setup-check")
        found = _found(desk, book.now(), probe=probe)
        _told_before()
        _show(found)
        if found.changes and found.is_reached and _wanted(found.changes):
            st.session_state[_DONE] = desk.set_up()
            del st.session_state[_FOUND]
            st.rerun()
        return all(change.kind is not Kind.TAB for change in found.changes)
    except EXPECTED as error:
        refused(error)
        return True


def _found(desk: Desk, now: datetime, *, probe: bool) -> Diagnosis:
    known: tuple[Diagnosis, datetime] | None = st.session_state.get(_FOUND)
    if probe or known is None or now - known[1] > _LASTS:
        known = st.session_state[_FOUND] = (desk.diagnose(probe=probe), now)
    return known[0]


def _show(found: Diagnosis) -> None:
    if all(step.state is State.DONE for step in found.steps):
        st.success("Bảng tính đã sẵn sàng.", icon=":material/check_circle:")
        with st.expander("Các bước đã kiểm tra"):
            _steps(found.steps)
    else:
        _steps(found.steps)
    if found.hints:
        st.warning(_bullets(found.hints), title="Cần người xem lại", icon=":material/warning:")


def _steps(steps: tuple[Step, ...]) -> None:
    for step in steps:
        st.markdown(f"{_ICONS[step.state]} **{step.title}**: {plain(step.sentence)}")
        if step.address:
            st.code(step.address, language=None)


def _wanted(changes: tuple[Change, ...]) -> bool:
    """The plan before it acts, and whether the button was pressed."""
    st.info(f"Thiết lập sẽ {summary(changes)}. Dữ liệu đã nhập giữ nguyên.", icon=":material/build:")
    with st.expander(f"Chi tiết {len(changes)} việc"):
        st.markdown(_bullets([change.sentence for change in changes]))
    return st.button("Thiết lập bảng tính", type="primary", icon=":material/build:", key="setup-apply")


def _told_before() -> None:
    """What the button has just done, and what the spreadsheet refused."""
    changes: list[Change] = st.session_state.pop(_DONE, [])
    if done := [change for change in changes if change.refusal is None]:
        st.success(f"Đã {summary(done)}.", icon=":material/check_circle:")
    if left := [f"{change.sentence} {change.refusal}" for change in changes if change.refusal]:
        st.error(_bullets(left), title="Chưa làm được", icon=":material/error:")


def _bullets(sentences: list[str] | tuple[str, ...]) -> str:
    return "\n".join(f"- {plain(sentence)}" for sentence in sentences)
