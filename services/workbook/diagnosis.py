"""The way to a usable spreadsheet as a check list: how far it goes, and what to do where it stops."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from services.schema import TABS, Tab
from services.workbook.connection import Connection, target
from services.workbook.errors import Stage, Unavailable, WorkbookError
from services.workbook.gateway import Gateway
from services.workbook.setup.change import STRUCTURE, Change, Kind, summary
from services.workbook.setup.look import Look, look
from services.workbook.setup.plan import Plan, plan
from services.workbook.setup.requests import HEADER_MARK, WHOLE_MARK, same_time_zone

_TITLES = {
    Stage.KEY: "Khóa của tài khoản dịch vụ",
    Stage.SIGN_IN: "Google cấp quyền truy cập",
    Stage.API: "Google Sheets API",
    Stage.SPREADSHEET: "Bảng tính",
    Stage.EDIT: "Quyền sửa",
}
_DONE = {
    Stage.KEY: "Đọc được.",
    Stage.SIGN_IN: "Đã cấp.",
    Stage.API: "Đã bật, đang trả lời.",
    Stage.SPREADSHEET: "Tìm thấy và đọc được.",
    Stage.EDIT: "Sửa được.",
}
_REGION, _TABS, _HELP = "Ngôn ngữ và múi giờ", "Trang và tiêu đề cột", "Danh sách chọn, màu và bảo vệ"
_BUTTON = "Xin bấm “Thiết lập bảng tính”."


class State(StrEnum):
    """How a step stands."""

    DONE = "done"
    FAILED = "failed"
    OPEN = "not checked"


@dataclass(frozen=True)
class Step:
    """One step on the way, as *Thiết lập* shows it."""

    title: str
    state: State
    sentence: str
    """What is so, and what to do about it."""
    address: str | None = None
    """The service account's address, where the spreadsheet has to be shared with it."""


@dataclass(frozen=True)
class Diagnosis:
    """All steps, and what set-up would do."""

    steps: tuple[Step, ...]
    changes: tuple[Change, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        """True when the spreadsheet could be read, and nothing says that it can't be changed."""
        titles = {*_TITLES.values()}
        return not any(step.state is State.FAILED and step.title in titles for step in self.steps)

    @property
    def is_ready(self) -> bool:
        """True when no step failed."""
        return all(step.state is not State.FAILED for step in self.steps)


def unusable_settings(environ: Mapping[str, str] = os.environ, secrets_file: Path | None = None) -> Diagnosis | None:
    """The check list that stops at its first step, where environment and secrets can't be used; else None."""
    try:
        target(environ, secrets_file)
    except Unavailable as error:
        return Diagnosis(_stopped(tuple(_TITLES), error, None))
    return None


def diagnose(connection: Connection, tabs: Iterable[Tab] = tuple(TABS.values()), *, probe: bool = False) -> Diagnosis:
    """Goes the way in at most two reads. Whether the app may write shows in its own protections; where there are none
    yet only `probe` finds out, by one write that changes nothing.
    """
    gateway, tabs = connection.gateway, tuple(tabs)
    stages = tuple(_TITLES) if gateway.account else (Stage.SPREADSHEET,)
    try:
        seen = look(gateway, tabs)
    except WorkbookError as error:
        return Diagnosis(_stopped(stages, error, gateway.account))
    found = plan(seen, tabs)
    way = [Step(_TITLES[stage], State.DONE, _DONE[stage]) for stage in stages if stage is not Stage.EDIT]
    edit = [_edit(gateway, seen, probe)] if gateway.account else []
    if edit and edit[0].state is State.FAILED:
        rest = [_open(title) for title in (_REGION, _TABS, _HELP)]
    else:
        rest = [_region(found), _structure(found), _help(found)]
    hints = (*_exposed(connection.secret_files), *found.hints)
    return Diagnosis((*way, *edit, *_from_first_failure(rest)), found.changes, hints)


def _exposed(files: Iterable[Path]) -> Iterable[str]:
    """Hints on secrets that others on this machine may read; only where files have modes."""
    if os.name != "posix":
        return
    for file in files:
        if file.is_file() and file.stat().st_mode & 0o077:
            yield f"Tệp {file.name} chứa bí mật mà tài khoản khác trên máy đọc được. Xin chạy: chmod 600 {file.name}"


def _stopped(stages: tuple[Stage, ...], error: WorkbookError, account: str | None) -> tuple[Step, ...]:
    stage = getattr(error, "stage", None)
    at = stages.index(stage) if stage in stages else len(stages) - 1
    address = account if stage is Stage.SPREADSHEET else None
    done = [Step(_TITLES[stage], State.DONE, _DONE[stage]) for stage in stages[:at]]
    failed = Step(_TITLES[stages[at]], State.FAILED, str(error), address)
    titles = (*(_TITLES[stage] for stage in stages[at + 1 :]), _REGION, _TABS, _HELP)
    return (*done, failed, *map(_open, titles))


def _open(title: str) -> Step:
    return Step(title, State.OPEN, "Chưa kiểm tra.")


def _from_first_failure(steps: list[Step]) -> Iterable[Step]:
    stopped = False
    for step in steps:
        yield _open(step.title) if stopped else step
        stopped = stopped or step.state is State.FAILED


def _edit(gateway: Gateway, seen: Look, probe: bool) -> Step:
    title = _TITLES[Stage.EDIT]
    if _edits_own_ranges(seen):
        return Step(title, State.DONE, _DONE[Stage.EDIT])
    if not probe:
        sentence = "Chưa rõ. Xin chia sẻ bảng tính cho địa chỉ dưới đây, quyền Người chỉnh sửa, rồi bấm “Kiểm tra lại”."
        return Step(title, State.OPEN, sentence, gateway.account)
    try:
        gateway.update([same_time_zone(seen.layout.time_zone)])
    except WorkbookError as error:
        return Step(title, State.FAILED, str(error), gateway.account)
    return Step(title, State.DONE, _DONE[Stage.EDIT])


def _edits_own_ranges(seen: Look) -> bool:
    protected = (entry for tab in seen.tabs.values() for entry in tab.make_up.protected)
    return any(
        entry.get("description") in (HEADER_MARK, WHOLE_MARK) and entry.get("requestingUserCanEdit")
        for entry in protected
    )


def _region(found: Plan) -> Step:
    if any(change.kind is Kind.REGION for change in found.changes):
        sentence = f"Bảng tính không đọc ngày trước tháng, hoặc không theo giờ Việt Nam. {_BUTTON}"
        return Step(_REGION, State.FAILED, sentence)
    return Step(_REGION, State.DONE, "Ngày trước tháng, giờ Việt Nam.")


def _structure(found: Plan) -> Step:
    if found.blocked:
        titles = ", ".join(f"“{title}”" for title in found.blocked)
        return Step(_TABS, State.FAILED, f"Chưa dùng được: {titles}. Xin xem các lưu ý bên dưới.")
    lacking = [change for change in found.changes if change.kind in STRUCTURE]
    if lacking:
        return Step(_TABS, State.FAILED, f"Còn thiếu: cần {summary(lacking)}. {_BUTTON}")
    return Step(_TABS, State.DONE, "Đủ.")


def _help(found: Plan) -> Step:
    lacking = [change for change in found.changes if change.kind not in (*STRUCTURE, Kind.REGION)]
    if lacking:
        return Step(_HELP, State.FAILED, f"Còn thiếu: cần {summary(lacking)}. {_BUTTON}")
    return Step(_HELP, State.DONE, "Đủ.")
