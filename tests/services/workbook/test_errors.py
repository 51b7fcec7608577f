"""What each failure says to people, where it stopped, and whether a write may have been carried out."""

import json

import google.auth.exceptions
import gspread.exceptions
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from services.reading import Problem
from services.workbook.errors import Invalid, NotSetUp, Pending, Stage, Unavailable, WorkbookError, translated
from tests.services.workbook.cloud import refusal


def api_error(status, body):
    response = requests.Response()
    response.status_code = status
    response._content = body.encode()
    return gspread.exceptions.APIError(response)


def met(error, *, writing=False):
    with pytest.raises(Unavailable) as caught, translated(writing=writing):
        raise error
    return caught.value


def refused(status, message="", name="", reason="", *, writing=False):
    return met(api_error(status, refusal(status, message, name, reason)[2]), writing=writing)


@pytest.mark.parametrize(
    ("answer", "stage", "words"),
    [
        ((400, "Unable to parse range: 'Băng rôn'", "INVALID_ARGUMENT"), Stage.EDIT, "vừa bị đổi tên hoặc xóa"),
        ((400, "Invalid requests[0].appendCells: No grid with id: 5", "INVALID_ARGUMENT"), Stage.EDIT, "đổi tên"),
        ((400, "Request contains an invalid argument.", "INVALID_ARGUMENT"), Stage.SPREADSHEET, "(lỗi 400)"),
        (
            (400, "This operation is not supported for this document", "FAILED_PRECONDITION"),
            Stage.SPREADSHEET,
            "Tệp đang dùng là bảng Excel tải lên Drive",
        ),
        (
            (400, "Invalid requests[3].updateCells: You are trying to edit a protected cell or object. Please contact"),
            Stage.EDIT,
            "đang được bảo vệ",
        ),
        (
            (
                400,
                "Invalid requests[0].appendDimension: This action would increase the number of cells in the workbook "
                "above the limit of 10000000 cells.",
            ),
            Stage.EDIT,
            "10 triệu ô",
        ),
        ((413, "Request Entity Too Large", ""), Stage.EDIT, "Chưa ghi gì; xin rút gọn"),
        ((401, "", "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"), Stage.SIGN_IN, "Xin tạo khóa mới"),
        ((401, "", "UNAUTHENTICATED", "ACCOUNT_STATE_INVALID"), Stage.SIGN_IN, "đã bị tắt hoặc bị xóa"),
        ((401, "", "UNAUTHENTICATED", "CREDENTIALS_MISSING"), Stage.SIGN_IN, "đòi khóa truy cập"),
        ((403, "", "PERMISSION_DENIED", "SERVICE_DISABLED"), Stage.API, "chưa bật Google Sheets API"),
        ((403, "", "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Stage.API, "không gồm Google Sheets"),
        ((403, "The caller does not have permission", "PERMISSION_DENIED"), Stage.SPREADSHEET, "bấm Chia sẻ"),
        ((404, "Requested entity was not found.", "NOT_FOUND"), Stage.SPREADSHEET, "mã sai hoặc bảng tính đã bị xóa"),
        ((429, "", "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"), Stage.API, "quá nhiều lượt gọi"),
        ((500, "Internal error encountered.", "INTERNAL"), Stage.API, "(lỗi 500)"),
        ((502, "", ""), Stage.API, "(lỗi 502)"),
        ((503, "The service is currently unavailable.", "UNAVAILABLE"), Stage.API, "(lỗi 503)"),
    ],
)
def test_every_refusal_of_google_says_what_and_what_to_do(answer, stage, words):
    error = refused(*answer)
    assert error.stage is stage
    assert error.status == answer[0]
    assert words in str(error)
    assert any(word in str(error).lower() for word in ("xin ", "tự thử lại"))


def test_a_write_without_the_right_to_edit_is_told_apart_from_a_read_without_a_share():
    reading = refused(403, "The caller does not have permission", "PERMISSION_DENIED")
    writing = refused(403, "The caller does not have permission", "PERMISSION_DENIED", writing=True)
    assert (reading.stage, writing.stage) == (Stage.SPREADSHEET, Stage.EDIT)
    assert "không được sửa" in str(writing)
    # Whoever has the API off is told that also when writing.
    assert refused(403, "", "PERMISSION_DENIED", "SERVICE_DISABLED", writing=True).stage is Stage.API


@pytest.mark.parametrize(("status", "unclear"), [(400, False), (403, False), (429, False), (500, True), (503, True)])
def test_only_a_fault_of_the_server_leaves_open_what_was_done(status, unclear):
    assert refused(status).unclear is unclear


def test_the_refused_request_is_found_by_its_place():
    assert refused(400, "Invalid requests[12].addSheet: A sheet with the name …").request_index == 12
    assert refused(400, "Invalid JSON payload").request_index is None


@pytest.mark.parametrize(
    "body", ["<html>502</html>", "", "[]", "null", '"x"', '{"error": {"code": 502, "message": "x", "details": "y"}}']
)
def test_an_error_without_googles_words_keeps_its_status_or_is_no_answer_of_google(body):
    try:
        error = api_error(502, body)
    except (TypeError, KeyError, ValueError) as raised:
        error = raised
    assert met(error).unclear


@settings(max_examples=50)
@given(st.one_of(st.text(), st.recursive(st.none() | st.text(), lambda inner: st.dictionaries(st.text(), inner))))
def test_no_body_of_an_error_breaks_the_translation(body):
    with pytest.raises(Unavailable), translated():
        raise api_error(403, json.dumps({"error": body}))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("invalid_grant: Invalid grant: account not found", "đã bị xóa hoặc tắt"),
        ("invalid_grant: Invalid JWT Signature.", "đã bị thu hồi"),
        ("invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes)", "Đồng hồ của máy chủ lệch giờ"),
        ("invalid_scope: Invalid OAuth scope", "không cấp quyền Google Sheets"),
        ("<html><title>502 Bad Gateway</title>", "đang trục trặc"),
        ("invalid_client: whatever", "Xin báo người quản trị"),
    ],
)
def test_each_refusal_of_a_token_says_why(error, words):
    told = met(google.auth.exceptions.RefreshError(error, {}), writing=True)
    assert words in str(told)
    assert told.stage is Stage.SIGN_IN
    # Without a token nothing was sent.
    assert not told.unclear


