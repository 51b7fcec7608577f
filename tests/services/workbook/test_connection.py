"""Which spreadsheet stands behind the app, and the way to it: signed, limited in time, never a blind repetition."""

import json
import socket

import pytest

from services.local_sheets import LocalSheets
from services.local_sheets.auth import Condition
from services.local_sheets.http import Switches
from services.workbook.connection import TIMEOUTS, Kind, connect, target
from services.workbook.errors import FileUnusable, Stage, Unavailable
from tests.services.workbook.cloud import AT_ONCE, EMAIL, canned, cloud, key_file, private_key, refusal, secrets_toml

SHEET = "1AbC-dEf_GhIjKlMnOpQrStUvWxYz0123456789abcde"
GROW = {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}}


def secrets(tmp_path, more="", **settings):
    file = tmp_path / "secrets.toml"
    file.write_text(secrets_toml(settings, more), encoding="utf-8")
    return file


def failing(work):
    with pytest.raises(Unavailable) as caught:
        work()
    return caught.value


def test_without_secrets_and_environment_the_workbook_is_a_file_on_this_machine(tmp_path):
    file = tmp_path / "new" / "workbook.sqlite3"
    found = connect({"LOCAL_WORKBOOK": str(file)}, tmp_path / "secrets.toml")
    assert (found.kind, found.address, found.is_new, found.is_trial) == (Kind.EMBEDDED, "workbook.sqlite3", True, True)
    assert found.journal_file.parent == file.parent
    assert found.gateway.account is None


def test_a_file_that_is_no_workbook_is_told_by_its_name_and_kept(tmp_path):
    file = tmp_path / "workbook.sqlite3"
    file.write_text("Kế hoạch 4013")
    with pytest.raises(FileUnusable, match=r"Tệp workbook\.sqlite3 không phải") as caught:
        connect({"LOCAL_WORKBOOK": str(file)}, tmp_path / "secrets.toml")
    assert str(tmp_path) not in str(caught.value)
    assert file.read_text() == "Kế hoạch 4013"


def test_secrets_name_a_google_sheet_and_nothing_is_asked_yet(tmp_path):
    link = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit?gid=0"
    found = connect({"LOCAL_WORKBOOK": str(tmp_path / "w")}, secrets(tmp_path, spreadsheet=link, **key_file()))
    assert (found.kind, found.is_trial, found.settings.is_open) == (Kind.GOOGLE, False, False)
    assert found.address == f"https://docs.google.com/spreadsheets/d/{SHEET}/edit"
    assert found.gateway.spreadsheet_id == SHEET
    assert found.gateway.account == EMAIL
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("access", "is_open"),
    [
        ("[access]\nopen = true", True),
        ("[access]\nopen = false", False),
        ('[access]\nopen = "true"', False),
        ("", False),
    ],
)
def test_only_a_plain_true_opens_the_app_to_everybody(tmp_path, access, is_open):
    assert connect({}, secrets(tmp_path, access, spreadsheet=SHEET, **key_file())).settings.is_open is is_open


def test_nothing_that_can_be_printed_holds_the_key(tmp_path):
    file = secrets(tmp_path, spreadsheet=SHEET, **key_file())
    told = f"{target({}, file)!r} {connect({}, file)!r}"
    assert "PRIVATE KEY" not in told
    assert private_key()[60:90] not in told


def test_bad_secrets_stop_the_app_with_their_sentence(tmp_path):
    error = failing(lambda: connect({}, secrets(tmp_path, **key_file())))
    assert error.stage is Stage.KEY
    assert str(error).startswith("Thiếu `spreadsheet`")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:9/", "http://[::1]:9"])
def test_an_endpoint_on_this_machine_is_for_trying_out(tmp_path, url):
    found = connect({"SHEETS_ENDPOINT": url, "SHEETS_SPREADSHEET": "abc"}, tmp_path / "secrets.toml")
    assert (found.kind, found.is_trial, found.address) == (Kind.ENDPOINT, True, url.rstrip("/"))


def test_an_endpoint_elsewhere_is_not(tmp_path):
    environ = {"SHEETS_ENDPOINT": "https://sheets.example.com", "SHEETS_SPREADSHEET": "abc"}
    assert not connect(environ, tmp_path / "secrets.toml").is_trial


def test_an_endpoint_needs_a_spreadsheet(tmp_path):
    error = failing(lambda: connect({"SHEETS_ENDPOINT": "http://127.0.0.1:9"}, tmp_path / "secrets.toml"))
    assert "SHEETS_SPREADSHEET" in str(error)


