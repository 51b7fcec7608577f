"""Tokens for service accounts, and what an account may do with the spreadsheet."""

import json
import subprocess
import sys
import time
from pathlib import Path

import gspread
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from requests.adapters import HTTPAdapter

from services.local_sheets.auth import GOOGLE_AUDIENCE, GRANT, Accounts, Condition
from services.local_sheets.errors import ApiError
from tests.services.local_sheets.book import Book, append

ROOT = Path(__file__).parents[3]
GOOGLE = "https://sheets.googleapis.com"
SHEETS = "https://www.googleapis.com/auth/spreadsheets"
READONLY = "https://www.googleapis.com/auth/spreadsheets.readonly"
EMAIL = "bang-ron@tuan-le.iam.gserviceaccount.com"
TOKEN_URI = "http://127.0.0.1:1/token"  # noqa: S105  # an address


def made_up_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode()


@pytest.fixture(scope="module")
def key():
    return made_up_key()


@pytest.fixture(scope="module")
def other_key():
    return made_up_key()


def account(key, token_uri=TOKEN_URI):
    return {
        "type": "service_account",
        "project_id": "tuan-le",
        "private_key_id": "k1",
        "private_key": key,
        "client_email": EMAIL,
        "client_id": "1",
        "token_uri": token_uri,
    }


