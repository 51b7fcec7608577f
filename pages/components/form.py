"""The form of one log tab, made from the schema: for a new entry, or for changing one.

What was typed stays in the fields until the sheet has it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components import choice, fields
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import plain
from services.schema import CANCELLED, DONE, LOGS, Tab
from services.workbook import Conflict, Invalid, Pending, Receipt, new_row_id
from services.workbook.cells import written
from services.workbook.erasure import is_erased
from services.workbook.journal import Submission

NAME_LIMIT = 500
REQUIRED = "Ô có dấu * là bắt buộc."
_DRAFT = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""A ULID, as forms make them."""
_SEND = {"Gửi": ":material/send:"}
_SAVE = {"Lưu thay đổi": ":material/send:"}
_AS_IT_IS = "Gửi lại như cũ"
_SEND_AGAIN = {"Lưu và gửi lại": ":material/send:", _AS_IT_IS: ":material/redo:"}
_CANCEL = {"Hủy mục này (dòng vẫn còn, trạng thái Hủy)": ":material/block:"}
"""Buttons and their icons; all stand inside the form, so that whichever is pressed sends the person's name along."""


@dataclass(frozen=True)
class _Filled:
    """What stands in a form in this run."""

    values: dict[str, Any]
    by: str
    pressed: str | None
    """The button, where one was pressed."""
    top: DeltaGenerator
    """A place above the fields."""


def new_entry(look: Look, tab: Tab, *, unit: str | None = None, preset: Mapping[str, Any] | None = None) -> None:
    """An empty form; its row ID is made when it opens, so that pressing twice adds one row.

    `preset` fields are given and not asked.
    """
    slot = f"new-{tab.key}-" + "-".join(str(value) for value in (preset or {}).values())
    row_id = st.session_state.setdefault(slot, new_row_id()) if preset else _drafted(look, tab, slot)
    kept = st.session_state.get(f"{slot}-typed", {})
    start = usual(look, tab) | {"unit": unit or choice.only(look)} | kept
    filled = _body(look, tab, start, f"{slot}-{row_id}", _SEND, preset or {})
    _thank(look, slot)
    if filled.pressed and not _add(look, tab, slot, row_id, filled):
        st.button("Gửi thành mục mới", key=f"{slot}-anew", on_click=_forget, args=(slot, filled.values))


def again(look: Look, tab: Tab, submission: Submission) -> None:
    """A form filled with an entry that the sheet refused, to be mended and sent again."""
    slot = f"again-{submission.number}"
    row_id = st.session_state.setdefault(slot, new_row_id())
    filled = _body(look, tab, submission.values, slot, _SEND, {})
    if filled.pressed:
        _add(look, tab, slot, row_id, filled, instead_of=submission)


def _drafted(look: Look, tab: Tab, slot: str) -> str:
    """The row ID of the form on a log's own page. It is in the address (`?draft=`): whoever comes back after the
    server was started anew has the same form with what they typed, and adds nothing twice.
    """
    draft = st.query_params.get("draft", "")
    if st.session_state.get(slot) != draft or not draft:
        stands = (look.snapshot.tables[tab.key]["row_id"] == draft).any()
        if stands and slot not in st.session_state:
            st.success(f"Mục {plain(draft)} đã có trong bảng tính.", icon=":material/check_circle:")
        is_usable = _DRAFT.fullmatch(draft) and not stands and slot not in st.session_state
        draft = draft if is_usable else st.session_state.get(slot) or new_row_id()
        st.session_state[slot] = st.query_params["draft"] = draft
    return str(draft)


def _add(
    look: Look, tab: Tab, slot: str, row_id: str, filled: _Filled, *, instead_of: Submission | None = None
) -> bool:
    """Sends the entry; the form then opens anew. False when its ID stands for another entry already."""
    st.session_state["entered_by"] = filled.by
    try:
        with st.spinner("Đang gửi…"):
            answer: Receipt | Pending = look.desk.add(tab.key, filled.values, by=filled.by, row_id=row_id)
    except Pending as pending:
        answer = pending
    except EXPECTED as error:
        _explain(error, tab, filled.top)
        return not isinstance(error, Conflict)
    if instead_of:
        look.desk.take_back(instead_of)
    _sent(slot, answer)
    return True


