"""What is odd in a spreadsheet and is left to people, in sentences (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gspread.utils import rowcol_to_a1

from services.reading import fold
from services.schema import Tab
from services.workbook.setup.look import Found, Look, find_sheet, is_nearly


def hints_of(seen: Look, tabs: Sequence[Tab], headers: Mapping[str, int]) -> tuple[str, ...]:
    """One sentence for each oddity; `headers`: tab key → 0-based row of its header, where there is one."""
    return tuple(hint for tab in tabs for hint in _hints(tab, seen, headers.get(tab.key)))


def merged_headers(found: Found, header: int) -> list[Mapping[str, Any]]:
    """The merged cells that touch the header row."""
    return [
        span for span in found.make_up.merges if span.get("startRowIndex", 0) <= header < span.get("endRowIndex", 2**31)
    ]


def _hints(tab: Tab, seen: Look, header: int | None) -> Iterable[str]:
    found = seen.tabs.get(tab.key)
    if found is None:
        if sheet := find_sheet(tab, seen.layout.sheets):
            yield f"“{sheet.title}” là biểu đồ chứ không phải trang tính. Xin đổi tên nó rồi thiết lập lại."
        return
    yield from _twins(tab, seen, found)
    title = found.sheet.title
    if found.sheet.is_hidden:
        yield f"Trang “{title}” đang bị ẩn; ứng dụng vẫn đọc và ghi trang này."
    if _closed(found):
        yield (
            f"Trang “{title}” có vùng được bảo vệ mà tài khoản dịch vụ không được sửa. Xin chủ bảng tính mở Dữ liệu → "
            "Bảo vệ trang tính và dải ô, rồi thêm địa chỉ của tài khoản dịch vụ."
        )
    if header is None:
        yield (
            f"Trang “{title}” không có hàng tiêu đề trong 10 dòng đầu; mọi ô được giữ nguyên. Xin đưa hàng tiêu đề lên "
            "đầu trang."
        )
        return
    yield from _doubles(title, found, header)
    if spans := merged_headers(found, header):
        places = ", ".join(_spelled(span) for span in spans)
        yield f"Hàng tiêu đề của trang “{title}” có ô gộp ({places}). Xin bỏ gộp, vì cột bị gộp không có tên."


def _twins(tab: Tab, seen: Look, found: Found) -> Iterable[str]:
    others = [s.title for s in seen.layout.sheets if s.sheet_id != found.sheet.sheet_id and is_nearly(s.title, tab)]
    if others:
        names = ", ".join(f"“{title}”" for title in others)
        yield (
            f"Có trang tên gần giống “{found.sheet.title}”: {names}. Ứng dụng chỉ dùng trang “{found.sheet.title}”; "
            "xin đổi tên trang kia."
        )


def _doubles(title: str, found: Found, header: int) -> Iterable[str]:
    places = defaultdict(list)
    for at, cell in enumerate(found.rows.get(header, ())):
        if word := fold(str(cell.value or "")):
            places[word].append((at, cell.value))
    for same in places.values():
        if len(same) > 1:
            letters = ", ".join(_letters(at) for at, _ in same)
            yield (
                f"Trang “{title}” có {len(same)} cột cùng tên “{same[0][1]}” ({letters}). Ứng dụng chỉ dùng cột "
                f"{_letters(same[0][0])}; xin đổi tên cột kia."
            )


def _closed(found: Found) -> bool:
    return any(
        not protected.get("requestingUserCanEdit") and not protected.get("warningOnly")
        for protected in found.make_up.protected
    )


def _letters(column: int) -> str:
    return rowcol_to_a1(1, column + 1)[:-1]


def _spelled(span: Mapping[str, int]) -> str:
    first = rowcol_to_a1(span.get("startRowIndex", 0) + 1, span.get("startColumnIndex", 0) + 1)
    return f"{first}:{rowcol_to_a1(span.get('endRowIndex', 1), span.get('endColumnIndex', 1))}"
