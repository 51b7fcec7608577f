"""What stands around the report's body: the office's settings, where they are blank the plan, else what is usual."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from services.plan import Campaign
from services.reading import match_key, parse_date
from services.reading.text import clean
from services.report.document import Letter
from services.report.wording import capitals, line, paragraphs
from services.schema import SETTING_KEYS

PARENT = "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH"
AGENCY = "Sở Khoa học và Công nghệ"
PLACE = "Thành phố Hồ Chí Minh"
ADDRESSEE = "Sở Giáo dục và Đào tạo"
FILING = "VT, VP"
SAME_AS_ABOVE = "Như trên"
OFF = "-"
"""As addressees: the report has no `Kính gửi`."""
_ORGAN = "SKHCN"
_DEPUTY = "PHÓ "
_NUMBER = re.compile(r"(?:số\s*:?\s*)?0*([1-9]\d{0,5})(?:\s*/.*)?", re.IGNORECASE)
_SYMBOL = re.compile(r"[A-ZĐ]{1,12}(?:-[A-ZĐƯ&\d]{1,20})+")
_FILED = re.compile(r"lưu\s*:\s*", re.IGNORECASE)
_DEGREES = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|Th\.S|NCS|KS|BS|CN|LS|tiến sĩ|thạc sĩ|phó giáo sư|giáo sư)(?:[.,]\s*|\s+))+",
    re.IGNORECASE,
)


class _Form(NamedTuple):
    """How somebody signs: the lines above their title, `{head}` for whom they sign, and the title where none is set."""

    lines: tuple[str, ...]
    title: str
    prefix: str = ""
    deputy: bool = False
    """Only a deputy signs so."""


_FORMS: Mapping[str, _Form] = {
    "NONE": _Form((), "GIÁM ĐỐC"),
    "KT": _Form(("KT. {head}",), "PHÓ GIÁM ĐỐC", deputy=True),
    "TL": _Form(("TL. GIÁM ĐỐC",), "CHÁNH VĂN PHÒNG"),
    "TL_KT": _Form(("TL. GIÁM ĐỐC", "KT. {head}"), "PHÓ CHÁNH VĂN PHÒNG", deputy=True),
    "Q": _Form((), "GIÁM ĐỐC", "Q. "),
    "TUQ": _Form(("TUQ. GIÁM ĐỐC",), "CHÁNH VĂN PHÒNG"),
}
"""NĐ 30/2020/NĐ-CP, điều 13. `TM.` is for collectives, which a Sở is not."""


class _Chosen(NamedTuple):
    """A part of the letter, and what the office should know of it."""

    value: Any
    remark: str | None = None


def letter(settings: Mapping[str, str], campaign: Campaign) -> Letter:
    """The letter; settings are texts as they were typed, by key of `SETTING_KEYS`."""
    return Letter(**{part: chosen.value for part, chosen in _parts(settings, campaign).items()})


def letter_remarks(settings: Mapping[str, str], campaign: Campaign) -> tuple[str, ...]:
    """What the letter leaves blank or took a default for."""
    return tuple(chosen.remark for chosen in _parts(settings, campaign).values() if chosen.remark)


def _parts(settings: Mapping[str, str], campaign: Campaign) -> dict[str, _Chosen]:
    set_to = {key: clean(settings.get(key) or "", lines=True) for key in SETTING_KEYS}
    agency = _first(line(campaign.issuer), (AGENCY, "Kế hoạch chưa ghi cơ quan ban hành"))
    addressees, receivers = _addressees(set_to["addressees"], campaign)
    recipients, filing = _recipients(set_to, campaign)
    signature, signer = _signing(set_to, campaign)
    return {
        "parent": _Chosen(line(set_to["parent_agency"]) or PARENT),
        "agency": agency,
        "number": _number(set_to["report_number"]),
        "symbol": _symbol(set_to["report_symbol"], campaign),
        "place": _first(line(campaign.place), (PLACE, "Kế hoạch chưa ghi nơi ban hành")),
        "date": _date(set_to["report_date"], campaign.year),
        "year": _Chosen(campaign.year),
        "title": _Chosen(line(set_to["report_title"]) or _title(agency.value, campaign.year)),
        "addressees": addressees,
        "recipients": _Chosen(_distinct([SAME_AS_ABOVE] if addressees.value else receivers, recipients)),
        "filing": filing,
        "signature": signature,
        "signer": signer,
    }


def _first(text: str, default: tuple[str, str]) -> _Chosen:
    value, why = default
    return _Chosen(text) if text else _Chosen(value, f"{why}, lấy “{value}”.")


def _number(text: str) -> _Chosen:
    typed = line(text)
    if not typed:
        return _Chosen(None, "Chưa có số báo cáo, để trống cho văn thư ghi.")
    found = _NUMBER.fullmatch(typed)
    if found is None:
        return _Chosen(None, f"Số báo cáo “{line(typed, 50)}” không đọc được, để trống cho văn thư ghi.")
    return _Chosen(found[1].zfill(2))


def _symbol(text: str, campaign: Campaign) -> _Chosen:
    organ = line(campaign.symbol).upper().partition("-")[2] or _ORGAN
    usual = next(filter(_SYMBOL.fullmatch, (f"BC-{organ}".replace(" ", ""), f"BC-{_ORGAN}")))
    typed = line(text).upper().replace(" ", "").strip("/")
    if not typed or _SYMBOL.fullmatch(typed):
        return _Chosen(typed or usual)
    return _Chosen(usual, f"Ký hiệu báo cáo “{line(typed, 50)}” không đúng thể thức, lấy “{usual}”.")


def _date(text: str, year: int | None) -> _Chosen:
    if not line(text):
        return _Chosen(None, "Chưa có ngày báo cáo, để trống ngày và tháng.")
    parsed = parse_date(line(text), year=year)
    if parsed.value is None:
        return _Chosen(None, f"Ngày báo cáo “{line(text, 50)}” không đọc được, để trống ngày và tháng.")
    return _Chosen(parsed.value)


def _title(agency: str, year: int | None) -> str:
    of_year = f" năm {year}" if year else ""
    return f"Kết quả tổ chức Tuần lễ hưởng ứng học tập suốt đời{of_year} tại {agency}"


def _addressees(text: str, campaign: Campaign) -> tuple[_Chosen, list[str]]:
    """Kính gửi, and who receives the report whether addressed or not."""
    receivers = _items(campaign.report_to or "") or [ADDRESSEE]
    if line(text) in (OFF, "–"):
        return _Chosen(()), receivers
    typed = _items(text)
    unknown = not typed and not _items(campaign.report_to or "")
    return _Chosen(
        tuple(typed or receivers), f"Kế hoạch chưa ghi nơi nhận báo cáo, lấy “{ADDRESSEE}”." if unknown else None
    ), receivers


def _recipients(set_to: Mapping[str, str], campaign: Campaign) -> tuple[list[str], _Chosen]:
    """Nơi nhận, and what its last line files the report under."""
    plans = [line(item) for item in campaign.recipients]
    named = _items(set_to["report_recipients"]) or list(filter(None, plans))
    filed = [set_to["filing"], *filter(_FILED.match, [*named, *plans])]
    filing = next(filter(None, (_FILED.sub("", line(text)).rstrip(" .;,") for text in filed)), "")
    if filing and match_key(filing.partition(",")[0]) != match_key("VT"):
        filing = f"VT, {filing}"
    others = [item for item in named if not _FILED.match(item) and match_key(item) != match_key(SAME_AS_ABOVE)]
    return others, _first(filing, (FILING, "Kế hoạch chưa ghi nơi lưu"))


def _items(text: str) -> list[str]:
    parts = (part.strip(" -–;.,") for row in paragraphs(text) for part in row.split(";"))
    return [line(part) for part in parts if part]


def _distinct(*lists: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for item in chain(*lists):
        found.setdefault(match_key(item), item)
    return tuple(found.values())


def _signing(set_to: Mapping[str, str], campaign: Campaign) -> tuple[_Chosen, _Chosen]:
    """The lines above the name, and the name; the plan's title and name only for who signs as the plan's signer did."""
    planned = _form(campaign.signer_form) or "NONE"
    asked = set_to["signer_form"] or campaign.signer_form
    form = _form(asked) or planned
    title = set_to["signer_title"] or (campaign.signer_title or "" if form == planned else "")
    signature, odd_title = _signature(_FORMS[form], title)
    odd = " ".join(filter(None, ("" if _form(asked) else _unread(asked, form), odd_title)))
    as_planned = signature == _signature(_FORMS[planned], campaign.signer_title or "")[0]
    name = _DEGREES.sub("", line(set_to["signer_name"] or (campaign.signer_name if as_planned else "")))
    return _Chosen(signature, odd or None), _Chosen(name or None, None if name else "Chưa có tên người ký, để trống.")


def _unread(text: str | None, form: str) -> str:
    why = f"Hình thức ký “{line(text, 50)}” không có trong {', '.join(_FORMS)}" if text else "Chưa chọn hình thức ký"
    return f"{why}, lấy {form}."


def _form(text: str | None) -> str | None:
    """`tl, kt` → `TL_KT`"""
    key = re.sub(r"[^A-Z]+", "_", line(text).upper()).strip("_")
    return key if key in _FORMS else None


def _signature(form: _Form, text: str) -> tuple[tuple[str, ...], str | None]:
    """The lines, and what is odd about the title."""
    typed = capitals(line(text.replace("\n", "/").rpartition("/")[2])).removeprefix(form.prefix)
    fits = typed and (not form.deputy or typed.startswith(_DEPUTY))
    title = typed if fits else form.title
    lines = (*(above.format(head=title.removeprefix(_DEPUTY)) for above in form.lines), f"{form.prefix}{title}")
    odd = typed and not fits
    return lines, f"Chức vụ “{typed}” không ký thay được, lấy “{title}”." if odd else None
