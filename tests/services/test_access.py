"""Who may see and do what, and that the desk keeps to it."""

from dataclasses import replace

import pytest

from services.access import ALLOWED, Action, Desk, Identity, Refused, Role, identify
from services.schema import TABS
from services.workbook import Conflict, Snapshot, Workbook
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


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.SEE_FIGURES, {TRIAL, GOOGLE, OPEN}),
        (Action.SEE_ENTRIES, {TRIAL, GOOGLE, OPEN}),
        (Action.SEE_NAMES, {TRIAL}),
        (Action.ENTER, {TRIAL, OPEN}),
        (Action.OFFICE, {TRIAL, OPEN}),
        (Action.SHEET_GRID, {TRIAL}),
    ],
)
def test_an_action_is_for(action, who):
    assert {role for role in Role if Identity(role).may(action)} == who


def test_every_role_and_action_is_in_the_table():
    assert set(ALLOWED) == set(Role)
    assert set().union(*ALLOWED.values()) == set(Action)


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({}, TRIAL),
        ({"kind": Kind.ENDPOINT, "address": "http://127.0.0.1:8765"}, TRIAL),
        ({"kind": Kind.ENDPOINT, "address": "http://sheets.example"}, GOOGLE),
        ({"kind": Kind.GOOGLE}, GOOGLE),
        ({"kind": Kind.GOOGLE, "is_open": True}, OPEN),
    ],
)
def test_without_sign_in_it_depends_on_what_stands_behind_the_app(book, changes, role):
    behind = Workbook(replace(book.connection, **changes), book.now)
    assert identify(behind) == Identity(role)


GRID = Grid(TABS["banners"], 1, ("Đơn vị",), {2: ("CESTI",)}, {"unit": 0})
VAIN = Submission("nominations", "MOI", "add", BY, Clock()(), NOMINATION)
DOINGS = {
    "add": (Action.ENTER, lambda desk: desk.add("banners", BANNER, by=BY, row_id="MOI")),
    "add_all": (Action.ENTER, lambda desk: desk.add_all("banners", [("MOI", BANNER)], by=BY)),
    "change": (Action.ENTER, lambda desk: desk.change("banners", ID, {"quantity": 5}, by=BY, seen={"quantity": 2})),
    "send_waiting": (Action.ENTER, lambda desk: desk.send_waiting()),
    "take_back": (Action.ENTER, lambda desk: desk.take_back(VAIN)),
    "grid": (Action.SHEET_GRID, lambda desk: desk.grid("banners")),
    "type_in": (Action.SHEET_GRID, lambda desk: desk.type_in(GRID, [Edit(2, 0, "ICST")], by=BY)),
    "history": (Action.OFFICE, lambda desk: desk.history("banners", ID)),
    "restore": (Action.OFFICE, lambda desk: desk.restore([], by=BY)),
    "deleted": (Action.OFFICE, lambda desk: desk.deleted()),
    "adopt": (Action.OFFICE, lambda desk: desk.adopt(by=BY)),
    "mend": (Action.OFFICE, lambda desk: desk.mend(Repairs(()), by=BY)),
    "diagnose": (Action.OFFICE, lambda desk: desk.diagnose(probe=False)),
    "pending_changes": (Action.OFFICE, lambda desk: desk.pending_changes()),
    "set_up": (Action.OFFICE, lambda desk: desk.set_up()),
    "load_samples": (Action.OFFICE, lambda desk: desk.load_samples(by=BY)),
    "clear_samples": (Action.OFFICE, lambda desk: desk.clear_samples(by=BY)),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("doing", DOINGS)
def test_the_desk_refuses_what_the_table_does_not_allow(book, doing, role):
    book.add("banners", BANNER, by=BY, row_id=ID)
    before = book.snapshot().revision
    action, act = DOINGS[doing]
    desk = Desk(book, Identity(role))
    if desk.identity.may(action):
        act(desk)
    else:
        with pytest.raises(Refused, match="chế độ chỉ xem"):
            act(desk)
        assert book.snapshot().revision == before


def test_the_desk_has_no_door_that_is_not_guarded():
    doors = {name for name in vars(Desk) if not name.startswith("_")}
    assert doors == {*DOINGS, "snapshot", "queue"}


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

    def test_leave_everything_else_as_it_is(self, named):
        full, cut = named.snapshot(), Desk(named, Identity(GOOGLE)).snapshot()
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
