"""Who may see and do what, and that the desk keeps to it."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from services.access import ALLOWED, Action, Desk, Identity, Refused, Role, identify
from services.accounts import Settings, Visitor
from services.schema import TABS
from services.workbook import Conflict, Pending, Snapshot, Workbook
from services.workbook.connection import Kind
from services.workbook.grid import Edit, Grid
from services.workbook.journal import Submission
from services.workbook.repair import Repairs
from tests.services.workbook.trial import BANNER, BY, NOMINATION, Clock, opened, people, serving, tab

ID = "01J9A0000000000000000QUYEN"
TRIAL, GOOGLE, OPEN = Role.ANYONE_TRIAL, Role.ANYONE_GOOGLE, Role.ANYONE_OPEN


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path, clock) -> Workbook:
    return opened(tmp_path, clock)


ALL, OWN, NO = "any unit", "own unit", ""
OWN_UNIT, OTHER = "CESTI", "ICST"
WHO = (
    "OFFICE",
    "UNIT",
    "DIRECTOR",
    "ONLOOKER",
    "STRANGER",
    "SIGNED_OUT",
    "ANYONE_TRIAL",
    "ANYONE_GOOGLE",
    "ANYONE_OPEN",
)
MAY = {
    Action.SEE_FIGURES: (ALL, ALL, ALL, ALL, NO, NO, ALL, ALL, ALL),
    Action.SEE_ENTRIES: (ALL, ALL, ALL, NO, NO, NO, ALL, ALL, ALL),
    Action.SEE_NAMES: (ALL, OWN, NO, NO, NO, NO, ALL, NO, NO),
    Action.SEE_PROBLEMS: (ALL, OWN, NO, NO, NO, NO, ALL, NO, ALL),
    Action.SEE_SETTINGS: (ALL, NO, NO, NO, NO, NO, ALL, ALL, ALL),
    Action.ENTER: (ALL, OWN, NO, NO, NO, NO, ALL, NO, ALL),
    Action.HISTORY: (ALL, OWN, NO, NO, NO, NO, ALL, NO, ALL),
    Action.OFFICE: (ALL, NO, NO, NO, NO, NO, ALL, NO, ALL),
    Action.AUDIT: (ALL, NO, NO, NO, NO, NO, ALL, NO, ALL),
    Action.ERASE: (ALL, NO, NO, NO, NO, NO, ALL, NO, NO),
    Action.SHEET_GRID: (ALL, NO, NO, NO, NO, NO, ALL, NO, NO),
}


def somebody(role: Role) -> Identity:
    """Who has signed in with this role, for the unit OWN_UNIT; or who hasn't."""
    is_known = role in (Role.OFFICE, Role.UNIT, Role.DIRECTOR)
    units = frozenset({OWN_UNIT}) if role is Role.UNIT else frozenset()
    return Identity(role, "an@example.vn" if is_known else None, units)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_who_may_do_what_and_for_which_unit(action, role):
    wanted = MAY[action][WHO.index(role.name)]
    who = somebody(role)
    assert [who.may(action), who.may(action, OWN_UNIT), who.may(action, OTHER), who.may(action, None)] == {
        ALL: [True, True, True, True],
        OWN: [True, True, False, False],
        NO: [False, False, False, False],
    }[wanted]


def test_every_role_is_in_the_table():
    assert set(ALLOWED) == set(Role)
    assert tuple(role.name for role in Role) == WHO


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({}, TRIAL),
        ({"kind": Kind.ENDPOINT, "address": "http://127.0.0.1:8765"}, TRIAL),
        ({"kind": Kind.ENDPOINT, "address": "http://sheets.example"}, GOOGLE),
        ({"kind": Kind.GOOGLE}, GOOGLE),
        ({"kind": Kind.GOOGLE, "settings": Settings(is_open=True)}, OPEN),
    ],
)
def test_without_sign_in_it_depends_on_what_stands_behind_the_app(book, changes, role):
    behind = Workbook(replace(book.connection, **changes), book.now)
    assert identify(behind) == Identity(role)


