"""The units to call first."""

from datetime import date
from itertools import groupby

import streamlit as st

from pages.components.words import plain
from services.plan import TIME_ZONE
from services.progress import Debt, Debtor, Progress, debtors

_SHOWN = 3


def first(now: Progress, today: date, *, linked: bool) -> None:
    """A card for each of the first three, however few there are; `linked`: with the way to the unit's own page."""
    found = debtors(now)
    st.header("Cần gọi trước")
    st.caption(_summary(now, found))
    for place, debtor in zip(st.columns(_SHOWN, gap="small"), [*found, *[None] * _SHOWN], strict=False):
        with place, st.container(border=debtor is not None, height="stretch", gap="xsmall"):
            _card(debtor, today, linked=linked)


def _summary(now: Progress, found: list[Debtor]) -> str:
    if not found:
        return "Không còn đơn vị nào thiếu báo cáo." if now.fulfilled == now.required else "Chưa đến lúc phải báo cáo."
    overdue = sum(debtor.overdue(now.as_of) > 0 for debtor in found)
    return f"{len(found)} đơn vị còn thiếu báo cáo, {overdue or 'chưa có'} đơn vị quá hạn."


def _card(debtor: Debtor | None, today: date, *, linked: bool) -> None:
    # Two elements, whatever there is to say.
    if debtor is None:
        st.empty()
        st.empty()
        return
    name = f"**{plain(debtor.short_name)}**"
    if linked:
        st.page_link("pages/my-work.py", label=name, icon=":material/call:", query_params={"unit": debtor.unit})
    else:
        st.markdown(name)
    st.markdown(f"Thiếu {len(debtor.debts)}/{debtor.required} nhiệm vụ  \n" + _owed(debtor, today))


def _owed(debtor: Debtor, today: date) -> str:
    due = groupby(debtor.debts, key=lambda debt: _due(debt, today))
    return "  \n".join(f"{words}: {'; '.join(map(_named, debts))}" for words, debts in due)


def _due(debt: Debt, today: date) -> str:
    if debt.deadline is None:
        return "Không ghi hạn"
    days = (debt.deadline.astimezone(TIME_ZONE).date() - today).days
    if days < 0:
        return f":red[**Quá hạn {-days} ngày**]"
    return f"Còn {days} ngày" if days else ":orange[**Hạn hôm nay**]"


def _named(debt: Debt) -> str:
    return plain(debt.title) + (f" ({debt.detail})" if debt.detail else "")
