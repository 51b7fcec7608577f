"""What the office writes to units, to be pasted or sent: polite, in three tones, and of nothing but facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from services.chase.listing import Chase, Fault, Returned, days_left
from services.plan import TIME_ZONE, Campaign, end_of_day
from services.progress import Debt, Detail
from services.reading.text import clean
from services.schema import LOGS
from services.settings import Settings, is_closed

MAX_LINK = 2_000
"""Characters: Windows hands no longer address to a mail program."""
_LISTED = 5
"""How many cells are named."""


class Tone(StrEnum):
    """How a message asks."""

    BEFORE = "Nhắc lịch"
    ON_DAY = "Nhắc trong ngày"
    AFTER = "Đề nghị gấp"


_SUBJECTS = {
    Tone.BEFORE: "Nhắc lịch báo cáo thực hiện {plan}",
    Tone.ON_DAY: "Nhắc báo cáo trong ngày: thực hiện {plan}",
    Tone.AFTER: "Đề nghị báo cáo gấp: thực hiện {plan}",
}
_OPENINGS = {
    Tone.BEFORE: "{office} trân trọng nhắc {unit} về việc báo cáo thực hiện {plan}.",
    Tone.ON_DAY: "{office} trân trọng nhắc {unit} hoàn thành báo cáo thực hiện {plan} trong hôm nay.",
    Tone.AFTER: "{office} đề nghị {unit} khẩn trương hoàn thành báo cáo thực hiện {plan}.",
}
_REQUESTS = {
    Tone.BEFORE: "Kính mong {unit} sắp xếp {what} trên ứng dụng tại:",
    Tone.ON_DAY: "Kính đề nghị {unit} {what} trên ứng dụng trong hôm nay, tại:",
    Tone.AFTER: "Đề nghị {unit} {what} ngay khi nhận được tin này (có vướng mắc xin báo Văn phòng), trên ứng dụng tại:",
}
_CLOSED = (
    "Số liệu đã chốt lúc {frozen} nên ứng dụng không nhận thêm. Nếu cần bổ sung, xin đề nghị Văn phòng cho {unit} "
    "nhập thêm. Phần còn thiếu xem tại:"
)
_REOPENED = "Số liệu đã chốt lúc {frozen}; Văn phòng cho đơn vị nhập thêm đến {until}."
_MISSING, _WRONG = "ghi nhận", "xem và sửa"
_DETAILS = {
    Detail.PLANNED: " – đã có mục dự kiến, khi làm xong xin đổi trạng thái thành Đã thực hiện",
    Detail.RETURNED: " – mục đã gửi bị trả lại",
}
_NIL = "Nếu có nhiệm vụ không phát sinh, xin bấm “Không phát sinh” và ghi lý do."
_ONE, _ALL = "đơn vị", "các đơn vị"


@dataclass(frozen=True)
class Sender:
    """Who asks, when, and where the app is."""

    campaign: Campaign
    at: datetime
    address: str
    """The app's, without a slash at its end; "" where it isn't known."""
    frozen_at: datetime | None = None
    """When the figures were last frozen."""
    settings: Settings = field(default_factory=Settings)

    @property
    def is_frozen(self) -> bool:
        """True when the figures were frozen by then."""
        return self.frozen_at is not None and self.at > self.frozen_at

    def is_closed(self, unit: str) -> bool:
        """True when the app takes nothing more of this unit."""
        return is_closed(self.frozen_at, self.settings, unit, self.at)

    def reopened_until(self, unit: str) -> datetime | None:
        """Until when the unit may still enter although the figures are frozen; None: not at all, or they aren't."""
        return self.settings.exceptions.get(unit) if self.is_frozen and not self.is_closed(unit) else None

    @property
    def office(self) -> str:
        """As it signs."""
        return f"Văn phòng {clean(self.campaign.issuer or 'Sở')}"

    @property
    def plan(self) -> str:
        """As it is cited."""
        name = clean(self.campaign.name)
        return f"Kế hoạch số {name}" if name else "kế hoạch Tuần lễ hưởng ứng học tập suốt đời"

    def my_work(self, unit: str | None = None) -> str:
        """The address of *Việc của tôi*."""
        return f"{self.address}/my-work" + (f"?unit={quote(unit, safe='')}" if unit else "")