class TestSignedIn:
    """Who somebody is, by secrets and the tab *Người dùng*."""

    ROWS = (
        ["Office@Example.vn", "Văn Phòng", "Văn phòng", "", "Có"],
        ["unit@example.vn", "Đơn Vị", "Đơn vị", "CESTI; Trung tâm không có", "Có"],
        ["director@example.vn", "Lãnh Đạo", "lanh dao", "", "có"],
        ["gone@example.vn", "Đã Nghỉ", "Đơn vị", "CESTI", "Không"],
        ["blank@example.vn", "Chưa Rõ", "Văn phòng", "", ""],
        ["odd@example.vn", "Lạ", "Quản trị", "", "Có"],
        ["twice@example.vn", "Hai Dòng", "Văn phòng", "", "Có"],
        ["twice@example.vn", "Hai Dòng", "Đơn vị", "CESTI", "Có"],
    )

    def sheet(self, tmp_path, clock, **settings) -> Workbook:
        book = opened(tmp_path, clock)
        tab(people(tmp_path), "users").append_rows(list(self.ROWS))
        clock.tick(seconds=5)
        return Workbook(replace(book.connection, settings=Settings({"default": "app"}, **settings)), clock)

    @pytest.mark.parametrize(
        ("email", "role", "units"),
        [
            ("office@example.vn", Role.OFFICE, set()),
            ("unit@example.vn", Role.UNIT, {"CESTI"}),
            ("director@example.vn", Role.DIRECTOR, set()),
            ("first@example.vn", Role.OFFICE, set()),
            ("gone@example.vn", Role.STRANGER, set()),
            ("blank@example.vn", Role.STRANGER, set()),
            ("odd@example.vn", Role.STRANGER, set()),
            ("twice@example.vn", Role.STRANGER, set()),
            ("nobody@example.vn", Role.STRANGER, set()),
        ],
    )
    def test_their_row_says_who_they_are_and_secrets_who_the_first_is(self, tmp_path, clock, email, role, units):
        book = self.sheet(tmp_path, clock, office=frozenset({"first@example.vn"}))
        assert identify(book, Visitor(email, clock())) == Identity(role, email, frozenset(units))

    def test_the_office_may_show_everybody_the_figures(self, tmp_path, clock):
        book = self.sheet(tmp_path, clock, shows_figures=True)
        assert identify(book, Visitor("nobody@example.vn", clock())).role is Role.ONLOOKER

    @pytest.mark.parametrize(
        ("who", "role", "why"),
        [
            (Visitor(), Role.SIGNED_OUT, ""),
            (Visitor("office@example.vn"), Role.SIGNED_OUT, "7 ngày"),
            (Visitor("office@example.vn", Clock()() - timedelta(days=7, seconds=1)), Role.SIGNED_OUT, "7 ngày"),
            (Visitor("first@example.vn", Clock()() - timedelta(days=7, seconds=1)), Role.SIGNED_OUT, "7 ngày"),
            (Visitor(None, Clock()()), Role.STRANGER, "không xác nhận địa chỉ"),
        ],
    )
    def test_nobody_is_anybody_without_a_fresh_sign_in_and_a_verified_address(self, tmp_path, clock, who, role, why):
        found = identify(self.sheet(tmp_path, clock, office=frozenset({"first@example.vn"})), who)
        assert found.role is role
        assert why in found.why

    @pytest.mark.parametrize("change", ["removed", "only warns", "has a gap"])
    def test_a_list_that_anybody_could_have_written_counts_for_nothing(self, tmp_path, clock, change):
        book = self.sheet(tmp_path, clock, office=frozenset({"first@example.vn"}))
        gateway = book.connection.gateway
        (own,) = next(
            made.protected for sheet, made in gateway.layout().make_up.items() if sheet == TABS["users"].sheet_id
        )
        gateway.update([unprotected(own, change)])
        clock.tick(seconds=60)
        found = identify(book, Visitor("office@example.vn", clock()))
        assert (found.role, "chưa được bảo vệ" in found.why) == (Role.STRANGER, True)
        assert identify(book, Visitor("first@example.vn", clock())).role is Role.OFFICE

    def test_who_is_struck_from_the_list_is_nobody_within_seconds(self, tmp_path, clock):
        book = self.sheet(tmp_path, clock)
        who = Visitor("unit@example.vn", clock())
        assert identify(book, who).role is Role.UNIT
        tab(people(tmp_path), "users").update_acell("E3", "Không")
        clock.tick(seconds=5)
        assert identify(book, who).role is Role.STRANGER


