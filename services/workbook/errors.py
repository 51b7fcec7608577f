"""What can go wrong between the app and the shared sheet, each with its sentence for the person.

`requests`, `google.auth` and gspread raise errors of their own; `translated` turns all of them into this tree.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import google.auth.exceptions
import gspread.exceptions
import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

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
    """Accepted and on disk, not in the sheet yet: the writer goes on until it is, or has a reason why it can't be.

    `trouble`: why it takes so long, where that is known.
    """

    def __init__(self, row_id: str, trouble: str | None = None) -> None:
        super().__init__(
            f"Đã ghi nhận mục {row_id}, đang chờ gửi vào bảng tính. Có thể đóng trang này; kết quả xem ở Việc của tôi."
            + (f" {trouble}" if trouble else "")
        )
        self.row_id, self.trouble = row_id, trouble


class NotSetUp(WorkbookError):
    """The spreadsheet lacks tabs of ours; `missing` holds their titles."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"Bảng tính chưa có các trang: {', '.join(missing)}. Xin mở trang Thiết lập và bấm “Thiết lập bảng tính”."
        )
        self.missing = tuple(missing)


class Closed(Invalid):
    """The figures are frozen, and whoever asks is bound by that. Nothing was written."""

    CODE = "frozen"

    def __init__(self, sentence: str) -> None:
        super().__init__([Problem(self.CODE, sentence)])


class Stage(StrEnum):
    """How far the app came on its way to the spreadsheet before something stopped it."""

    KEY = "key"
    SIGN_IN = "sign-in"
    API = "api"
    SPREADSHEET = "spreadsheet"
    EDIT = "edit"


class Unavailable(WorkbookError):
    """The workbook could not be reached or refused; `unclear` when a write may have been carried out all the same.

    `request_index` is the place of the one request, of several sent together, that was refused.
    """

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        unclear: bool = False,
        stage: Stage | None = None,
        request_index: int | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status, self.unclear, self.stage, self.request_index = status, unclear, stage, request_index


class FileUnusable(WorkbookError):
    """The embedded workbook's file can't be used; it was left as it is."""