@dataclass(frozen=True)
class Message:
    """Plain text; lines end with a line feed."""

    subject: str
    text: str
    brief: str
    """The same without its lists, where a link can't hold them."""


def tone_of(found: Sequence[Chase], sender: Sender) -> Tone:
    """The tone that fits the day: of all that is missing what is due first decides, else the plan's deadline."""
    deadlines = [debt.deadline for chase in found for debt in chase.debts]
    own = sender.campaign.deadline or (end_of_day(sender.campaign.ends_on) if sender.campaign.ends_on else None)
    due = min(filter(None, deadlines or [own]), default=None)
    if due is None or days_left(due, sender.at) > 0:
        return Tone.BEFORE
    return Tone.AFTER if due < sender.at else Tone.ON_DAY


def to_unit(chase: Chase, tone: Tone, sender: Sender) -> Message:
    """To one unit: what it owes, by name and with its deadline, what was returned and why, what looks wrong."""
    code, counts = chase.unit.code, f"đơn vị còn {', '.join(_open(chase))}"
    kinds = (_owed(chase, sender.at), _sent_back(chase.returned), _wrong(chase.faults), _reopened(code, sender))
    facts = "\n\n".join(filter(None, map("\n".join, kinds)))
    words = _Words(chase.unit.name, _ONE, counts, sender.my_work(code), sender.is_closed(code))
    return _message(words, tone, sender, facts, is_missing=bool(chase.debts))


def to_all(found: Sequence[Chase], tone: Tone, sender: Sender) -> Message:
    """To all units that are to be asked, in one message; a line for each."""
    if len(found) == 1:
        return to_unit(found[0], tone, sender)
    debts = [debt for chase in found for debt in chase.debts]
    due = _common(debts, sender.at)
    counts = f"còn {len(found)} đơn vị cần hoàn thành"
    lines = [f"{n}. {chase.unit.name}: {_summary(chase, sender, due)}" for n, chase in enumerate(found, 1)]
    closed = any(sender.is_closed(chase.unit.code) for chase in found)
    words = _Words("Các phòng chức năng, đơn vị", _ALL, counts, sender.my_work(), closed)
    head = f"Đến {_moment(sender.at)}, {counts}{_aside(due)}:"
    return _message(words, tone, sender, "\n".join([head, *lines]), is_missing=bool(debts))


def mailto(addresses: Sequence[str], message: Message, *, blind: bool = False) -> str | None:
    """The link that opens a mail program with the message, cut to what fits; None when not even the addresses do.

    `blind`: nobody sees the others' addresses.
    """
    people = ",".join(quote(address, safe="@") for address in addresses)
    start = f"mailto:?bcc={people}&" if blind else f"mailto:{people}?"
    bodies = [f"&body={_quoted(text)}" for text in (message.text, message.brief)]
    links = [f"{start}subject={_quoted(message.subject)}{body}" for body in (*bodies, "")]
    return next((link for link in links if len(link) <= MAX_LINK), None)


def _quoted(text: str) -> str:
    # RFC 6068, 5: line breaks in a body are CR and LF.
    return quote(text.replace("\n", "\r\n"), safe="")


class _Words(NamedTuple):
    """What differs between a message to one unit and one to all."""

    to: str
    unit: str
    counts: str
    link: str
    is_closed: bool
    """The app takes nothing more: not all that is asked for can be done there."""


def _message(words: _Words, tone: Tone, sender: Sender, facts: str, *, is_missing: bool) -> Message:
    known = {"office": sender.office, "plan": sender.plan, "unit": words.unit}
    known["what"] = _MISSING if is_missing else _WRONG
    known["frozen"] = _moment(sender.frozen_at) if sender.frozen_at else ""
    asking = _CLOSED if words.is_closed else _REQUESTS[tone]
    subject, opening, request = (text.format(**known) for text in (_SUBJECTS[tone], _OPENINGS[tone], asking))
    head, end = f"Kính gửi: {words.to}\n\n{opening}", f"\nTrân trọng.\n{sender.office}"
    request = f"{request} {words.link}"
    nil = [_NIL] if is_missing and not words.is_closed else []
    brief = f"Đến {_moment(sender.at)}, {words.counts}."
    return Message(
        subject, "\n".join([head, "", facts, "", request, *nil, end]), "\n".join([head, brief, "", request, end])
    )


