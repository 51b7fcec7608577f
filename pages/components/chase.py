"""The units that the office reminds: what each is to be asked for, the message, and the note that it was sent."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import streamlit as st

from pages.components import form, progress
from pages.components.session import EXPECTED, Look, refused
from pages.components.words import moment, plain
from services.chase import (
    Chase,
    Message,
    News,
    Reminder,
    Sender,
    Tone,
    Traces,
    chases,
    left,
    mailto,
    news,
    place,
    to_all,
    to_unit,
    tone_of,
)
from services.plan import TIME_ZONE
from services.progress import Debt, Progress
from services.schema import LOGS

_BY_DAY = "Theo ngày"
_SHOWN = 5
"""Returned entries and cells of a unit that are named."""
_NEWS_SHOWN = 20
_ABREAST = 2
"""Cards beside each other; on a phone they stand one below the other."""
_AT_FIRST = timedelta(days=1)
"""How far back the news go for whoever has never marked them as seen."""
_FRESH_SECONDS = 60
"""How long the audit log is believed: it is read for all who look at this page, and at a press."""


def shown(here: Look, at: datetime) -> None:
    """All of the page, as of that moment."""
    traces = _traces_or_none(here)
    now = progress.of(here.snapshot, at)
    snapshot = here.snapshot
    found = chases(now, snapshot.tables, snapshot.problems, snapshot.units, traces.reminders)
    _counted(now, found)
    _news(here, now, traces, at)
    if not found:
        return
    sender = Sender(snapshot.campaign, at, _address(), snapshot.frozen_at, snapshot.settings)
    if sender.is_frozen:
        st.info("Số liệu đã chốt: đơn vị chỉ ghi được khi Văn phòng cho nhập thêm.", icon=":material/lock:")
    by = form.person(here, "Người nhắc *", "chase")
    tone = _tone(found, sender)
    _everybody(here, found, to_all(found, tone or tone_of(found, sender), sender), by)
    st.header("Từng đơn vị")
    for start in range(0, len(found), _ABREAST):
        for column, chase in zip(st.columns(_ABREAST), found[start : start + _ABREAST], strict=False):
            with column, st.container(border=True, height="stretch"):
                _card(here, chase, to_unit(chase, tone or tone_of([chase], sender), sender), by, at)


def _traces_or_none(here: Look) -> Traces:
    try:
        return _traces(here)
    except EXPECTED as error:
        refused(error)
        return Traces()


@st.cache_resource(ttl=_FRESH_SECONDS, max_entries=1, show_spinner=False)
def _traces(_here: Look) -> Traces:
    """The office sees the same, whoever of it looks."""
    return _here.desk.chased()


def _address() -> str:
    """The app's own, as this browser knows it."""
    return (st.context.url or "").rstrip("/").removesuffix("/chase")


def _counted(now: Progress, found: Sequence[Chase]) -> None:
    asked = {chase.unit.code for chase in found}
    units = now.by_unit[~now.by_unit["unit"].isin(asked)]
    complete = int((units["missing"] == 0).sum())
    with st.container(horizontal=True, vertical_alignment="center"):
        if found:
            st.markdown(f"**{len(found)} đơn vị cần đôn đốc**; {complete} đơn vị đã hoàn thành, không liệt kê.")
        elif complete == len(units):
            st.success(f"Không còn gì để đôn đốc: {complete} đơn vị đã hoàn thành.", icon=":material/check_circle:")
        else:
            st.info("Chưa đến lúc phải báo cáo nên chưa có ai để đôn đốc.", icon=":material/hourglass_empty:")
        st.button("Làm mới", icon=":material/refresh:", on_click=_traces.clear)


def _news(here: Look, now: Progress, traces: Traces, at: datetime) -> None:
    looked = here.desk.last_look()
    since = looked or at - _AT_FIRST
    found = news(now, here.snapshot.tables, traces.answers, since, first_seen=here.snapshot.first_seen)
    when = f"từ lần xem trước ({moment(looked)})" if looked else "trong 24 giờ qua"
    with st.expander(f"Có gì mới {when}: {len(found) or 'chưa có'}", icon=":material/notifications:"):
        st.markdown("\n".join(map(_told, found[:_NEWS_SHOWN])) or "Chưa có gì mới.")
        if len(found) > _NEWS_SHOWN:
            st.caption(f"Còn {len(found) - _NEWS_SHOWN} việc cũ hơn.")
        # Whoever looks back at another moment has not seen what is new.
        if at == here.now:
            st.button(
                "Đánh dấu đã xem",
                icon=":material/done_all:",
                on_click=here.desk.mark_look,
                args=(here.snapshot.read_at,),
            )


def _told(each: News) -> str:
    return f"- {_short(each.at)} · **{plain(each.short_name)}** {plain(each.what)}"