@pytest.mark.parametrize(
    ("token_uri", "account"),
    [
        ("http://127.0.0.1:9/token", EMAIL),
        ("http://localhost:9/token", EMAIL),
        ("https://oauth2.googleapis.com/token", None),
        ("https://127.0.0.1.example.com/token", None),
    ],
)
def test_at_an_endpoint_only_a_key_made_up_for_this_machine_signs(tmp_path, token_uri, account):
    """A key of Google's must not be told to another server."""
    environ = {"SHEETS_ENDPOINT": "http://127.0.0.1:9", "SHEETS_SPREADSHEET": "abc"}
    found = connect(environ, secrets(tmp_path, spreadsheet=SHEET, **key_file(token_uri=token_uri)))
    assert found.gateway.account == account
    assert found.gateway.spreadsheet_id == "abc"


def test_without_secrets_no_credentials_are_sent(tmp_path):
    with cloud(tmp_path) as google:
        environ = {"SHEETS_ENDPOINT": google.server.url, "SHEETS_SPREADSHEET": google.core.spreadsheet_id}
        error = failing(connect(environ, tmp_path / "none.toml").gateway.sheets)
    assert (error.status, error.stage) == (401, Stage.SIGN_IN)
    assert google.calls == ["GET sheets"]


def test_a_signed_call_goes_the_whole_way_and_one_token_serves_many(tmp_path):
    with cloud(tmp_path) as google:
        gateway = google.connection().gateway
        assert [sheet.title for sheet in gateway.sheets()] == ["Trang tính1"]
        gateway.update([GROW])
        assert gateway.sheets()[0].rows == 1001
    assert google.calls == ["POST token", "GET sheets", "POST sheets", "GET sheets"]


def test_an_ended_token_is_renewed_unseen_also_under_a_write(tmp_path):
    with cloud(tmp_path) as google:
        gateway = google.connection().gateway
        gateway.sheets()
        google.accounts.forget_tokens()
        gateway.update([GROW])
        assert gateway.sheets()[0].rows == 1001
    assert google.calls[2:] == ["POST sheets", "POST token", "POST sheets", "GET sheets"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda google: google.accounts.switch_off(EMAIL), "đã bị xóa hoặc tắt"),
        (lambda google: setattr(google, "late", 600 + 3_600), "Đồng hồ của máy chủ lệch giờ"),
        (lambda google: setattr(google, "late", -600), "Đồng hồ của máy chủ lệch giờ"),
    ],
)
def test_an_account_that_gets_no_token_is_told_why(tmp_path, spoil, words):
    with cloud(tmp_path) as google:
        spoil(google)
        error = failing(lambda: google.connection().gateway.update([GROW]))
    assert error.stage is Stage.SIGN_IN
    assert words in str(error)
    assert not error.unclear


def test_a_key_of_another_account_is_told(tmp_path):
    with cloud(tmp_path) as google:
        error = failing(google.connection(private_key=private_key(1)).gateway.sheets)
    assert (error.stage, "đã bị thu hồi" in str(error)) == (Stage.SIGN_IN, True)


@pytest.mark.parametrize(
    ("condition", "read", "write"),
    [
        (Condition.READ_ONLY, None, Stage.EDIT),
        (Condition.NOT_SHARED, Stage.SPREADSHEET, Stage.EDIT),
        (Condition.API_DISABLED, Stage.API, Stage.API),
        (Condition.UPLOADED_XLSX, Stage.SPREADSHEET, Stage.SPREADSHEET),
        (Condition.GONE, Stage.SPREADSHEET, Stage.SPREADSHEET),
    ],
)
def test_each_condition_of_a_spreadsheet_is_found_where_it_stops(tmp_path, condition, read, write):
    with cloud(tmp_path) as google:
        gateway = google.connection().gateway
        google.server.condition = condition
        if read:
            assert failing(gateway.sheets).stage is read
        else:
            gateway.sheets()
        assert failing(lambda: gateway.update([GROW])).stage is write


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, "text/html", "<html>Đăng nhập Wi-Fi</html>"), "đang trục trặc hoặc bị mạng chen vào"),
        ((502, "text/html", "<html><title>502 Bad Gateway</title></html>"), "đang trục trặc hoặc bị mạng chen vào"),
        ((200, "application/json", "{}"), "không cấp quyền"),
    ],
)
def test_a_page_instead_of_a_token_is_no_token_and_leaves_a_write_clear(tmp_path, answer, words):
    with cloud(tmp_path) as google, canned(answer) as elsewhere:
        gateway = google.connection(token_uri=elsewhere.url + "/token").gateway
        error = failing(lambda: gateway.update([GROW]))
    assert (error.stage, error.unclear) == (Stage.SIGN_IN, False)
    assert words in str(error)
    assert google.calls == []


