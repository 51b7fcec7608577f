"""The formal report on the page, as the Word file has it."""

from collections.abc import Mapping

import streamlit as st

from pages.components.words import number, plain
from services.report.document import Annex, Document, Kind, Letter
from services.report.wording import day

_NATION = "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**  \n**Độc lập - Tự do - Hạnh phúc**"
_LOOKS: Mapping[Kind, str] = {Kind.SECTION: "**{}**", Kind.CLAUSE: "**{}**", Kind.POINT: "{}", Kind.BODY: "{}"}


def shown(document: Document) -> None:
    """Letter, body and annexes."""
    with st.container(border=True):
        _head(document.letter)
        st.markdown("\n\n".join(_LOOKS[each.kind].format(plain(each.text)) for each in document.body))
        _foot(document.letter)
    for annex in document.annexes:
        _annex(annex)


def _head(letter: Letter) -> None:
    left, right = st.columns((2, 3))
    left.markdown(f"{plain(letter.parent)}  \n**{plain(letter.agency.upper())}**", text_alignment="center")
    right.markdown(_NATION, text_alignment="center")
    written = day(letter.date) if letter.date else "ngày … tháng … năm …"
    left.markdown(f"Số: {plain(letter.number) or '…'}/{plain(letter.symbol)}", text_alignment="center")
    right.markdown(f"*{plain(letter.place)}, {written}*", text_alignment="center")
    st.markdown(f"**BÁO CÁO**  \n**{plain(letter.title)}**", text_alignment="center")
    if letter.addressees:
        st.markdown(f"Kính gửi: {plain('; '.join(letter.addressees))}.", text_alignment="center")


def _foot(letter: Letter) -> None:
    left, right = st.columns(2)
    copies = [*letter.recipients, f"Lưu: {letter.filing}."]
    left.markdown("***Nơi nhận:***  \n" + "  \n".join(f"– {plain(copy)}" for copy in copies))
    signed = "  \n".join(f"**{plain(line)}**" for line in (*letter.signature, letter.signer or "…"))
    right.markdown(signed, text_alignment="center")


def _annex(annex: Annex) -> None:
    with st.expander(f"Phụ lục {annex.number}. {plain(annex.title)} ({len(annex.table)} dòng)"):
        st.dataframe(
            annex.table.map(lambda value: number(value) if isinstance(value, int) else value),
            hide_index=True,
            placeholder="",
            alt=f"Phụ lục {annex.number}: {annex.title}",
        )
        if annex.note:
            st.caption(plain(annex.note))