_SHARE = "Xin mở bảng tính, bấm Chia sẻ và thêm địa chỉ của tài khoản dịch vụ với quyền Người chỉnh sửa."
_REFUSED: Mapping[tuple[int, str], tuple[Stage, str]] = {
    (400, ""): (
        Stage.SPREADSHEET,
        "Google không thực hiện được yêu cầu (lỗi 400). Có thể một trang vừa bị đổi tên hoặc xóa; xin tải lại sau ít "
        "giây.",
    ),
    (400, "FAILED_PRECONDITION"): (
        Stage.SPREADSHEET,
        "Tệp đang dùng là bảng Excel tải lên Drive, không phải Google Trang tính (lỗi 400). Xin mở tệp, chọn "
        "Tệp → Lưu dưới dạng Google Trang tính, rồi dùng đường dẫn của bản mới.",
    ),
    (401, ""): (
        Stage.SIGN_IN,
        "Google không nhận khóa truy cập (lỗi 401). Xin tạo khóa mới cho tài khoản dịch vụ và thay vào secrets.toml.",
    ),
    (401, "CREDENTIALS_MISSING"): (
        Stage.SIGN_IN,
        "Máy chủ bảng tính đòi khóa truy cập mà ứng dụng không có (lỗi 401). Xin khai tài khoản dịch vụ trong "
        "secrets.toml.",
    ),
    (401, "ACCOUNT_STATE_INVALID"): (
        Stage.SIGN_IN,
        "Tài khoản dịch vụ đã bị tắt hoặc bị xóa (lỗi 401). Xin bật lại trong Google Cloud, hoặc dùng tài khoản khác.",
    ),
    (403, ""): (
        Stage.SPREADSHEET,
        f"Bảng tính chưa được chia sẻ cho tài khoản dịch vụ, hoặc đã bị bỏ chia sẻ (lỗi 403). {_SHARE}",
    ),
    (403, "SERVICE_DISABLED"): (
        Stage.API,
        "Dự án Google Cloud của khóa chưa bật Google Sheets API (lỗi 403). Xin mở Google Cloud Console, mục APIs & "
        "Services, bật Google Sheets API rồi chờ vài phút.",
    ),
    (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"): (
        Stage.API,
        "Quyền cấp cho khóa không gồm Google Sheets (lỗi 403). Xin dùng khóa JSON của một tài khoản dịch vụ thường.",
    ),
    (404, ""): (
        Stage.SPREADSHEET,
        "Không tìm thấy bảng tính: mã sai hoặc bảng tính đã bị xóa (lỗi 404). Xin chép lại đường dẫn vào `spreadsheet` "
        "trong secrets.toml; nếu vừa xóa thì khôi phục từ Thùng rác của Drive.",
    ),
    (413, ""): (
        Stage.EDIT,
        "Nội dung gửi đi quá lớn, Google không nhận (lỗi 413). Chưa ghi gì; xin rút gọn rồi gửi lại.",
    ),
    (429, ""): (
        Stage.API,
        "Google báo quá nhiều lượt gọi trong một phút (lỗi 429). Ứng dụng sẽ tự thử lại.",
    ),
}
"""(HTTP status, reason or status name in the answer; "" any) → where it stopped, and what to tell.

Sources: https://cloud.google.com/apis/design/errors and google/api/error_reason.proto of googleapis.
"""
_READ_ONLY = f"Tài khoản dịch vụ không được sửa bảng tính: chỉ được xem, hoặc đã bị bỏ chia sẻ (lỗi 403). {_SHARE}"
_BY_MESSAGE = (
    (
        re.compile("protected cell or object"),
        "Vùng cần ghi đang được bảo vệ, tài khoản dịch vụ không được sửa (lỗi 400). Chưa ghi gì. Xin chủ bảng tính mở "
        "Dữ liệu → Bảo vệ trang tính và dải ô, rồi thêm địa chỉ của tài khoản dịch vụ.",
    ),
    (
        re.compile("limit of [0-9]+ cells"),
        "Bảng tính đã đầy: Google chỉ cho 10 triệu ô (lỗi 400). Chưa ghi gì. Xin xóa các trang hoặc cột trống không "
        "dùng.",
    ),
    (
        re.compile("Unable to parse range|No (grid|sheet) with id"),
        "Một trang vừa bị đổi tên hoặc xóa (lỗi 400). Chưa ghi gì; ứng dụng sẽ tìm lại trang, xin thử lại sau ít giây.",
    ),
)
"""What Google says of a request that it understood but did not carry out → what to tell."""
_SERVER_FAULT = "Google đang gặp sự cố (lỗi {status}). Ứng dụng sẽ tự thử lại."
_NO_ANSWER = "Không nhận được trả lời từ bảng tính. Xin kiểm tra mạng; ứng dụng sẽ tự thử lại."
_NOT_GOOGLE = (
    "Câu trả lời không phải của Google Sheets. Có thể mạng đang đòi đăng nhập hoặc tường lửa chen vào; xin mở trình "
    "duyệt trên máy chủ để kiểm tra. Ứng dụng sẽ tự thử lại."
)
_NOT_SIGNED_IN = "Google không cấp quyền truy cập cho tài khoản dịch vụ. Xin báo người quản trị xem lại khóa."
_NO_WAY_TO_SIGN_IN = (
    "Không nối được tới nơi Google cấp quyền truy cập. Xin kiểm tra mạng và tường lửa của máy chủ; ứng dụng sẽ tự thử "
    "lại."
)
_SIGN_IN_REFUSED = (
    (
        re.compile("account not found|disabled|deleted", re.IGNORECASE),
        "Tài khoản dịch vụ của khóa không còn (đã bị xóa hoặc tắt). Xin tạo tài khoản và khóa mới trong Google Cloud.",
    ),
    (
        re.compile("short-lived token|iat and exp|reasonable timeframe", re.IGNORECASE),
        "Đồng hồ của máy chủ lệch giờ nên Google không cấp quyền. Xin chỉnh giờ máy chủ (bật đồng bộ NTP) rồi thử lại.",
    ),
    (
        re.compile("signature", re.IGNORECASE),
        "Khóa không thuộc tài khoản dịch vụ đang ghi, hoặc đã bị thu hồi. Xin tạo khóa JSON mới và thay cả tệp.",
    ),
    (
        re.compile("invalid_scope", re.IGNORECASE),
        "Google không cấp quyền Google Sheets cho khóa này. Xin dùng khóa JSON của một tài khoản dịch vụ thường.",
    ),
    (
        re.compile("<html|<!doctype|internal_failure|server_error|temporarily_unavailable", re.IGNORECASE),
        "Nơi Google cấp quyền truy cập đang trục trặc hoặc bị mạng chen vào. Ứng dụng sẽ tự thử lại.",
    ),
)
"""What the token endpoint says → what to tell. https://developers.google.com/identity/protocols/oauth2/service-account#error-codes"""