def edit(look: Look, tab: Tab, row: Mapping[str, Any]) -> None:
    """A form filled with the row as it was when the form opened; saves only what was changed.

    Of a returned row any saving answers the office's note, which is always shown as it stands now.
    """
    slot = _slot(tab, row["row_id"])
    if is_erased(row[tab.subject]) and st.session_state.get(slot, row)[tab.subject] != row[tab.subject]:
        _forget(slot)
    seen = st.session_state.setdefault(slot, dict(row)) | {"return_note": row["return_note"]}
    if row["return_note"]:
        st.warning(f"Văn phòng trả lại: {plain(row['return_note'])}", icon=":material/undo:")
    start = {field.key: seen[field.key] for field in tab.form_fields}
    kept = st.session_state.get(f"{slot}-typed", {})
    key = f"{slot}-{st.session_state.get(f'{slot}-turn', 0)}"
    filled = _body(look, tab, start | kept, key, _buttons(row), {})
    _thank(look, slot)
    if filled.pressed is None:
        return
    typed = {key: new for key, new in filled.values.items() if new != start[key]}
    if filled.pressed == _AS_IT_IS and typed:
        labels = ", ".join(f"“{field.label}”" for field in tab.form_fields if field.key in typed)
        st.warning(f"Chưa gửi: bạn đã sửa {labels}. Xin bấm “Lưu và gửi lại” để giữ phần đã sửa.")
        return
    save(look, tab, seen, _wanted(filled.pressed, typed, seen), filled.by, typed=typed, top=filled.top)


def _buttons(row: Mapping[str, Any]) -> Mapping[str, str]:
    if row["state"] == CANCELLED:
        return _SAVE
    return (_SEND_AGAIN if row["return_note"] else _SAVE) | _CANCEL