class Clock:
    def __init__(self, now=1_728_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(key, clock):
    known = Accounts(clock=clock)
    known.register(account(key))
    return known


def form(key, clock, **claims):
    """What google-auth sends, with other claims where given."""
    payload = {
        "iss": EMAIL,
        "aud": GOOGLE_AUDIENCE,
        "scope": SHEETS,
        "iat": int(clock.now),
        "exp": int(clock.now) + 3600,
    }
    payload |= claims
    assertion = jwt.encode(crypt.RSASigner.from_string(key), payload).decode()
    return {"grant_type": [GRANT], "assertion": [assertion]}


def bearer(accounts, key, clock, **claims):
    status, answer = accounts.token(form(key, clock, **claims))
    assert status == 200, answer
    return f"Bearer {answer['access_token']}"


class TestTokens:
    def test_a_signed_assertion_gets_a_bearer_token(self, accounts, key, clock):
        status, answer = accounts.token(form(key, clock))
        assert (status, answer["expires_in"], answer["token_type"]) == (200, 3600, "Bearer")

    @pytest.mark.parametrize("audience", [GOOGLE_AUDIENCE, TOKEN_URI])
    def test_the_audience_is_google_or_the_accounts_token_address(self, accounts, key, clock, audience):
        assert accounts.token(form(key, clock, aud=audience))[0] == 200

    @pytest.mark.parametrize(
        ("claims", "error", "description"),
        [
            ({"iss": "someone@else"}, "invalid_grant", "Invalid grant: account not found"),
            ({"aud": "https://example.com/token"}, "invalid_grant", "Invalid JWT: Failed audience check"),
            ({"scope": ""}, "invalid_scope", "Invalid OAuth scope or ID token audience provided."),
        ],
    )
    def test_wrong_claims_are_refused(self, accounts, key, clock, claims, error, description):
        assert accounts.token(form(key, clock, **claims)) == (400, {"error": error, "error_description": description})

    @pytest.mark.parametrize(
        ("issued", "lasts", "good"),
        [
            (0, 3600, True),
            (-3000, 3600, True),
            (299, 3600, True),
            (301, 3600, False),
            (-3900, 3601, False),
            (0, 3601, False),
            (0, 0, False),
            (-86_400, 3600, False),
            (86_400, 3600, False),
        ],
    )
    def test_the_times_must_be_short_and_near_the_servers_clock(self, accounts, key, clock, issued, lasts, good):
        begins = int(clock.now) + issued
        status, answer = accounts.token(form(key, clock, iat=begins, exp=begins + lasts))
        assert (status == 200) is good
        if not good:
            assert answer["error"] == "invalid_grant"
            assert answer["error_description"].startswith("Invalid JWT: Token must be a short-lived token (60 minutes)")

    def test_another_key_is_refused(self, accounts, other_key, clock):
        status, answer = accounts.token(form(other_key, clock))
        assert (status, answer["error_description"]) == (400, "Invalid JWT Signature.")

    def test_an_unsigned_assertion_is_refused(self, accounts, key, clock):
        request = form(key, clock)
        head, payload, _ = request["assertion"][0].split(".")
        for assertion in (f"{head}.{payload}.", "not.a.jwt", ""):
            status, answer = accounts.token({**request, "assertion": [assertion]})
            assert (status, answer["error"]) == (400, "invalid_grant")

    @pytest.mark.parametrize(
        ("request_", "error"),
        [
            ({}, "unsupported_grant_type"),
            ({"grant_type": ["password"]}, "unsupported_grant_type"),
            ({"grant_type": [GRANT]}, "invalid_request"),
        ],
    )
    def test_other_grants_are_refused(self, accounts, request_, error):
        status, answer = accounts.token(request_)
        assert (status, answer["error"]) == (400, error)


class TestAdmission:
    def refusal(self, accounts, authorization, writes=False):
        with pytest.raises(ApiError) as caught:
            accounts.admit(authorization, writes=writes)
        envelope = caught.value.envelope()["error"]
        return envelope["code"], envelope["status"], envelope["details"][0]["reason"]

    def test_without_accounts_nobody_needs_to_sign_in(self):
        Accounts().admit(None, writes=True)

    @pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic abc"])
    def test_a_request_without_a_token_is_unauthenticated(self, accounts, authorization):
        assert self.refusal(accounts, authorization) == (401, "UNAUTHENTICATED", "CREDENTIALS_MISSING")

    def test_a_token_that_was_never_issued_is_unauthenticated(self, accounts):
        assert self.refusal(accounts, "Bearer made-up")[:2] == (401, "UNAUTHENTICATED")

    def test_a_token_lasts_as_long_as_it_says(self, accounts, key, clock):
        authorization = bearer(accounts, key, clock)
        clock.now += 3599
        accounts.admit(authorization, writes=True)
        clock.now += 1
        assert self.refusal(accounts, authorization) == (401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED")

    def test_switching_an_account_off_ends_its_tokens_and_gives_no_new_ones(self, accounts, key, clock):
        authorization = bearer(accounts, key, clock)
        accounts.switch_off(EMAIL)
        assert self.refusal(accounts, authorization)[:2] == (401, "UNAUTHENTICATED")
        status, answer = accounts.token(form(key, clock))
        assert status == 400
        assert answer == {"error": "invalid_grant", "error_description": "Invalid grant: account not found"}

    @pytest.mark.parametrize(
        ("scope", "reads", "writes"),
        [
            (SHEETS, True, True),
            (f"openid {SHEETS}", True, True),
            (READONLY, True, False),
            ("https://www.googleapis.com/auth/drive", True, True),
            ("https://www.googleapis.com/auth/calendar", False, False),
        ],
    )
    def test_a_scope_allows_reading_or_writing(self, accounts, key, clock, scope, reads, writes):
        authorization = bearer(accounts, key, clock, scope=scope)
        for allowed, is_write in ((reads, False), (writes, True)):
            if allowed:
                accounts.admit(authorization, writes=is_write)
            else:
                expected = (403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
                assert self.refusal(accounts, authorization, is_write) == expected


class _ToServer(HTTPAdapter):
    """Sends what is addressed to Google to the server."""

    def __init__(self, url):
        super().__init__()
        self._url = url

    def send(self, request, *args, **kwargs):
        request.url = request.url.replace(GOOGLE, self._url, 1)
        return super().send(request, *args, **kwargs)


def spreadsheet(server, key, scope=SHEETS):
    """The served spreadsheet through google-auth and gspread; only the host is another."""
    credentials = Credentials.from_service_account_info(account(key, f"{server.url}/token"), scopes=[scope])
    session = AuthorizedSession(credentials)
    session.mount(GOOGLE, _ToServer(server.url))
    return gspread.Client(auth=credentials, session=session).open_by_key(server.core.spreadsheet_id), credentials


@pytest.fixture
def guarded(serve, key):
    """Serves with one account; `token_seconds` long."""

    def start(token_seconds=3600):
        known = Accounts(token_seconds)
        server = serve(accounts=known)
        known.register(account(key, f"{server.url}/token"))
        return server

    return start


class TestThroughGoogleAuthAndGspread:
    def test_a_made_up_key_opens_the_spreadsheet(self, guarded, key, book):
        opened, _ = spreadsheet(guarded(), key)
        opened.sheet1.update([["qua gspread"]], "A1")
        assert opened.sheet1.acell("A1").value == "qua gspread"
        assert book.values() == [["qua gspread"]]

    def test_a_token_that_ran_out_is_renewed_unseen(self, guarded, key):
        """google-auth renews a token in its last minutes, so a short one is renewed for every request."""
        opened, credentials = spreadsheet(guarded(token_seconds=1), key)
        first = credentials.token
        opened.sheet1.update([["x"]], "A1")
        assert credentials.token != first

    def test_a_401_makes_google_auth_fetch_a_new_token(self, guarded, key):
        server = guarded()
        opened, credentials = spreadsheet(server, key)
        stale = credentials.token
        server.accounts.forget_tokens()
        opened.sheet1.update([["x"]], "A1")
        assert credentials.token != stale

    def test_a_revoked_account_can_not_refresh(self, guarded, key, book):
        server = guarded()
        opened, _ = spreadsheet(server, key)
        server.accounts.switch_off(EMAIL)
        with pytest.raises(RefreshError, match="Invalid grant: account not found"):
            opened.sheet1.update([["x"]], "A1")
        assert book.values() == []

    def test_another_key_can_not_sign_in(self, guarded, other_key):
        with pytest.raises(RefreshError, match="Invalid JWT Signature"):
            spreadsheet(guarded(), other_key)

    def test_a_reading_scope_can_not_write(self, guarded, key, book):
        opened, _ = spreadsheet(guarded(), key, READONLY)
        with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
            opened.sheet1.update([["x"]], "A1")
        assert book.values() == []


def calls(server, headers=None):
    """(status, envelope) of a read and of a write."""
    session = requests.Session()
    session.trust_env = False
    address = f"{server.url}/v4/spreadsheets/{server.core.spreadsheet_id}"
    read = session.get(address, headers=headers, timeout=5)
    write = session.post(f"{address}:batchUpdate", json={"requests": [append([["x"]])]}, headers=headers, timeout=5)
    return [(answer.status_code, answer.json().get("error")) for answer in (read, write)]


def test_the_server_asks_for_a_token_once_it_knows_an_account(guarded, book):
    for status, error in calls(guarded()):
        assert (status, error["status"]) == (401, "UNAUTHENTICATED")
        assert "Expected OAuth 2 access token" in error["message"]
    assert book.values() == []


@pytest.mark.parametrize(
    ("condition", "read", "write", "message"),
    [
        (Condition.SHARED, None, None, ""),
        (Condition.READ_ONLY, None, (403, "PERMISSION_DENIED"), "The caller does not have permission"),
        (
            Condition.NOT_SHARED,
            (403, "PERMISSION_DENIED"),
            (403, "PERMISSION_DENIED"),
            "The caller does not have permission",
        ),
        (
            Condition.API_DISABLED,
            (403, "PERMISSION_DENIED"),
            (403, "PERMISSION_DENIED"),
            "Google Sheets API has not been used in project",
        ),
        (
            Condition.UPLOADED_XLSX,
            (400, "FAILED_PRECONDITION"),
            (400, "FAILED_PRECONDITION"),
            "This operation is not supported for this document",
        ),
        (Condition.GONE, (404, "NOT_FOUND"), (404, "NOT_FOUND"), "Requested entity was not found."),
    ],
)
def test_the_condition_of_the_spreadsheet_decides(serve, book, condition, read, write, message):
    server = serve()
    server.condition = condition
    for (status, error), expected in zip(calls(server), (read, write), strict=True):
        assert (status == 200) if expected is None else ((status, error["status"]) == expected)
        if expected:
            assert error["message"].startswith(message)
    assert book.values() == ([["x"]] if write is None else [])


def test_a_disabled_api_gives_its_reason(serve):
    server = serve()
    server.condition = Condition.API_DISABLED
    (_, error), _ = calls(server)
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    assert error["details"][0]["metadata"]["service"] == "sheets.googleapis.com"


def test_the_command_takes_a_key_file(tmp_path, file, core, key):
    """The key's token_uri names the port before the server has it; Google's audience is accepted all the same."""
    key_file = tmp_path / "key.json"
    key_file.write_text(json.dumps(account(key)), encoding="utf-8")
    options = ["--db", file, "--service-account", key_file, "--token-seconds", 5]
    line = [sys.executable, "-m", "services.local_sheets", *map(str, options)]
    Book(core, file).update(append([["x"]]))
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[2]
        clock = Clock(time.time())
        session = requests.Session()
        session.trust_env = False
        refused = session.get(f"{address}/v4/spreadsheets/{core.spreadsheet_id}", timeout=5)
        token = session.post(f"{address}/token", data=form(key, clock), timeout=5).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        admitted = session.get(f"{address}/v4/spreadsheets/{core.spreadsheet_id}", headers=headers, timeout=5)
        process.terminate()
    assert (refused.status_code, token["expires_in"], admitted.status_code) == (401, 5, 200)