def _tone(found: Sequence[Chase], sender: Sender) -> Tone | None:
    """The tone that the person chose, None for that of the day."""
    own = tone_of(found, sender)
    chosen = st.radio(
        "Giọng của lời nhắc",
        [_BY_DAY, *Tone],
        format_func=lambda tone: f"{tone} ({own.lower()})" if tone == _BY_DAY else str(tone),
        horizontal=True,
        key="tone",
    )
    return None if chosen in (None, _BY_DAY) else Tone(chosen)


def _everybody(here: Look, found: Sequence[Chase], message: Message, by: str) -> None:
    with st.container(border=True):
        st.markdown(f"**Lời nhắc chung cho {len(found)} đơn vị**")
        addresses = tuple(dict.fromkeys(address for chase in found for address in chase.contact.emails))
        _text(message)
        with st.container(horizontal=True):
            _remind(here, found, f"Đã nhắc cả {len(found)} đơn vị", by)
            if addresses:
                _mail(f"Soạn thư cho {len(addresses)} địa chỉ", mailto(addresses, message, blind=True))
        if addresses and mailto(addresses, message, blind=True) is None:
            st.caption("Nhiều địa chỉ quá nên không mở thư sẵn được; xin chép danh sách này vào ô Bcc.")
            st.code(", ".join(addresses), language=None, wrap_lines=True)


def _card(here: Look, chase: Chase, message: Message, by: str, at: datetime) -> None:
    st.markdown("\n".join([_head(chase), "", *(f"- {line}" for line in _lines(chase, at))]))
    _text(message)
    with st.container(horizontal=True):
        _remind(here, [chase], "Đã nhắc", by)
        if chase.contact.emails:
            _mail("Soạn thư", mailto(chase.contact.emails, message))
        if chase.contact.phone:
            st.link_button("Gọi", f"tel:{chase.contact.phone}", icon=":material/call:")
        if st.button("Xem việc", key=f"go-{chase.unit.code}", icon=":material/arrow_forward:"):
            st.switch_page("pages/my-work.py", query_params={"unit": chase.unit.code})


def _head(chase: Chase) -> str:
    missing = f"thiếu {len(chase.debts)}/{chase.required} nhiệm vụ" if chase.debts else "đủ nhiệm vụ, còn chỗ phải sửa"
    return f"**{plain(chase.short_name)}** – {missing}"


def _lines(chase: Chase, at: datetime) -> Iterator[str]:
    for due, debts in groupby(chase.debts, key=lambda debt: _due(debt, at)):
        yield f"{due}: {'; '.join(map(_named, debts))}"
    for entry in chase.returned[:_SHOWN]:
        yield f"Đã trả lại: {LOGS[entry.log].title} “{plain(entry.subject)}” – {plain(entry.reason)}"
    if len(chase.returned) > _SHOWN:
        yield f"Và {len(chase.returned) - _SHOWN} mục khác đã trả lại"
    if chase.faults:
        more = f" và {len(chase.faults) - _SHOWN} ô khác" if len(chase.faults) > _SHOWN else ""
        yield f"{len(chase.faults)} ô cần xem lại: {plain('; '.join(map(place, chase.faults[:_SHOWN])))}{more}"
    yield f"Đầu mối: {plain(chase.contact.text) or 'chưa ghi ở trang Đơn vị của bảng tính'}"
    yield _reminded(chase.reminders)


def _due(debt: Debt, at: datetime) -> str:
    if debt.deadline is None:
        return "Không ghi hạn"
    words = left(debt.deadline, at)
    return f"Hạn {moment(debt.deadline)}, {f':orange[**{words}**]' if debt.deadline < at else words}"


def _named(debt: Debt) -> str:
    return plain(debt.title) + (f" ({debt.detail})" if debt.detail else "")


def _reminded(reminders: Sequence[Reminder]) -> str:
    if not reminders:
        return "Chưa nhắc lần nào"
    last = reminders[0]
    return f"Nhắc lần cuối {_short(last.at)} ({plain(last.by)}), {len(reminders)} lần"


def _short(at: datetime) -> str:
    return f"{at.astimezone(TIME_ZONE):%H:%M %d/%m}"


def _text(message: Message) -> None:
    with st.expander("Lời nhắc để chép", icon=":material/content_copy:"):
        st.caption("Chạm vào khung chữ, rồi bấm nút chép ở góc trên bên phải của khung.")
        st.code(message.text, language=None, wrap_lines=True)


def _mail(label: str, link: str | None) -> None:
    if link:
        st.link_button(label, link, icon=":material/mail:", wrap=True)


def _remind(here: Look, found: Sequence[Chase], label: str, by: str) -> None:
    times = {chase.unit.code: len(chase.reminders) for chase in found}
    # What the person saw is in the button's key: a second click on what was there before presses nothing.
    key = f"remind-{'-'.join(times)}-{sum(times.values())}"
    if not st.button(label, key=key, icon=":material/check:", wrap=True):
        return
    st.session_state["entered_by"] = by
    try:
        here.desk.remind(times, by=by)
    except EXPECTED as error:
        refused(error)
        return
    _traces.clear()
    st.toast(f"Đã ghi vào Nhật ký: nhắc {len(times)} đơn vị.", icon=":material/check_circle:")
    st.rerun()