def _wanted(pressed: str, typed: dict[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """What the button would write."""
    if pressed in _CANCEL:
        return {"state": CANCELLED}
    answers = seen["return_note"] and (typed or pressed == _AS_IT_IS)
    return typed | {"return_note": None} if answers else typed


def save(
    look: Look,
    tab: Tab,
    seen: Mapping[str, Any],
    changes: Mapping[str, Any],
    by: str,
    *,
    typed: Mapping[str, Any] | None = None,
    top: DeltaGenerator | None = None,
    action: str | None = None,
) -> None:
    """Writes changes of the entry `seen["row_id"]`, and says what became of it; the entry's form then opens anew.

    `typed`: what stands in that form and should be kept there when somebody else's change comes first. `top`: where it
    lists what is wrong. `action`: see `Workbook.change`.
    """
    if not changes:
        st.info("Chưa có gì thay đổi để lưu.")
        return
    slot = _slot(tab, seen["row_id"])
    st.session_state["entered_by"] = by
    try:
        before = {key: seen[key] for key in changes}
        with st.spinner("Đang gửi…"):
            answer: Receipt | Pending = look.desk.change(
                tab.key, seen["row_id"], changes, by=by, seen=before, action=action
            )
    except Pending as pending:
        answer = pending
    except EXPECTED as error:
        _explain(error, tab, top)
        if isinstance(error, Conflict):
            st.button("Lấy bản mới nhất", key=f"{slot}-renew", on_click=_forget, args=(slot, typed))
        return
    _sent(slot, answer)


def _slot(tab: Tab, row_id: str) -> str:
    return f"edit-{tab.key}-{row_id}"


def usual(look: Look, tab: Tab) -> dict[str, Any]:
    """What a new entry begins with: the plan's theme for a slogan, a usual choice."""
    campaign = look.snapshot.campaign
    return {f.key: getattr(campaign, f.default, f.default) for f in tab.form_fields if f.default}


def _body(
    look: Look, tab: Tab, start: Mapping[str, Any], key: str, buttons: Mapping[str, str], preset: Mapping[str, Any]
) -> _Filled:
    """The fields and the buttons."""
    with st.form(f"form-{key}", enter_to_submit=False):
        top = st.container()
        st.caption(REQUIRED)
        values = dict(preset)
        columns = st.columns(2)
        context = replace(look.snapshot.context, units=choice.own(look))
        asked = [field for field in tab.form_fields if field.key not in preset]
        for at, field in enumerate(asked):
            with columns[at * 2 // len(asked)]:
                values[field.key] = fields.show(field, start.get(field.key), f"{key}-{field.key}", context)
        by = person(look, "Người nhập *", key)
        pressed = None
        with st.container(horizontal=True):
            for at, (button, icon) in enumerate(buttons.items()):
                if st.form_submit_button(button, type="secondary" if at else "primary", icon=icon, wrap=True):
                    pressed = button
    return _Filled({key: None if value == "" else value for key, value in values.items()}, by, pressed, top)


def person(look: Look, label: str, key: str, *, alone: bool = False) -> str:
    """Asks for the name that goes into the audit log; begins with the one given last. Of whoever signed in it is their
    address, and nothing is asked. `alone`: no other field of the form is required.
    """
    if look.desk.identity.email:
        return look.desk.identity.email
    if alone:
        st.caption(REQUIRED)
    return (
        st.text_input(
            label,
            st.session_state.get("entered_by", ""),
            max_chars=NAME_LIMIT,
            key=f"{key}-by",
            # Outside a form: without it the browser would say "Press Enter to apply".
            live=True,
            autocomplete="name",
            help="Họ tên người thực hiện; ghi kèm vào nhật ký.",
        )
        or ""
    )


def _sent(slot: str, answer: Receipt | Pending) -> None:
    if isinstance(answer, Receipt):
        st.session_state.setdefault("receipts", []).insert(0, answer)
    _forget(slot)
    st.session_state[f"{slot}-answer"] = answer
    st.rerun()


def _forget(slot: str, typed: Mapping[str, Any] | None = None) -> None:
    """The form opens anew, with what was `typed`. Under new keys: fields would go on showing what stood in them."""
    st.session_state.pop(slot, None)
    st.query_params.pop("draft", None)
    st.session_state[f"{slot}-turn"] = st.session_state.get(f"{slot}-turn", 0) + 1
    st.session_state[f"{slot}-typed"] = typed or {}


def _thank(look: Look, slot: str) -> None:
    """What became of what was sent last: the receipt once, and as long as it is on its way where it stands.

    Under the form's buttons: above a form as long as two screens of a phone nobody would see it.
    """
    answer: Receipt | Pending | None = st.session_state.get(f"{slot}-answer")
    # A place that is always there: what follows keeps its own when words come and go.
    with st.container():
        if isinstance(answer, Pending):
            _follow(look, slot, answer)
        if isinstance(answer, Receipt):
            del st.session_state[f"{slot}-answer"]
            st.success(f"Đã lưu {answer.at:%H:%M:%S} · mã {plain(answer.row_id)}", icon=":material/check_circle:")
            for problem in answer.warnings:
                st.warning(plain(problem.message), icon=":material/warning:")


def _follow(look: Look, slot: str, pending: Pending) -> None:
    queue = look.desk.queue()
    if any(each.row_id == pending.row_id for each in queue.waiting):
        st.info(plain(str(Pending(pending.row_id, queue.trouble))), icon=":material/hourglass_top:")
        return
    del st.session_state[f"{slot}-answer"]
    if any(each.row_id == pending.row_id for each in queue.refused):
        st.error("Bảng tính không nhận mục vừa gửi; lý do và phần đã nhập ở trang Việc của tôi.")
    else:
        st.success(f"Đã lưu · mã {plain(pending.row_id)}", icon=":material/check_circle:")


def compared(error: Conflict, tab: Tab) -> None:
    """Mine, theirs and what was before, field by field."""
    st.dataframe(_compared(error, tab), hide_index=True, placeholder="", alt="Bản của bạn và bản trong bảng tính")


def _explain(error: Exception, tab: Tab, top: DeltaGenerator | None) -> None:
    """Why nothing was written, field by field; the form keeps what was typed."""
    if isinstance(error, Invalid):
        (top or st.container()).error(
            "\n".join(f"- {plain(problem.message)}" for problem in error.problems),
            title="Chưa gửi được, xin sửa các mục sau",
            icon=":material/error:",
        )
        # On a phone the top is out of sight from the button.
        count = len(error.problems)
        st.toast(f"Chưa gửi được: {count} mục cần sửa, ghi ở đầu biểu mẫu.", icon=":material/error:", duration="long")
        return
    refused(error)
    if isinstance(error, Conflict) and error.theirs:
        compared(error, tab)


def _compared(error: Conflict, tab: Tab) -> list[dict[str, str]]:
    def words(values: Mapping[str, Any], key: str) -> str:
        return "" if values.get(key) is None else written(tab.field(key), values[key])

    return [
        {
            "Mục": tab.field(key).label,
            "Trước đó": words(error.before, key),
            "Bạn nhập": words(error.mine, key),
            "Bảng tính đang có": words(error.theirs, key),
        }
        for key in error.theirs
    ]


def nil_return(look: Look, unit: str, duty: str) -> None:
    """The form for "nothing to report" of one duty."""
    new_entry(look, LOGS["nil_returns"], preset={"unit": unit, "duty": duty, "state": DONE})