@contextmanager
def translated(*, writing: bool = False) -> Iterator[None]:
    """Turns what gspread, requests and google-auth raise into `Unavailable`."""
    try:
        yield
    except gspread.exceptions.APIError as error:
        raise _refused(error.response.status_code, error.error, writing) from error
    except google.auth.exceptions.TransportError as error:
        raise Unavailable(_NO_WAY_TO_SIGN_IN, stage=Stage.SIGN_IN) from error
    except google.auth.exceptions.GoogleAuthError as error:
        raise Unavailable(_told(_SIGN_IN_REFUSED, str(error)) or _NOT_SIGNED_IN, stage=Stage.SIGN_IN) from error
    except requests.JSONDecodeError as error:
        raise Unavailable(_NOT_GOOGLE, unclear=True, stage=Stage.API) from error
    except (requests.RequestException, OSError) as error:
        raise Unavailable(_NO_ANSWER, unclear=not _never_sent(error), stage=Stage.API) from error
    except (TypeError, KeyError, ValueError) as error:
        # gspread's APIError raises these itself on error bodies such as {"error": null}.
        raise Unavailable(_NOT_GOOGLE, unclear=True, stage=Stage.API) from error


def _refused(status: int, error: object, writing: bool) -> Unavailable:
    body = error if isinstance(error, Mapping) else {}
    words = [*_reasons(body), str(body.get("status", "")), ""]
    known = next((_REFUSED[status, word] for word in words if (status, word) in _REFUSED), None)
    stage, sentence = known or (Stage.API, _SERVER_FAULT.format(status=status))
    message = str(body.get("message", ""))
    if status == 403 and writing and stage is Stage.SPREADSHEET:
        stage, sentence = Stage.EDIT, _READ_ONLY
    if status == 400 and (told := _told(_BY_MESSAGE, message)):
        stage, sentence = Stage.EDIT, told
    place = re.match(r"Invalid requests\[(\d+)\]", message)
    return Unavailable(
        sentence,
        status=status,
        unclear=status >= 500,
        stage=stage,
        request_index=int(place.group(1)) if place else None,
    )


def _reasons(body: Mapping[str, Any]) -> Iterator[str]:
    details = body.get("details")
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, Mapping):
            yield str(detail.get("reason", ""))


def _told(table: Sequence[tuple[re.Pattern[str], str]], message: str) -> str | None:
    return next((sentence for pattern, sentence in table if pattern.search(message)), None)


def _never_sent(error: Exception) -> bool:
    """True when no connection came about, so that nothing can have been done."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, (NewConnectionError, ConnectTimeoutError))
