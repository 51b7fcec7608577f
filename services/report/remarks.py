"""What the formal report had to leave out or cut, for the office to know."""

from collections.abc import Iterator, Mapping

from services.report.annexes import altered_cells
from services.report.figures import Figures
from services.report.wording import is_altered, line, listed, number
from services.schema import LOGS, MAX_NAME, MAX_TEXT, PLAN_KEYS, SETTING_KEYS

_LONG = (
    *("addressees", "report_recipients", "guidance", "funding"),
    *("strengths", "difficulties", "causes", "proposals", "basis"),
)
"""What may have several lines; the others are one."""
_NOT_PRINTED = ("frozen", "exception")
_NEEDED = ("number", "issued_on", "title", "basis", "theme")
"""What the opening cites of the plan."""


def left_out(figures: Figures, settings: Mapping[str, str]) -> Iterator[str]:
    """Sentences, in the order of the report."""
    yield from _plan(figures)
    yield from _texts(figures, settings)
    yield from _rows(figures)


def _plan(figures: Figures) -> Iterator[str]:
    campaign = figures.basis.campaign
    blank = [PLAN_KEYS[key] for key in _NEEDED if not getattr(campaign, key)]
    if blank:
        yield f"Kế hoạch chưa ghi: {', '.join(blank)}; báo cáo không nêu."
    if campaign.window is None:
        yield "Kế hoạch chưa ghi đủ ngày bắt đầu và kết thúc; báo cáo không nêu thời gian tổ chức."
    elif campaign.window[0] > campaign.window[1]:
        yield "Ngày kết thúc của kế hoạch đứng trước ngày bắt đầu; báo cáo không nêu thời gian tổ chức."
    for what, things in (("đơn vị", figures.basis.units), ("nhiệm vụ", figures.basis.duties)):
        if not things:
            yield f"Bảng tính chưa có {what} nào."


def _texts(figures: Figures, settings: Mapping[str, str]) -> Iterator[str]:
    printed = {key: label for key, label in SETTING_KEYS.items() if key not in _NOT_PRINTED}
    texts = [(key, label, settings.get(key)) for key, label in printed.items()]
    texts += [(key, f"Kế hoạch, {label}", getattr(figures.basis.campaign, key)) for key, label in PLAN_KEYS.items()]
    for key, label, text in texts:
        if isinstance(text, str) and is_altered(text, MAX_TEXT if key in _LONG else MAX_NAME):
            yield f"{label}: quá dài hoặc có ký tự không in được, đã rút gọn."
    cells = altered_cells(figures)
    if cells:
        yield f"{number(cells)} ô của phụ lục quá dài hoặc có ký tự không in được, đã rút gọn."


def _rows(figures: Figures) -> Iterator[str]:
    basis = figures.basis
    if figures.left_out:
        told = "; ".join(f"{number(times)} dòng {reason}" for reason, times in figures.left_out.items())
        yield f"Không tính vào số liệu: {told}."
    known = {unit.code for unit in basis.units}
    logged = {code for key in LOGS if key in basis.tables for code in basis.tables[key]["unit"] if code}
    gone = sorted(line(code, 50) for code in logged - known)
    if gone:
        yield f"Đơn vị không còn trong danh sách, không tính: {listed(gone)}."
    severe = sum(problem.severe for problem in basis.problems)
    if severe:
        yield f"Còn {number(severe)} lỗi trong bảng tính chưa sửa; ô không đọc được không tính vào số liệu."
