"""Section II of the formal report: content by content, where the units stand, and what it came to."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from services.report.annexes import unit_names
from services.report.document import Kind, Paragraph
from services.report.figures import Figures
from services.report.wording import line, money, number, paragraphs, standing
from services.schema import NOMINATIONS

BANNER_COST, TRAINING_COST = "Kinh phí băng rôn (đồng)", "Kinh phí học tập (đồng)"


class _Gap(NamedTuple):
    """Entries that say nothing in a column, and so are not in its total."""

    field: str
    blank: Any
    words: str
    """`{}`: how many."""


class _Content(NamedTuple):
    """One content of the plan, and the log that tells of it."""

    title: str
    log: str
    told: tuple[tuple[str, str], ...]
    """Indicator → how its number is told; 0 is not."""
    gap: _Gap


_CONTENTS = (
    _Content(
        "Thông tin, tuyên truyền trên nền tảng số, tự học",
        "activities",
        (
            ("Hoạt động học tập", "tổ chức {} hoạt động học tập"),
            ("Lượt tham gia", "ghi nhận {} lượt tham gia"),
            ("Tin, bài kênh khác", "đăng {} tin, bài trên mạng xã hội và các kênh số khác"),
        ),
        _Gap("participations", None, "Số lượt tham gia chưa gồm {} hoạt động không ghi rõ số lượt."),
    ),
    _Content(
        "Treo băng rôn",
        "banners",
        (("Băng rôn (cái)", "treo, trình chiếu {} băng rôn, pano, áp phích, standee, khẩu hiệu điện tử"),),
        _Gap("quantity", None, "Số băng rôn chưa gồm {} mục không ghi rõ số lượng."),
    ),
    _Content(
        "Tuyên truyền trên website Sở",
        "posts",
        (
            ("Tin, bài website", "đăng {} tin, bài trên website Sở và website đơn vị"),
            ("Lượt xem", "ghi nhận {} lượt xem tin, bài trên tất cả các kênh"),
        ),
        _Gap("views", None, "Số lượt xem chưa gồm {} tin, bài không ghi rõ lượt xem."),
    ),
    _Content(
        "Rà soát, cử công chức, viên chức đi học tập nâng cao trình độ",
        NOMINATIONS.key,
        (
            ("Người được cử đi học", "cử, đề xuất cử {} người đi học tập nâng cao trình độ"),
            ("Lượt đào tạo", "đào tạo: {} lượt"),
            ("Lượt bồi dưỡng", "bồi dưỡng: {} lượt"),
        ),
        _Gap("progress", "Đề xuất", "Trong đó {} lượt đang ở bước đề xuất, chưa có quyết định."),
    ),
)


def results(figures: Figures, funding: str | None) -> Iterator[Paragraph]:
    """The clauses of section II; `funding` is what the office says of it."""
    names = unit_names(figures)
    for ordinal, content in enumerate(_CONTENTS, 1):
        yield Paragraph(Kind.CLAUSE, f"{ordinal}. {content.title}")
        for text in (*_standings(figures, content.log, names), _outcome(figures, content)):
            if text:
                yield Paragraph(Kind.BODY, text)
    spent = (_spending(figures), *paragraphs(funding))
    if any(spent):
        yield Paragraph(Kind.CLAUSE, f"{len(_CONTENTS) + 1}. Kinh phí")
        yield from (Paragraph(Kind.BODY, text) for text in spent if text)


def _standings(figures: Figures, log: str, names: Mapping[str, str]) -> Iterator[str]:
    """A paragraph a duty; with its title where the log has several."""
    duties = [duty for duty in figures.progress.by_duty.to_dict("records") if duty["log"] == log and duty["required"]]
    if not duties:
        yield "Không có đơn vị nào được giao nhiệm vụ này."
    cells = figures.progress.cells.to_dict("records")
    for duty in duties:
        told = standing(duty, [cell for cell in cells if cell["duty"] == duty["duty"]], names)
        title = f"{line(duty['duty_title'])}: " if len(duties) > 1 else ""
        yield title + " ".join(told)


def _outcome(figures: Figures, content: _Content) -> str:
    """What the counted entries add up to."""
    told = [words.format(number(figures.totals[label])) for label, words in content.told if figures.totals[label]]
    gaps = sum(value == content.gap.blank for value in figures.counted[content.log][content.gap.field])
    sentences = [f"Đã {'; '.join(told)}."] if told else []
    return " ".join(sentences + ([content.gap.words.format(number(gaps))] if gaps else []))


def _spending(figures: Figures) -> str:
    """Nothing where no entry says what it cost."""
    totals = figures.totals
    sums = ((BANNER_COST, "cho băng rôn, khẩu hiệu"), (TRAINING_COST, "cho cử đi học"))
    spent = [f"{money(totals[label])} {purpose}" for label, purpose in sums if totals[label]]
    if spent:
        return f"Kinh phí các đơn vị đã ghi: {'; '.join(spent)}."
    costs = [cost for log in ("banners", NOMINATIONS.key) for cost in figures.counted[log]["cost"]]
    return "Không phát sinh kinh phí." if any(cost is not None for cost in costs) else ""
