"""What a submission comes to, decided from a snapshot (pure); and how that is kept and told."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from services.reading import Problem
from services.schema import CANCELLED, Tab
from services.settings import closed_sentence, is_closed
from services.workbook import acceptance, writes
from services.workbook.errors import Closed, Conflict, Invalid, Stage, Unavailable, WorkbookError
from services.workbook.journal import Submission, Values
from services.workbook.setup import Request
from services.workbook.snapshot import Snapshot

Row = dict[str, Any]

NOT_SEEN: Values = {"moved": True}
"""Written, and not found as written."""


UNKNOWN = Unavailable(
    "Mục này do một phiên bản khác của ứng dụng ghi nhận; phiên bản này không có trang hoặc cột của nó. Chưa ghi gì; "
    "xin nhập lại."
)


@dataclass(frozen=True)
class Stands:
    """The sheet holds it already."""

    row: Row


@dataclass(frozen=True)
class Write:
    """What has to be sent, with its audit row."""

    requests: Sequence[Request]


def decide(submission: Submission, tab: Tab, snapshot: Snapshot) -> Stands | Write:
    """What has to be done for this submission. Raises Conflict, Invalid (Closed after a freeze), or NotSetUp when the
    tab can't take it now.
    """
    rows = rows_with(snapshot, tab, submission.row_id)
    if submission.is_new:
        return _for_new(submission, tab, snapshot, rows)
    seen = submission.seen or {}
    row = acceptance.only_row(tab, rows, submission.row_id, mine=submission.values, seen=seen)
    wanted = acceptance.changes(tab, submission.values, row, snapshot, by=submission.by).values
    if holds(row, wanted):
        return Stands(row)
    _require_open(submission, snapshot, {row["unit"], wanted.get("unit", row["unit"])})
    new = wanted | ({"entered_at": submission.at} if acceptance.is_first_report(row, wanted) else {})
    before = {key: row[key] for key in new}
    audit = _audit(submission, tab, snapshot, before=before, after=new)
    return Write([*writes.changing(snapshot, tab, row["sheet_row"], new), audit])


def _for_new(submission: Submission, tab: Tab, snapshot: Snapshot, rows: Sequence[Row]) -> Stands | Write:
    if submission.is_note:
        return Stands(rows[0]) if rows else Write([writes.noting(snapshot, _noted(submission))])
    if rows:
        same = next((row for row in rows if holds(row, submission.values)), None)
        if same is None:
            raise other_content(tab, submission.row_id, submission.values, rows[0])
        return Stands(same)
    _require_open(submission, snapshot, {submission.values.get("unit")})
    audit = _audit(submission, tab, snapshot, after=submission.values)
    return Write([writes.appending(snapshot, tab, [laid_out(submission)]), audit])


def _require_open(submission: Submission, snapshot: Snapshot, units: Set[Any]) -> None:
    frozen = snapshot.frozen_at
    if (
        submission.is_bound
        and frozen
        and any(is_closed(frozen, snapshot.settings, unit, submission.at) for unit in units)
    ):
        raise Closed(closed_sentence(frozen))


def laid_out(submission: Submission) -> Row:
    """All that the row of a new entry holds."""
    own = {"row_id": submission.row_id, "entered_by": submission.by, "entered_at": submission.at}
    return own | dict(submission.values)


def _noted(submission: Submission) -> Values:
    own = {"row_id": submission.row_id, "at": submission.at, "by": submission.by, "action": submission.action}
    return own | dict(submission.values)


def _audit(submission: Submission, tab: Tab, snapshot: Snapshot, **told: Values) -> Request:
    return writes.auditing(
        snapshot,
        submission.action,
        by=submission.by,
        at=submission.at,
        tab=tab,
        row_id=submission.row_id,
        **told,
    )


def arrived(submission: Submission, tab: Tab, snapshot: Snapshot) -> Row | None:
    """The row that shows that this submission was carried out; None when it wasn't."""
    rows = rows_with(snapshot, tab, submission.row_id)
    as_written = next((row for row in rows if holds(row, submission.values)), None)
    return as_written or (rows[0] if submission.is_new and rows else None)


def action_of(values: Values) -> str:
    """The audit log's word for a change."""
    if values.get("state") == CANCELLED:
        return "cancel"
    return "return" if values.get("return_note") else "change"


def other_content(tab: Tab, row_id: str, mine: Values, theirs: Mapping[str, Any]) -> Conflict:
    """The ID stands for other values already."""
    sentence = f"Mã dòng {row_id} đã có trong trang “{tab.title}” với nội dung khác. Chưa ghi gì; xin mở mục đó để sửa."
    return Conflict(sentence, mine=mine, theirs={key: theirs.get(key) for key in mine}, before={})


def kept(error: WorkbookError) -> Values:
    """The error as the journal keeps it."""
    if isinstance(error, Conflict):
        return {"told": str(error), "mine": error.mine, "theirs": error.theirs, "before": error.before}
    if isinstance(error, Invalid):
        problems = [{"code": p.code, "message": p.message, "field_key": p.field_key} for p in error.problems]
        return {"told": str(error), "problems": problems}
    return {"told": str(error)}


def told(result: Values) -> WorkbookError:
    """The error that the journal kept."""
    if "theirs" in result:
        parts = {name: result[name] for name in ("mine", "theirs", "before")}
        return Conflict(result["told"], **parts)
    if "problems" in result:
        problems = [Problem(**problem) for problem in result["problems"]]
        return Closed(result["told"]) if problems[0].code == Closed.CODE else Invalid(problems)
    return Unavailable(result["told"], stage=Stage.EDIT)


def place(submission: Submission, row: Row) -> Values:
    """What the journal keeps of the row that stands in the sheet."""
    as_written = {} if holds(row, submission.values) else NOT_SEEN
    return {"sheet_row": int(row["sheet_row"]), **as_written}


def rows_with(snapshot: Snapshot, tab: Tab, row_id: str) -> list[Row]:
    """The tab's rows with this ID; none of the audit log, unless the snapshot holds it."""
    frame = snapshot.tables.get(tab.key)
    if frame is None:
        return []
    return [
        {str(key): value for key, value in row.items()} for row in frame[frame["row_id"] == row_id].to_dict("records")
    ]


def holds(row: Mapping[str, Any], values: Values) -> bool:
    """True when the row has all these values."""
    return all(row.get(key) == value for key, value in values.items())