def test_knowing_who_somebody_is_asks_the_sheet_nothing(tmp_path, clock):
    with serving(tmp_path, clock) as (book, server):
        book = Workbook(replace(book.connection, settings=Settings({"default": "app"})), clock)
        book.snapshot()
        server.asked.clear()
        for role in ("unit", "director", "nobody"):
            who = identify(book, Visitor(f"{role}@example.vn", clock()))
            with suppress(Refused):
                Desk(book, who).snapshot()
        assert not server.asked


def unprotected(own: Any, change: str) -> dict[str, Any]:
    """The request that weakens a protection."""
    if change == "removed":
        return {"deleteProtectedRange": {"protectedRangeId": own["protectedRangeId"]}}
    gap = [{"sheetId": own["range"]["sheetId"], "startRowIndex": 1, "endRowIndex": 2}]
    weak = {"warningOnly": True} if change == "only warns" else {"unprotectedRanges": gap}
    return {
        "updateProtectedRange": {
            "protectedRange": {"protectedRangeId": own["protectedRangeId"], **weak},
            "fields": ",".join(weak),
        }
    }


GRID = Grid(TABS["banners"], 1, ("Đơn vị",), {2: ("CESTI",)}, {"unit": 0})
ROWS = {OWN_UNIT: "01J9A0000000000000000QUYEN", OTHER: "01J9A000000000000000KHACDV"}


def banner(unit: str) -> dict[str, Any]:
    return BANNER | {"unit": unit}


def vain(unit: str) -> Submission:
    """An entry of the unit that the sheet did not take."""
    return Submission("banners", f"{unit}-VAIN", "add", BY, Clock()(), banner(unit))


BY_UNIT = {
    "add": (Action.ENTER, lambda desk, unit: desk.add("banners", banner(unit), by=BY, row_id=f"{unit}-1")),
    "add_all": (Action.ENTER, lambda desk, unit: desk.add_all("banners", [(f"{unit}-2", banner(unit))], by=BY)),
    "change": (
        Action.ENTER,
        lambda desk, unit: desk.change("banners", ROWS[unit], {"quantity": 5}, by=BY, seen={"quantity": 2}),
    ),
    "take_back": (Action.ENTER, lambda desk, unit: desk.take_back(vain(unit))),
    "history": (Action.HISTORY, lambda desk, unit: desk.history("banners", ROWS[unit])),
}
DOINGS = {
    "send_waiting": (Action.ENTER, lambda desk: desk.send_waiting()),
    "grid": (Action.SHEET_GRID, lambda desk: desk.grid("banners")),
    "type_in": (Action.SHEET_GRID, lambda desk: desk.type_in(GRID, [Edit(2, 0, "ICST")], by=BY)),
    "restore": (Action.OFFICE, lambda desk: desk.restore([], by=BY)),
    "deleted": (Action.OFFICE, lambda desk: desk.deleted()),
    "adopt": (Action.OFFICE, lambda desk: desk.adopt(by=BY)),
    "mend": (Action.OFFICE, lambda desk: desk.mend(Repairs(()), by=BY)),
    "diagnose": (Action.OFFICE, lambda desk: desk.diagnose(probe=False)),
    "pending_changes": (Action.OFFICE, lambda desk: desk.pending_changes()),
    "set_up": (Action.OFFICE, lambda desk: desk.set_up()),
    "load_samples": (Action.OFFICE, lambda desk: desk.load_samples(by=BY)),
    "clear_samples": (Action.OFFICE, lambda desk: desk.clear_samples(by=BY)),
    "erase": (Action.ERASE, lambda desk: desk.erase(None, by=BY)),
    "scrub": (Action.ERASE, lambda desk: desk.scrub(ROWS[OTHER], by=BY)),
    "set_erase_on": (Action.ERASE, lambda desk: desk.set_erase_on(date(2024, 12, 31), by=BY, seen=None)),
    "set": (Action.OFFICE, lambda desk: desk.set("report_number", "12", by=BY, seen=None)),
    "freeze": (Action.OFFICE, lambda desk: desk.freeze(by=BY)),
    "remind": (Action.OFFICE, lambda desk: desk.remind({OWN_UNIT: 0}, by=BY)),
    "chased": (Action.OFFICE, lambda desk: desk.chased()),
    "last_look": (Action.OFFICE, lambda desk: desk.last_look()),
    "mark_look": (Action.OFFICE, lambda desk: desk.mark_look(Clock()())),
    "audit": (Action.AUDIT, lambda desk: desk.audit()),
    "exported": (Action.SEE_FIGURES, lambda desk: desk.exported("Danh sách Băng rôn (CSV)")),
    "snapshot": (Action.SEE_FIGURES, lambda desk: desk.snapshot()),
}