def test_no_way_to_the_token_endpoint_is_a_matter_of_the_network():
    told = met(google.auth.exceptions.TransportError("refused"))
    assert told.stage is Stage.SIGN_IN
    assert "mạng" in str(told)


NEVER_CONNECTED = requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "DNS")))


@pytest.mark.parametrize(
    ("error", "unclear"),
    [
        (NEVER_CONNECTED, False),
        (requests.ConnectTimeout(), False),
        (requests.ReadTimeout(), True),
        (requests.ConnectionError(ProtocolError("reset")), True),
        (requests.exceptions.SSLError(), True),
        (requests.exceptions.ChunkedEncodingError(), True),
        (OSError(), True),
    ],
)
def test_a_call_that_was_never_sent_is_clear_and_one_without_an_answer_is_not(error, unclear):
    assert met(error, writing=True).unclear is unclear


@pytest.mark.parametrize("error", [requests.JSONDecodeError("x", "<html>", 0), KeyError("spreadsheetId"), TypeError()])
def test_an_answer_that_is_not_googles_is_no_success(error):
    told = met(error, writing=True)
    assert told.unclear
    assert str(told).startswith("Câu trả lời không phải của Google Sheets.")


def test_an_error_of_ours_passes_unchanged():
    with pytest.raises(Pending), translated():
        raise Pending("01ABC")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            Invalid([Problem("a", "Số lượng: thiếu."), Problem("b", "Đơn vị: thiếu.")]),
            "Số lượng: thiếu. Đơn vị: thiếu.",
        ),
        (Pending("01ABC"), "Đã ghi nhận mục 01ABC, đang chờ gửi vào bảng tính."),
        (NotSetUp(["Băng rôn", "Nhật ký"]), "Bảng tính chưa có các trang: Băng rôn, Nhật ký."),
    ],
)
def test_every_error_is_one_of_ours_and_says_its_sentence(error, words):
    assert isinstance(error, WorkbookError)
    assert str(error).startswith(words)
