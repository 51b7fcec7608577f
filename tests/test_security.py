"""Where each security check is proved, and the checks of the server, its settings and its sources."""

import http.client
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from services.bulk import MAX_MEGABYTES
from tests.bench.server import serving
from tests.pages.conftest import Visit, blank, book, visit
from tests.test_faults import TESTS, names
from tests.test_layers import SOURCES, breaches

__all__ = ["blank", "book", "visit"]

ROOT = Path(__file__).parents[1]
_HERE = "test_security.py::"
_ACCESS = "services/test_access.py::"
_ROLES = "pages/test_roles.py::"
_HOSTILE = "pages/test_hostile.py::"
_CREDENTIALS = "services/workbook/test_credentials.py::"

CHECKS: dict[str, str | tuple[str, ...]] = {
    "1 a call for another unit is refused and logged": (
        _ACCESS + "TestOwnUnit::test_an_entry_whose_unit_is_not_theirs_by_whatever_name_is_refused",
        _ACCESS + "TestOwnUnit::test_a_refusal_is_noted_once_a_day_and_logged_without_the_address",
    ),
    "2 nobody is sent another unit's personal data": (
        _ACCESS + "TestNames::test_a_unit_sees_those_of_its_own_nominees",
    ),
    "3 caches hold what everybody, or everybody of a role, may see": (
        _ACCESS + "TestNames::test_a_newer_snapshot_is_never_mixed_up_with_an_older_one",
    ),
    "4 no address and no widget gives a role": (
        _ROLES + "test_each_page_is_open_to_the_role_or_shut_whoever_sent_the_link",
        "test_bad_inputs.py::test_an_address_gains_nothing_and_breaks_nothing",
    ),
    "5 unlisted or unverified addresses are nobody": (
        _ACCESS + "TestSignedIn::test_nobody_is_anybody_without_a_fresh_sign_in_and_a_verified_address",
        "services/test_accounts.py::test_an_address_counts_when_the_provider_vouches_for_it_to_this_app",
    ),
    "6 who is struck from the list loses access at once": (
        _ACCESS + "TestSignedIn::test_who_is_struck_from_the_list_is_nobody_within_seconds",
        _ROLES + "test_whoever_loses_the_right_while_a_form_is_open_sends_nothing",
    ),
    "7 the login cookie has no Secure flag": "Streamlit sets it so; the proxy in front answers by HTTPS only (README).",
    "8 a weak cookie_secret stops the app": (
        "services/workbook/test_sign_in.py::test_a_slip_stops_the_app_with_the_sentence_that_mends_it",
    ),
    "9 other origins can neither connect nor send": (
        _HERE + "TestServer::test_a_websocket_of_another_site_is_refused",
        _HERE + "TestServer::test_no_answer_lets_another_site_read_it",
        _HERE + "test_the_settings_are_the_safe_ones",
    ),
    "10 pages show no details of errors": (
        _HERE + "test_the_settings_are_the_safe_ones",
        "pages/components/test_safely.py::"
        "test_the_person_reads_a_sentence_with_a_code_and_the_log_has_the_code_and_the_place",
    ),
    "11 no page draws HTML": (
        "test_layers.py::test_a_module_keeps_to_its_layer",
        _HERE + "test_a_source_that_draws_html_is_found",
    ),
    "12 the sheet gets text, no formulas": (_HOSTILE + "test_in_the_sheet_everything_is_text",),
    "13 CSV files hold no formulas": (_HOSTILE + "test_no_file_that_leaves_the_app_holds_a_formula_or_a_link",),
    "14 Excel files hold no formulas and links": (
        _HOSTILE + "test_no_file_that_leaves_the_app_holds_a_formula_or_a_link",
    ),
    "15 a file is made when it is asked for and not kept": (
        _HERE + "test_no_file_is_made_before_somebody_asks_for_it",
        _HERE + "test_a_file_that_was_made_is_soon_gone",
    ),
    "16 keys stand in no log, repr, error or commit": (
        "services/workbook/test_connection.py::test_nothing_that_can_be_printed_holds_the_key",
        _CREDENTIALS + "test_a_bad_key_is_told_by_name_never_by_its_text",
        "pages/components/test_safely.py::test_a_record_of_anybody_loses_the_words_of_its_exception",
        _HERE + "test_secrets_and_data_are_kept_out_of_commits",
    ),
    "17 the account reaches one file": "What the account may is given in Google, not here; README says how little.",
    "18 who may come in is read from a protected tab only": (
        _ACCESS + "TestSignedIn::test_a_list_that_anybody_could_have_written_counts_for_nothing",
        _ROLES + "test_an_unprotected_list_of_users_is_told_to_the_office",
    ),
    "19 Streamlit has no known hole and serves no files": (
        _HERE + "test_streamlit_is_new_enough",
        _HERE + "TestServer::test_files_beside_the_app_are_not_served",
        "test_dependencies.py::test_nothing_is_installed_that_is_not_listed_with_its_version",
    ),
    "20 uploads are small and nothing is reported to anybody": (_HERE + "test_the_settings_are_the_safe_ones",),
}
"""What is checked → its tests, or why it is not for the app to prove."""