@pytest.mark.parametrize("role", Role)
def test_the_desk_does_what_the_table_allows_and_nothing_else(book, clock, role):
    """Every door × own and other unit; a refused one changes nothing."""
    for unit, row_id in ROWS.items():
        book.add("banners", banner(unit), by=BY, row_id=row_id)
    clock.tick(seconds=5)
    who = somebody(role)
    desk = Desk(book, who)
    doings = [(action, partial(act, desk), (), name) for name, (action, act) in DOINGS.items()]
    for unit in (OTHER, OWN_UNIT):
        doings += [(action, partial(act, desk, unit), (unit,), name) for name, (action, act) in BY_UNIT.items()]
    for action, act, units, name in doings:
        before = book.snapshot().revision
        if who.may(action, *units):
            act()
        else:
            with pytest.raises(Refused):
                act()
            assert book.snapshot().revision == before, name


def test_the_desk_has_no_door_that_is_not_guarded():
    doors = {name for name in vars(Desk) if not name.startswith("_")}
    assert doors == {*DOINGS, *BY_UNIT, "queue", "require", "closed_since", "open_until"}


class TestOwnUnit:
    """What a unit could try to reach another unit's data."""

    @pytest.fixture
    def desk(self, book, clock) -> Desk:
        for unit, row_id in ROWS.items():
            book.add("banners", banner(unit), by=BY, row_id=row_id)
        clock.tick(seconds=5)
        return Desk(book, somebody(Role.UNIT))

    @pytest.mark.parametrize(
        "values",
        [{"unit": OTHER}, {"unit": "trung tâm thiết kế chế tạo thiết bị mới"}, {"unit": "xyz"}, {"unit": None}, {}],
    )
    def test_an_entry_whose_unit_is_not_theirs_by_whatever_name_is_refused(self, desk, values):
        with pytest.raises(Refused, match="chỉ làm được cho đơn vị bạn phụ trách"):
            desk.add(
                "banners", {key: value for key, value in BANNER.items() if key != "unit"} | values, by=BY, row_id="X"
            )

    def test_of_a_list_with_one_row_of_another_unit_nothing_is_taken(self, desk, book):
        with pytest.raises(Refused):
            desk.add_all("banners", [("A-1", banner(OWN_UNIT)), ("A-2", banner(OTHER))], by=BY)
        assert set(book.snapshot().tables["banners"]["row_id"]) == set(ROWS.values())

    def test_their_entry_can_not_be_given_to_another_unit(self, desk):
        with pytest.raises(Refused):
            desk.change("banners", ROWS[OWN_UNIT], {"unit": OTHER}, by=BY, seen={"unit": OWN_UNIT})

    def test_they_can_not_return_entries(self, desk):
        with pytest.raises(Refused):
            desk.change("banners", ROWS[OWN_UNIT], {"return_note": "x"}, by=BY, seen={"return_note": None})

    def test_an_entry_that_is_not_in_the_sheet_is_nobody_s(self, desk):
        with pytest.raises(Refused):
            desk.change("banners", "NOT-THERE", {"quantity": 5}, by=BY, seen={"quantity": 2})

    def test_whoever_signed_in_signs_with_their_address_whatever_they_say(self, desk, book):
        desk.add("banners", banner(OWN_UNIT), by="Giám đốc Sở", row_id="A-1")
        rows = book.snapshot().tables["banners"]
        assert rows.loc[rows["row_id"] == "A-1", "entered_by"].item() == "an@example.vn"
        assert book.history("banners", "A-1")[0].by == "an@example.vn"

    def test_they_see_only_their_own_problems_and_queue(self, tmp_path, clock):
        with serving(tmp_path, clock) as (book, server):
            sheet = tab(people(tmp_path), "banners")
            for unit in ROWS:
                sheet.append_row([unit, "", "", "khẩu hiệu", "hai mươi mốt rưỡi"])
            clock.tick(seconds=5)
            desk = Desk(book, somebody(Role.UNIT))
            assert {problem.unit for problem in desk.snapshot().problems} == {OWN_UNIT}
            assert {problem.unit for problem in book.snapshot().problems} >= set(ROWS)
            server.failing = True
            for unit in ROWS:
                with suppress(Pending):
                    book.add("banners", banner(unit), by=BY, row_id=f"{unit}-W")
            assert [each.row_id for each in desk.queue().waiting] == [f"{OWN_UNIT}-W"]
            assert Desk(book, somebody(Role.DIRECTOR)).queue().waiting == ()

    def test_a_refusal_is_noted_once_a_day_and_logged_without_the_address(self, desk, book, caplog):
        for _ in range(2):
            with pytest.raises(Refused):
                desk.change("banners", ROWS[OTHER], {"quantity": 5}, by=BY, seen={"quantity": 2})
        assert "refused: ENTER, role UNIT" in caplog.text
        assert "example.vn" not in caplog.text
        book.send_waiting()
        refusals = [event for event in book.audit() if event.action == "refuse"]
        assert [(event.by, event.after) for event in refusals] == [("an@example.vn", "nhập, sửa, ICST")]


