"""The formal report: its sections as figures and settings have them, and what had to be left out of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.charts.looks import percent
from services.plan import Campaign
from services.report.annexes import by_unit, nominees, unit_names
from services.report.basis import Basis, Freeze
from services.report.document import Document, Kind, Letter, Paragraph
from services.report.figures import Figures
from services.report.letter import letter, letter_remarks
from services.report.remarks import left_out
from services.report.results import results
from services.report.wording import (
    FIRST_ANNEX,
    SECOND_ANNEX,
    day,
    inside,
    line,
    listed,
    moment,
    number,
    paragraphs,
    period,
    whose,
)
from services.schema import SETTING_KEYS

PLACEHOLDER = "[Văn phòng bổ sung]"
"""Stands where only a person can write."""
_JUDGED = (("strengths", "1. Ưu điểm"), ("difficulties", "2. Hạn chế, khó khăn"), ("causes", "3. Nguyên nhân"))
_PROPOSED = "proposals"


@dataclass(frozen=True, eq=False)
class Formal:
    """The report, and sentences for the office: what is missing, and what was taken instead."""

    document: Document
    remarks: tuple[str, ...]


def formal(figures: Figures, settings: Mapping[str, str], *, names: bool, birth_years: bool = False) -> Formal:
    """The report; settings are texts as they were typed, by key of `SETTING_KEYS`."""
    campaign = figures.basis.campaign
    head = letter(settings, campaign)
    annexes = (by_unit(figures), nominees(figures, names=names, birth_years=birth_years))
    blanks = [SETTING_KEYS[key] for key in (*dict(_JUDGED), _PROPOSED) if not paragraphs(settings.get(key))]
    remarks = (
        *letter_remarks(settings, campaign),
        *(f"{label}: chưa có nội dung, in “{PLACEHOLDER}”." for label in blanks),
        *left_out(figures, settings),
    )
    return Formal(Document(head, tuple(_body(figures, settings, head)), annexes), remarks)


def _body(figures: Figures, settings: Mapping[str, str], head: Letter) -> Iterator[Paragraph]:
    yield from _texts(_opening(figures.basis.campaign, head), _as_of(figures.basis))
    yield Paragraph(Kind.SECTION, "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI")
    yield from _texts(_plan(figures.basis.campaign, head), *paragraphs(settings.get("guidance")), *_reporting(figures))
    yield Paragraph(Kind.SECTION, "II. KẾT QUẢ THỰC HIỆN")
    yield from results(figures, settings.get("funding"))
    yield Paragraph(Kind.SECTION, "III. ĐÁNH GIÁ CHUNG")
    for key, title in _JUDGED:
        yield Paragraph(Kind.CLAUSE, title)
        yield from _texts(*(paragraphs(settings.get(key)) or (PLACEHOLDER,)))
    yield Paragraph(Kind.SECTION, "IV. ĐỀ XUẤT, KIẾN NGHỊ")
    yield from _texts(*(paragraphs(settings.get(_PROPOSED)) or (PLACEHOLDER,)), _closing(head))


def _texts(*texts: str) -> Iterator[Paragraph]:
    return (Paragraph(Kind.BODY, text) for text in texts if text)


def _opening(campaign: Campaign, head: Letter) -> str:
    """Each document whole where it is first cited: number, day, issuer and what it is about."""
    ordered = "; ".join(paragraphs(campaign.basis)).rstrip(" .;,")
    for verb in ("Thực hiện ", "Căn cứ "):
        ordered = ordered.removeprefix(verb)
    cited = [f"Kế hoạch số {line(campaign.name)}"] if campaign.number else []
    cited += [day(campaign.issued_on)] if cited and campaign.issued_on else []
    cited += [f"của {head.agency}"] if cited else []
    cited += [f"về {inside(line(campaign.title)).rstrip(' .;,')}"] if cited and line(campaign.title) else []
    sources = "; ".join(filter(None, (ordered, " ".join(cited)))) or "Tuần lễ hưởng ứng học tập suốt đời"
    return f"Thực hiện {sources}, {head.agency} báo cáo kết quả như sau:"


def _as_of(basis: Basis) -> str:
    frozen = basis.frozen
    if frozen is None:
        return f"Số liệu đến {moment(basis.as_of)}."
    return f"Số liệu đến {moment(basis.as_of)}, đã chốt lần {frozen.number}.{_since(frozen)}"


def _since(frozen: Freeze) -> str:
    if not frozen.changes:
        return ""
    kinds = Counter(line(change.what) for change in frozen.changes)
    told = ", ".join(f"{number(times)} {what}" for what, times in kinds.items())
    return f" Sau khi chốt có {number(len(frozen.changes))} thay đổi ({told}), không tính vào báo cáo này."


def _plan(campaign: Campaign, head: Letter) -> str:
    """What was issued, for when, under which theme; nothing of what the plan doesn't say."""
    issued = f"{head.agency} đã ban hành Kế hoạch số {line(campaign.name)}, " if campaign.number else ""
    window = campaign.window
    when = f" {period(*window)}" if window and window[0] <= window[1] else ""
    theme = f" với chủ đề “{line(campaign.theme)}”" if line(campaign.theme) else ""
    if not (when or theme):
        return f"{issued.removesuffix(', ')}." if issued else ""
    return f"{issued}{'tổ' if issued else 'Tổ'} chức Tuần lễ hưởng ứng học tập suốt đời{when}{theme}."


def _reporting(figures: Figures) -> Iterator[str]:
    progress, names = figures.progress, unit_names(figures)
    units = progress.by_unit[progress.by_unit["required"] > 0]
    silent = [names[code] for code in units.loc[units["fulfilled"] == 0, "unit"]]
    whole = [names[code] for code in units.loc[units["missing"] == 0, "unit"]]
    if units.empty:
        yield "Chưa có đơn vị nào được giao nhiệm vụ."
    elif len(silent) == len(units):
        yield f"Chưa có đơn vị nào trong số {number(len(units))} đơn vị được giao nhiệm vụ báo cáo kết quả."
    else:
        yield (
            f"Đến thời điểm trên, có {number(len(units) - len(silent))}/{number(len(units))} đơn vị đã báo cáo, "
            f"{_whole(whole, len(units))}. Số nhiệm vụ của các đơn vị đã được báo cáo: "
            f"{number(progress.fulfilled)}/{number(progress.required)}, đạt {percent(progress.share)}."
        )
        yield whose(silent, "chưa báo cáo nhiệm vụ nào") if silent else ""
    yield (
        f"Kết quả của từng đơn vị nêu tại {FIRST_ANNEX}; danh sách cử đi học tập nâng cao trình độ nêu tại "
        f"{SECOND_ANNEX} kèm theo Báo cáo này."
    )


def _whole(names: Sequence[str], owed: int) -> str:
    if len(names) == owed:
        return "báo cáo đủ các nhiệm vụ được giao"
    counted = (names[0] if len(names) == 1 else f"{number(len(names))} đơn vị") if names else "chưa có đơn vị nào"
    return f"trong đó {counted} báo cáo đủ các nhiệm vụ được giao"


def _closing(head: Letter) -> str:
    about = inside(head.title).rstrip(" .;,")
    receivers = listed(head.addressees or head.recipients[:1])
    return f"Trên đây là báo cáo {about}. {head.agency} gửi {receivers} tổng hợp./."