def test_there_are_twenty() -> None:
    assert [int(check.split()[0]) for check in CHECKS] == list(range(1, 21))


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_has_its_tests_or_a_reason(check: str) -> None:
    tests = CHECKS[check]
    wanted = [] if isinstance(tests, str) else [test.partition("::")[::2] for test in tests]
    assert tests
    assert [(file, name) for file, name in wanted if name not in names(TESTS / file)] == []


def test_the_settings_are_the_safe_ones() -> None:
    with (ROOT / ".streamlit/config.toml").open("rb") as file:
        config = tomllib.load(file)
    server = config["server"]
    assert (server["enableCORS"], server["enableXsrfProtection"]) == (True, True)
    assert (server["enableStaticServing"], server["enableAgentApi"]) == (False, False)
    assert server["maxUploadSize"] == MAX_MEGABYTES
    assert (config["client"]["showErrorDetails"], config["client"]["toolbarMode"]) == ("none", "minimal")
    assert config["browser"]["gatherUsageStats"] is False


def test_streamlit_is_new_enough() -> None:
    """CVE-2022-35918, CVE-2024-42474, CVE-2026-33682 and CVE-2026-10804 are mended."""
    assert Version(version("streamlit")) >= Version("1.54")


def test_secrets_and_data_are_kept_out_of_commits() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".streamlit/secrets.toml", ".streamlit/*.json", "local/"} <= set(ignored)


@pytest.mark.parametrize(
    "source",
    [
        "import streamlit.components.v1 as components\ncomponents.html('<b>')",
        "import streamlit as st\nst.components.v1.iframe('http://evil.example')",
        "import streamlit as st\nst.iframe('http://evil.example')",
        "import streamlit as st\nst.html('<b>')",
        "import streamlit as st\nst.markdown('<b>', unsafe_allow_html=True)",
        "import streamlit as st\nst.markdown('<b>', **{'unsafe_allow_html': True})",
        "import streamlit as st\nst.write('x', unsafe_allow_javascript=True)",
    ],
)
def test_a_source_that_draws_html_is_found(source: str) -> None:
    assert breaches("pages/bad.py", source)


def test_every_source_of_the_app_is_looked_at() -> None:
    assert {"app.py", "pages/overview.py", "pages/components/form.py"} <= set(SOURCES)


def test_no_file_is_made_before_somebody_asks_for_it(visit: Visit) -> None:
    """Whoever has its address gets a made file, signed in or not."""
    buttons = [button for name in ("report", "nominations", "audit") for button in visit(name).get("download_button")]
    assert len(buttons) > 5
    assert [button.proto.label for button in buttons if button.proto.url or not button.proto.deferred_file_id] == []


def test_a_file_that_was_made_is_soon_gone() -> None:
    """Streamlit sweeps whenever any session's run ends; a page's pulse is one."""
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    asked = manager.add_deferred(lambda: b"names", "text/csv", "1.0", "danh-sach.csv")
    made = manager.execute_deferred(asked).rpartition("/")[2]
    assert storage.get_file(made).content == b"names"
    for _ in range(2):
        manager.remove_orphaned_files()
    with pytest.raises(Exception, match=made):
        storage.get_file(made)


def answer(address: str, path: str, **headers: str) -> tuple[set[str], str]:
    """Names of the headers, and the body, whatever the status; the path goes out as it stands."""
    connection = http.client.HTTPConnection(address, timeout=30)
    connection.request("GET", path, headers=headers)
    got = connection.getresponse()
    return {name.lower() for name in got.headers}, got.read().decode()


class TestServer:
    """The server as people start it."""

    @pytest.fixture(scope="class")
    def address(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        """Where it answers, without the scheme."""
        with serving(tmp_path_factory.mktemp("server") / "workbook.sqlite3") as server:
            yield server.url.removeprefix("http://")

    @pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1.evil.example", "null"])
    def test_a_websocket_of_another_site_is_refused(self, address: str, origin: str) -> None:
        with pytest.raises(InvalidStatus) as refusal:
            connect(f"ws://{address}/_stcore/stream", origin=origin, subprotocols=["streamlit"])
        assert refusal.value.response.status_code == 403

    def test_a_websocket_of_its_own_pages_is_not(self, address: str) -> None:
        with connect(f"ws://{address}/_stcore/stream", origin=f"http://{address}", subprotocols=["streamlit"]) as own:
            assert own.subprotocol == "streamlit"

    @pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/host-config", "/media/x"])
    def test_no_answer_lets_another_site_read_it(self, address: str, path: str) -> None:
        assert "access-control-allow-origin" not in answer(address, path, Origin="https://evil.example")[0]

    @pytest.mark.parametrize(
        "path",
        [
            "/.streamlit/secrets.toml",
            "/app/static/secrets.toml",
            "/app/static/../.streamlit/secrets.toml",
            "/static/%2e%2e/%2e%2e/app.py",
            "/media/..%2f..%2fapp.py",
            "/app.py",
            "/_stcore/agent/interact",
        ],
    )
    def test_files_beside_the_app_are_not_served(self, address: str, path: str) -> None:
        """Any address that Streamlit does not know answers with the page itself."""
        body = answer(address, path)[1]
        assert not re.search(r"cookie_secret|private_key|import streamlit", body)