def test_the_desk_hands_warnings_on(book):
    receipt = Desk(book, Identity(TRIAL)).add("banners", BANNER | {"photo": None}, by=BY, row_id=ID)
    assert [problem.field_key for problem in receipt.warnings] == ["photo"]


def told(snapshot: Snapshot) -> str:
    """All that the tables and problems of a snapshot say."""
    return repr([frame.to_dict() for frame in snapshot.tables.values()]) + repr(snapshot.problems)


class TestNames:
    @pytest.fixture
    def named(self, book, tmp_path, clock) -> Workbook:
        """A nominee, a user, and one row that is all problems."""
        book.add("nominations", NOMINATION, by=BY, row_id=ID)
        sheet = people(tmp_path)
        tab(sheet, "nominations").append_row(["KHTC", "Lê Thị Bình" * 99, "Nữ", "sinh năm Bính Dần", "Chuyên viên"])
        tab(sheet, "users").append_row(["an@example.vn", "Nguyễn An", "Văn phòng", "", "Có"])
        clock.tick(seconds=5)
        return book

    def test_are_shown_where_they_may_be_seen(self, named):
        snapshot = Desk(named, Identity(TRIAL)).snapshot()
        assert snapshot is named.snapshot()
        assert snapshot.tables["nominations"]["full_name"][0] == "Trần Văn Ẩn"

    @pytest.mark.parametrize("role", [GOOGLE, OPEN])
    def test_are_removed_for_others_with_all_that_repeats_them(self, named, role):
        snapshot = Desk(named, Identity(role)).snapshot()
        text, full = told(snapshot), told(named.snapshot())
        for name in ("Trần Văn Ẩn", "1990", "Lê Thị Bình", "Bính Dần", "an@example.vn", "Nguyễn An"):
            assert name not in text
            assert name in full

    def test_a_unit_sees_those_of_its_own_nominees(self, named, clock):
        named.add("nominations", NOMINATION | {"unit": "ICST", "full_name": "Phạm Văn Khác"}, by=BY)
        clock.tick(seconds=5)
        snapshot = Desk(named, Identity(Role.UNIT, "a@example.vn", frozenset({"ICST"}))).snapshot()
        rows = snapshot.tables["nominations"].set_index("unit")
        assert (rows.loc["ICST", "full_name"], rows.loc["ICST", "birth_year"]) == ("Phạm Văn Khác", 1990)
        assert rows.loc["KHTC", "full_name"].tolist() == ["Người 1", None]
        text = told(snapshot)
        for name in ("Trần Văn Ẩn", "Lê Thị Bình", "Bính Dần", "an@example.vn", "Nguyễn An"):
            assert name not in text

    def test_leave_everything_else_as_it_is(self, named):
        full, cut = named.snapshot(), Desk(named, Identity(OPEN)).snapshot()
        assert list(cut.tables["nominations"]["course"]) == list(full.tables["nominations"]["course"])
        assert list(cut.tables["nominations"]) == list(full.tables["nominations"])
        assert cut.tables["nominations"].dtypes.eq(object).all()
        assert cut.tables["banners"] is full.tables["banners"]
        assert {p.field_key for p in full.problems} - {p.field_key for p in cut.problems} == {"full_name", "birth_year"}
        assert (cut.revision, cut.read_at) == (full.revision, full.read_at)

    @pytest.mark.parametrize("role", [TRIAL, OPEN])
    def test_are_in_an_entry_s_history_for_those_who_may_see_them(self, named, tmp_path, role):
        desk = Desk(named, Identity(role))
        named.change("nominations", ID, {"birth_year": 1991}, by=BY, seen={"birth_year": 1990})
        tab(people(tmp_path), "audit").append_row([45570, BY, "Sửa", "Cử đi học", ID, "Trần Văn Ẩn", "{"])
        tab(people(tmp_path), "nominations").delete_rows(2)
        found = repr(desk.history("nominations", ID)) + repr(desk.deleted())
        assert "Tin học nâng cao" in found
        assert {name in found for name in ("Trần Văn Ẩn", "1990", "1991")} == {role is TRIAL}

    def test_are_removed_once_for_all_who_look_at_a_snapshot(self, named):
        first, second = (Desk(named, Identity(GOOGLE)).snapshot() for _ in range(2))
        assert first is second

    def test_are_removed_once_as_long_as_the_sheet_stays_as_it_is(self, named, clock):
        desk = Desk(named, Identity(GOOGLE))
        first = desk.snapshot()
        clock.tick(seconds=5)
        again = desk.snapshot()
        assert again.read_at > first.read_at
        assert again.tables is first.tables

    def test_a_newer_snapshot_is_never_mixed_up_with_an_older_one(self, named):
        desk = Desk(named, Identity(GOOGLE))
        before = len(desk.snapshot().tables["nominations"])
        named.add("nominations", NOMINATION, by=BY)
        assert len(desk.snapshot().tables["nominations"]) == before + 1

    def test_what_is_wrong_with_the_connection_is_told_without_them_too(self, tmp_path, clock):
        with serving(tmp_path, clock) as (book, server):
            desk = Desk(book, Identity(GOOGLE))
            assert desk.snapshot().trouble is None
            server.failing = True
            clock.tick(seconds=5)
            assert "lỗi 503" in (desk.snapshot().trouble or "")

    def test_people_without_names_are_counted_as_people_with_names(self, named):
        """Two entries of one person, one of another: two people for everybody."""
        for row_id, name in (("AGAIN", NOMINATION["full_name"].upper()), ("OTHER", "Lê Thị Bình")):
            named.add("nominations", NOMINATION | {"full_name": name, "course": row_id}, by=BY, row_id=row_id)
        rows = Desk(named, Identity(OPEN)).snapshot().tables["nominations"]
        assert rows["full_name"].tolist() == ["Người 1", None, "Người 1", "Người 2"]
        assert rows["birth_year"].tolist() == [None] * 4

    @pytest.mark.parametrize(("role", "theirs"), [(TRIAL, "Trần Văn Ẩn"), (OPEN, None)])
    def test_a_conflict_does_not_tell_them(self, named, role, theirs):
        desk = Desk(named, Identity(role))
        with pytest.raises(Conflict) as caught:
            desk.change("nominations", ID, {"full_name": "X"}, by=BY, seen={"full_name": "Y"})
        assert caught.value.theirs.get("full_name") == theirs
        with pytest.raises(Conflict) as caught:
            desk.add("nominations", NOMINATION | {"full_name": "X"}, by=BY, row_id=ID)
        assert caught.value.theirs.get("full_name") == theirs
        assert caught.value.theirs["course"] == "Tin học nâng cao"


def test_names_birth_years_and_addresses_are_the_personal_data():
    personal = {(tab.key, field.key) for tab in TABS.values() for field in tab.fields if field.personal}
    people = {("users", "email"), ("users", "name")}
    assert personal == people | {("nominations", "full_name"), ("nominations", "birth_year")}
