"""What can go wrong between the app and the shared sheet, each with its sentence for the person.

`requests`, `google.auth` and gspread raise errors of their own; `translated` turns all of them into this tree.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import google.auth.exceptions
import gspread.exceptions
import requests

from services.reading import Problem


class WorkbookError(Exception):
    """Anything that kept the shared sheet from being read or written; `str()` is a Vietnamese sentence."""


class Invalid(WorkbookError):
    """Values that can't be accepted; nothing was written. `problems` names each field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class Conflict(WorkbookError):
    """The row is not what the person saw; nothing was written.

    `mine`, `theirs` and `before` map field keys to typed values; `theirs` is empty when the row is gone.
    """

    def __init__(
        self, sentence: str, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], before: Mapping[str, Any]
    ) -> None:
        super().__init__(sentence)
        self.mine, self.theirs, self.before = dict(mine), dict(theirs), dict(before)


class Pending(WorkbookError):
    """The sheet has not confirmed the entry in time; it may still arrive under `row_id`."""

    def __init__(self, row_id: str) -> None:
        super().__init__(f"Chưa rõ bảng tính đã nhận mục {row_id} hay chưa. Xin bấm Gửi lại: mục không bị ghi hai lần.")
        self.row_id = row_id


class NotSetUp(WorkbookError):
    """The spreadsheet lacks tabs of ours; `missing` holds their titles."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"Bảng tính chưa có các trang: {', '.join(missing)}. Xin mở trang Thiết lập và bấm “Tạo các trang còn thiếu”."
        )
        self.missing = tuple(missing)


class Unavailable(WorkbookError):
    """The workbook could not be reached or refused; `unclear` when a write may have been carried out all the same."""

    def __init__(self, sentence: str, *, status: int | None = None, unclear: bool = False) -> None:
        super().__init__(sentence)
        self.status, self.unclear = status, unclear


class FileUnusable(WorkbookError):
    """The embedded workbook's file can't be used; it was left as it is."""


_BY_STATUS = {
    400: "Google không hiểu yêu cầu (lỗi 400). Có thể một trang vừa bị đổi tên hoặc xóa; xin tải lại sau ít giây.",
    401: "Google không nhận khóa truy cập (lỗi 401). Xin báo người quản trị xem lại tài khoản dịch vụ.",
    403: "Tài khoản dịch vụ không có quyền với bảng tính (lỗi 403). Xin chia sẻ bảng tính cho tài khoản đó, quyền sửa.",
    404: "Không tìm thấy bảng tính (lỗi 404). Xin kiểm tra đường dẫn trong phần kết nối.",
    429: "Google báo quá nhiều lượt gọi trong một phút (lỗi 429). Ứng dụng sẽ tự thử lại.",
}
_SERVER_FAULT = "Google đang gặp sự cố (lỗi {status}). Ứng dụng sẽ tự thử lại."
_NO_ANSWER = "Không nhận được trả lời từ bảng tính. Xin kiểm tra mạng; ứng dụng sẽ tự thử lại."
_NO_TOKEN = "Google không cấp quyền truy cập cho tài khoản dịch vụ. Xin báo người quản trị xem lại khóa."


@contextmanager
def translated() -> Iterator[None]:
    """Turns what gspread, requests and google-auth raise into `Unavailable`."""
    try:
        yield
    except gspread.exceptions.APIError as error:
        raise _refused(error.response.status_code) from error
    except google.auth.exceptions.GoogleAuthError as error:
        raise Unavailable(_NO_TOKEN) from error
    except requests.ConnectTimeout as error:
        raise Unavailable(_NO_ANSWER) from error
    except (requests.RequestException, OSError) as error:
        raise Unavailable(_NO_ANSWER, unclear=True) from error
    except (TypeError, KeyError, ValueError) as error:
        # gspread's APIError raises these itself on error bodies such as {"error": null}, and json on a cut answer.
        raise Unavailable(_NO_ANSWER, unclear=True) from error


def _refused(status: int) -> Unavailable:
    sentence = _BY_STATUS.get(status, _SERVER_FAULT.format(status=status))
    return Unavailable(sentence, status=status, unclear=status >= 500)