def test_no_way_to_the_token_endpoint_is_told(tmp_path):
    with canned((200, "", "")) as gone:
        pass
    with cloud(tmp_path) as google:
        error = failing(google.connection(token_uri=gone.url + "/token").gateway.sheets)
    assert error.stage is Stage.SIGN_IN
    assert "Không nối được tới nơi Google cấp quyền" in str(error)


def at(tmp_path, url):
    return connect({"SHEETS_ENDPOINT": url, "SHEETS_SPREADSHEET": "abc"}, tmp_path / "none.toml", AT_ONCE).gateway


GOOD = (200, "application/json", json.dumps({"spreadsheetId": "abc", "sheets": [], "replies": []}))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_is_made_again_after_a_busy_answer(tmp_path, status):
    with canned(refusal(status), refusal(status), GOOD) as server:
        assert at(tmp_path, server.url).sheets() == []
    assert server.seen == ["GET", "GET", "GET"]


def test_a_read_is_given_up_after_four_attempts_with_the_status(tmp_path):
    with canned(refusal(503)) as server:
        assert failing(at(tmp_path, server.url).sheets).status == 503
    assert len(server.seen) == 4


def test_a_write_is_made_again_after_429_and_never_after_5xx(tmp_path):
    with canned(refusal(429), GOOD) as server:
        at(tmp_path, server.url).update([GROW])
    assert server.seen == ["POST", "POST"]
    for status in (500, 502, 503):
        with canned(refusal(status), GOOD) as server:
            assert failing(lambda url=server.url: at(tmp_path, url).update([GROW])).unclear
        assert server.seen == ["POST"]


@pytest.mark.parametrize(
    "answer",
    [
        (200, "text/html", "<html>Xin đăng nhập Wi-Fi</html>"),
        (200, "application/json", "{}"),
        (200, "application/json", '{"spreadsheetId": "another", "sheets": [], "replies": []}'),
        (200, "application/json", '{"spreadsheetId": "abc", "she'),
        (200, "application/json", "[]"),
        (200, "application/json", "null"),
    ],
)
def test_what_another_server_says_in_googles_place_is_no_success(tmp_path, answer):
    with canned(answer) as server:
        gateway = at(tmp_path, server.url)
        assert "không phải của Google Sheets" in str(failing(gateway.sheets))
        assert failing(lambda: gateway.update([GROW])).unclear
    assert server.seen == ["GET", "POST"]


def test_nobody_at_the_address_is_told_and_nothing_was_written(tmp_path):
    with canned(GOOD) as server:
        pass
    error = failing(lambda: at(tmp_path, server.url).update([GROW]))
    assert not error.unclear
    assert "kiểm tra mạng" in str(error)


def test_a_connection_cut_under_a_write_is_unclear_and_not_repeated(tmp_path):
    with cloud(tmp_path) as google:
        gateway = google.connection().gateway
        gateway.sheets()
        google.server.switches = Switches(faults={"reset-after": 1})
        assert failing(lambda: gateway.update([GROW])).unclear
        google.server.switches = Switches()
        assert gateway.sheets()[0].rows == 1001
    assert google.calls.count("POST sheets") == 1


def test_every_call_has_a_time_limit(tmp_path):
    """Five seconds to connect, half a minute to the answer."""
    assert TIMEOUTS == (5.0, 30.0)
    with cloud(tmp_path) as google:
        gateway = google.connection().gateway
        assert gateway._client.timeout == TIMEOUTS
        gateway._client.set_timeout((0.05, 0.05))
        google.server.switches = Switches(faults={"stall": 1})
        error = failing(lambda: gateway.update([GROW]))
    assert error.unclear
    assert google.calls == ["POST token", "POST sheets"]


def test_fetching_a_token_has_the_same_limit(tmp_path):
    with cloud(tmp_path) as google, socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}/token"
        gateway = google.connection(token_uri=uri).gateway
        gateway._client.set_timeout((0.05, 0.05))
        error = failing(lambda: gateway.update([GROW]))
    assert (error.stage, error.unclear) == (Stage.SIGN_IN, False)


def test_the_journal_is_the_spreadsheets_own(tmp_path):
    file = tmp_path / "workbook.sqlite3"
    core = LocalSheets(file)
    found = connect({"LOCAL_WORKBOOK": str(file)}, tmp_path / "secrets.toml")
    assert found.journal_file == tmp_path / f"journal-{core.spreadsheet_id}.sqlite3"
