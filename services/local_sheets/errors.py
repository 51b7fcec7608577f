"""Google's error envelopes, and the errors of a workbook file that can't be used."""

from enum import StrEnum
from pathlib import Path
from typing import Any


class Unusable(StrEnum):
    """Why a workbook file can't be used."""

    NOT_A_WORKBOOK = "not a workbook"
    LOCKED = "locked"
    NOT_WRITABLE = "not writable"


class WorkbookFileError(Exception):
    """The file can't be opened, read or written; it was left as it is."""

    def __init__(self, path: str | Path, reason: Unusable) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = Path(path), reason


_STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """A refusal as Google words it: https://cloud.google.com/apis/design/errors#http_mapping."""

    def __init__(
        self, status: int, message: str, details: list[dict[str, Any]] | None = None, *, status_name: str | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.details = status, message, details
        self.status_name = status_name or _STATUS_NAMES[status]

    def envelope(self) -> dict[str, Any]:
        """The body of the answer."""
        error: dict[str, Any] = {"code": self.status, "message": self.message, "status": self.status_name}
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str) -> ApiError:
    """400: the request is understood and can't be carried out."""
    return ApiError(400, message)


def bad_request(message: str, field: str = "") -> ApiError:
    """400: the request doesn't have the form that the API has; `field` is where."""
    violation = {"field": field, "description": message} if field else {"description": message}
    details = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return ApiError(400, message, [details])


def not_found() -> ApiError:
    """404: no such spreadsheet."""
    return ApiError(404, "Requested entity was not found.")


def quota_exceeded(kind: str) -> ApiError:
    """429: `kind` is Read or Write."""
    metric = f"{kind} requests"
    limit = f"{kind} requests per minute per user"
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": {"service": "sheets.googleapis.com", "quota_limit": f"{kind}RequestsPerMinutePerUser"},
        }
    ]
    return ApiError(
        429,
        f"Quota exceeded for quota metric '{metric}' and limit '{limit}' of service 'sheets.googleapis.com'.",
        details,
    )


def server_fault(status: int) -> ApiError:
    """500 or 503."""
    words = {500: "Internal error encountered.", 503: "The service is currently unavailable."}
    return ApiError(status, words[status])
