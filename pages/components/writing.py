"""What only the office can write into the report; kept in the sheet as soon as a field is left."""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.components.session import EXPECTED, Look, refused
from pages.components.words import plain
from services.schema import MAX_TEXT, SETTING_KEYS
from services.workbook import Conflict

_TEXTS: Mapping[str, str] = {
    "guidance": "Mục I: văn bản chỉ đạo, hình thức triển khai mà số liệu không nói được.",
    "funding": "Mục II.5: nguồn và cách sử dụng kinh phí.",
    "strengths": "Mục III.1. Mỗi dòng là một đoạn.",
    "difficulties": "Mục III.2. Mỗi dòng là một đoạn.",
    "causes": "Mục III.3. Mỗi dòng là một đoạn.",
    "proposals": "Mục IV. Mỗi dòng là một đoạn.",
}
"""Key of the setting → where its text goes."""
_LETTER: Mapping[str, str] = {
    "report_number": "Để trống thì văn thư ghi sau.",
    "report_date": "Ví dụ 08/10/2024; để trống thì chừa chỗ cho ngày.",
    "report_symbol": "Ví dụ BC-SKHCN.",
    "report_title": "Để trống thì lấy theo kế hoạch.",
    "parent_agency": "Cơ quan chủ quản ở góc trái.",
    "addressees": "Nhiều nơi cách nhau bằng dấu chấm phẩy; gõ dấu - để bỏ dòng Kính gửi.",
    "report_recipients": "Cách nhau bằng dấu chấm phẩy.",
    "filing": "Ví dụ VT, TCCB, T02.",
    "signer_form": "Để trống thì ký theo kế hoạch.",
    "signer_title": "Ví dụ PHÓ GIÁM ĐỐC.",
    "signer_name": "Không ghi học hàm, học vị.",
}
_SIGNS: Mapping[str, str] = {
    "": "Theo kế hoạch",
    "NONE": "Giám đốc ký",
    "KT": "Ký thay (KT.)",
    "TL": "Thừa lệnh (TL.)",
    "TL_KT": "Thừa lệnh, ký thay (TL., KT.)",
    "Q": "Quyền Giám đốc ký (Q.)",
    "TUQ": "Thừa ủy quyền (TUQ.)",
}
"""How somebody signs, as it is kept → in words."""


def texts(here: Look, by: str, suggestions: Mapping[str, Sequence[str]]) -> None:
    """The parts of the report that figures can't tell, each with sentences from the figures that may be taken
    over, and are not yet.
    """
    for key, hint in _TEXTS.items():
        _field(here, key, hint, by, tall=True)
        for at, sentence in enumerate(suggestions.get(key, ())):
            if sentence in st.session_state[_slot(key)]:
                continue
            st.button(
                f"Chèn: {plain(sentence)}",
                key=f"suggest-{key}-{at}",
                type="tertiary",
                icon=":material/add:",
                wrap=True,
                on_click=_insert,
                args=(key, sentence),
            )


def letter(here: Look, by: str) -> None:
    """Number, date, addressees and signer; what is left blank is the plan's."""
    columns = st.columns(2)
    for at, (key, hint) in enumerate(_LETTER.items()):
        with columns[at * 2 // len(_LETTER)]:
            _field(here, key, hint, by, tall=False)


def _field(here: Look, key: str, hint: str, by: str, *, tall: bool) -> None:
    slot = _slot(key)
    stored = here.snapshot.settings.values.get(key, "")
    # What the sheet held and what stood in the field when both were the same.
    in_sheet, in_field = st.session_state.setdefault(f"{slot}-known", (stored, stored))
    if st.session_state.setdefault(slot, stored) == in_field and stored != in_sheet:
        st.session_state[slot] = stored
        st.session_state[f"{slot}-known"] = in_sheet, in_field = stored, stored
    typed = _box(key, hint, tall=tall)
    # A place that is always there.
    with st.container():
        if typed != in_field:
            _save(here, key, typed, in_sheet, by)


def _box(key: str, hint: str, *, tall: bool) -> str:
    slot = _slot(key)
    if key == "signer_form":
        # What somebody else wrote into the sheet is among the choices, too.
        known = dict.fromkeys((*_SIGNS, st.session_state[slot]))
        return st.selectbox(SETTING_KEYS[key], [*known], key=slot, help=hint, format_func=_sign) or ""
    box = st.text_area if tall else st.text_input
    return box(SETTING_KEYS[key], key=slot, help=hint, max_chars=MAX_TEXT) or ""


def _sign(kept: str) -> str:
    return _SIGNS.get(kept, kept)


def _save(here: Look, key: str, typed: str, seen: str, by: str) -> None:
    """Writes what was typed; where that fails it stays in the field and is tried again with the next run."""
    slot = _slot(key)
    st.session_state["entered_by"] = by
    try:
        with st.spinner("Đang lưu…"):
            kept = here.desk.set(key, typed or None, by=by, seen=seen or None)
    except Conflict as conflict:
        theirs = str(conflict.theirs.get(key) or "")
        refused(conflict)
        st.markdown(f"Bảng tính đang có: {plain(theirs) or '(để trống)'}")
        with st.container(horizontal=True):
            st.button("Lấy bản trong bảng tính", key=f"{slot}-theirs", on_click=_take, args=(key, theirs, theirs))
            st.button("Ghi đè bằng bản của tôi", key=f"{slot}-mine", on_click=_take, args=(key, theirs, typed))
        return
    except EXPECTED as error:
        refused(error)
        return
    st.session_state[f"{slot}-known"] = kept or "", typed
    st.toast(f"Đã lưu “{SETTING_KEYS[key]}”.", icon=":material/check_circle:")
    st.rerun()


def _take(key: str, theirs: str, text: str) -> None:
    st.session_state[_slot(key)] = text
    st.session_state[f"{_slot(key)}-known"] = theirs, theirs


def _insert(key: str, sentence: str) -> None:
    slot = _slot(key)
    st.session_state[slot] = "\n".join(filter(None, (st.session_state.get(slot, "").rstrip(), sentence)))


def _slot(key: str) -> str:
    return f"setting-{key}"
