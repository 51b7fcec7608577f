"""What was accepted and is not in the sheet yet, and what the sheet refused while nobody waited for it."""

from collections.abc import Sequence

import streamlit as st

from pages.components import form, going
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import moment, plain
from services.access import Action
from services.schema import TABS
from services.workbook import Conflict
from services.workbook.journal import State, Submission
from services.workbook.outcomes import told

_SHOWN = 20


def shown(here: Look, unit: str | None = None) -> None:
    """The queue of the unit, or of all; nothing when it is empty."""
    try:
        queue = here.desk.queue()
    except EXPECTED as error:
        refused(error)
        return
    waiting = [each for each in queue.waiting if each.state is not State.WRITTEN and _is_of(here, each, unit)]
    vain = [each for each in queue.refused if _is_of(here, each, unit)]
    if waiting:
        _waiting(here, waiting, queue.trouble)
    for each in vain:
        with st.container(border=True):
            _refused(here, each)


def _is_of(here: Look, submission: Submission, unit: str | None) -> bool:
    if unit is None or submission.is_new:
        return unit in (None, submission.values.get("unit"))
    frame = here.snapshot.tables[submission.tab_key]
    return unit in set(frame.loc[frame["row_id"] == submission.row_id, "unit"])


def _waiting(here: Look, waiting: Sequence[Submission], trouble: str | None) -> None:
    st.info(
        f"**Đã ghi nhận, chờ gửi ({len(waiting)} mục).** Có thể đóng trang này. {plain(trouble)}",
        icon=":material/hourglass_top:",
    )
    for each in waiting[:_SHOWN]:
        st.caption(f"{moment(each.at)} · {_name(each)} · {plain(each.by)}")
    if trouble and here.desk.identity.may(Action.ENTER):
        st.button("Gửi lại ngay", icon=":material/sync:", on_click=here.desk.send_waiting, key="send-waiting")


def _refused(here: Look, submission: Submission) -> None:
    error = told(submission.result)
    st.markdown(f":material/error: **Không ghi được** – {_name(submission)} ({moment(submission.at)})")
    st.error(plain(str(error)))
    tab = TABS[submission.tab_key]
    if isinstance(error, Conflict) and error.theirs:
        form.compared(error, tab)
    if not here.desk.identity.may(Action.ENTER):
        return
    if submission.is_new:
        with st.expander("Mở lại để sửa và gửi"):
            form.again(here, tab, submission)
    with st.container(horizontal=True, vertical_alignment="center"):
        if not submission.is_new:
            key = f"refused-{submission.number}"
            going.to(tab.key, "Mở mục này để sửa lại", ":material/edit:", key, "primary", row=submission.row_id)
        st.button(
            "Bỏ, không gửi nữa",
            icon=":material/delete:",
            key=f"take-back-{submission.number}",
            width="stretch",
            on_click=here.desk.take_back,
            args=(submission,),
        )


def _name(submission: Submission) -> str:
    tab = TABS[submission.tab_key]
    subject = submission.values.get(tab.subject) or (submission.seen or {}).get(tab.subject)
    what = plain(str(tab.field(tab.subject).word(subject))) if subject else f"mã {plain(submission.row_id)}"
    return f"{tab.title}: {what}" + ("" if submission.is_new else " (sửa)")