def _reopened(unit: str, sender: Sender) -> Iterator[str]:
    until = sender.reopened_until(unit)
    if until and sender.frozen_at:
        yield _REOPENED.format(frozen=_moment(sender.frozen_at), until=_moment(until))


def _owed(chase: Chase, at: datetime) -> Iterator[str]:
    """The duties, each with its deadline where they have not the same."""
    if not chase.debts:
        return
    due = _common(chase.debts, at)
    yield f"Đến {_moment(at)}, đơn vị {_how_many(len(chase.debts), chase.required)}{_aside(due)}:"
    for debt in chase.debts:
        own = "" if due else f" ({_due(debt, at)})"
        yield f"- {debt.title}{own}{_DETAILS[debt.detail] if debt.detail else ''}"


def _how_many(owed: int, required: int) -> str:
    if owed < required:
        return f"còn {owed}/{required} nhiệm vụ chưa có báo cáo"
    return f"chưa có báo cáo của cả {owed} nhiệm vụ" if owed > 1 else "chưa có báo cáo nhiệm vụ sau"


def _sent_back(returned: Sequence[Returned]) -> Iterator[str]:
    if returned:
        yield "Mục Văn phòng đã trả lại, xin sửa và gửi lại:"
    for entry in returned:
        yield f"- {LOGS[entry.log].title} “{entry.subject}”: {entry.reason}"


def _wrong(faults: Sequence[Fault]) -> Iterator[str]:
    if faults:
        more = f"; và {len(faults) - _LISTED} ô khác" if len(faults) > _LISTED else ""
        places = "; ".join(map(place, faults[:_LISTED]))
        yield f"Xin xem lại {len(faults)} ô có thể ghi nhầm trong bảng tính: {places}{more}."


def place(fault: Fault) -> str:
    """Where the cell is: `Bài đăng dòng 5 (Ngày đăng)`."""
    row = f" dòng {fault.sheet_row}" if fault.sheet_row else ""
    return f"{fault.tab_title}{row}" + (f" ({fault.label})" if fault.label else "")


def _open(chase: Chase) -> Iterator[str]:
    """How much of each kind there is."""
    if chase.debts:
        yield f"{len(chase.debts)} nhiệm vụ chưa có báo cáo"
    if chase.returned:
        yield f"{len(chase.returned)} mục bị trả lại"
    if chase.faults:
        yield f"{len(chase.faults)} ô cần xem lại"


def _summary(chase: Chase, sender: Sender, due: str) -> str:
    """A unit's line in the message to all."""
    owed = "; ".join(debt.title if due else f"{debt.title} ({_due(debt, sender.at)})" for debt in chase.debts)
    rest = ", ".join(list(_open(chase))[bool(chase.debts) :])
    until = sender.reopened_until(chase.unit.code)
    still = f"Được ghi bổ sung đến {_moment(until)}" if until else ""
    return ". ".join(filter(None, (f"chưa có {owed}" if owed else "", rest, still)))


def _common(debts: Sequence[Debt], at: datetime) -> str:
    """The one deadline of all of them, in words; "" where they differ, or there is nothing."""
    found = {_due(debt, at) for debt in debts}
    return found.pop() if len(found) == 1 else ""


def _aside(words: str) -> str:
    return f" ({words})" if words else ""


def _due(debt: Debt, at: datetime) -> str:
    return f"hạn {_moment(debt.deadline)}, {left(debt.deadline, at)}" if debt.deadline else "không ghi hạn"


def left(deadline: datetime, at: datetime) -> str:
    """How far a deadline is, in days: `còn 3 ngày`, `hôm nay`, `quá hạn 2 ngày`."""
    days = days_left(deadline, at)
    if days > 0:
        return f"còn {days} ngày"
    if days < 0:
        return f"quá hạn {-days} ngày"
    return "quá hạn trong hôm nay" if deadline < at else "trong hôm nay"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}"
