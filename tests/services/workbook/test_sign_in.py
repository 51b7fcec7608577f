"""What secrets.toml says on who may come in."""

import tomllib

import pytest

from services.accounts import Settings
from services.workbook.credentials import ROOT, read_secrets, secrets_files
from services.workbook.errors import Unavailable
from services.workbook.sign_in import sign_in_settings

AUTH = """
[auth]
redirect_uri = "https://tuanle.example.vn/oauth2callback"
cookie_secret = "3f9c0a7be1d24865b0f7c2e9d8a14673"
"""
KEYS = 'client_id = "app"\nclient_secret = "y"\nserver_metadata_url = "https://accounts.example.vn"\n'


def settings(text: str) -> Settings:
    return sign_in_settings(tomllib.loads(text))


def test_without_them_nobody_signs_in_and_nothing_is_open():
    assert settings("") == Settings({}, is_open=False, office=frozenset(), shows_figures=False)


def test_one_provider_stands_in_auth_itself_and_several_below_it():
    assert settings(AUTH + KEYS + 'client_kwargs = { prompt = "login" }').providers == {"default": "app"}
    several = settings(AUTH + "[auth.google]\n" + KEYS + "[auth.microsoft]\n" + KEYS.replace("app", "b"))
    assert several.providers == {"google": "app", "microsoft": "b"}


def test_access_names_the_office_and_who_is_trusted():
    text = '[access]\nopen = true\noffice = [" VP@Example.vn"]\nfigures = true\ntrusted_issuers = ["https://a.example"]'
    assert settings(text) == Settings({}, True, frozenset({"vp@example.vn"}), True, frozenset({"https://a.example"}))


@pytest.mark.parametrize("value", ['"true"', "1", "[]"])
def test_only_a_plain_true_opens_anything(value):
    found = settings(f"[access]\nopen = {value}\nfigures = {value}")
    assert (found.is_open, found.shows_figures) == (False, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('auth = "x"', r"auth phải là một phần riêng"),
        ("access = true", r"access phải là một phần riêng"),
        ('[access]\noffice = "vp@example.vn"', r"`office` trong phần \[access\] phải là danh sách"),
        ("[access]\ntrusted_issuers = [1]", r"`trusted_issuers` .* phải là danh sách"),
        (AUTH, r"chưa có nơi đăng nhập"),
        (AUTH + 'client_id = "x"', r"Phần \[auth\] thiếu `client_secret`, `server_metadata_url`"),
        (AUTH + '[auth.google]\nclient_id = "x"', r"Phần \[auth\.google\] thiếu"),
        (AUTH + "[auth.my_own]\n" + KEYS, r"\[auth\.my_own\] chỉ được có chữ không dấu"),
        ('[auth]\nredirect_uri = "https://a.example/oauth2callback"', r"`cookie_secret` .* còn trống"),
        (AUTH.replace("3f9c0a7be1d24865b0f7c2e9d8a14673", "xxx"), r"`cookie_secret` .* quá ngắn"),
        (AUTH.replace("3f9c0a7be1d24865b0f7c2e9d8a14673", "x" * 64), r"`cookie_secret` .* giá trị mẫu"),
        (AUTH.replace("https", "http") + KEYS, r"phải bắt đầu bằng https://"),
        (AUTH.replace("/oauth2callback", "") + KEYS, r"kết thúc bằng /oauth2callback"),
        (AUTH.replace("https://tuanle.example.vn", "") + KEYS, r"phải là địa chỉ của ứng dụng"),
    ],
)
def test_a_slip_stops_the_app_with_the_sentence_that_mends_it(text, told):
    with pytest.raises(Unavailable, match=told):
        settings(text)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "localhost:{port}"])
def test_on_this_machine_plain_http_will_do(host):
    assert settings(AUTH.replace("https://tuanle.example.vn", f"http://{host}") + KEYS).providers


def test_the_example_shows_two_providers_and_opens_nothing():
    text = (ROOT / ".streamlit" / "secrets.toml.example").read_text(encoding="utf-8")
    assert settings(text) == Settings()
    asleep = text[text.index("# [auth]") : text.index("[access]")]
    woken = "\n".join(line.removeprefix("# ") for line in asleep.splitlines() if "=" in line or line.startswith("# ["))
    auth = tomllib.loads(woken)["auth"]
    assert {"google", "microsoft"} <= auth.keys()
    with pytest.raises(Unavailable, match="cookie_secret"):
        settings(woken)


def test_secrets_come_from_the_files_that_streamlit_reads(tmp_path):
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text("[access]\nopen = true\n[other]\nx = 1\n")
    second.write_text('[access]\noffice = ["a@example.vn"]\n')
    files = secrets_files({"STREAMLIT_SECRETS_FILES": f"{first} {second}"})
    assert read_secrets(*files) == {"access": {"office": ["a@example.vn"]}, "other": {"x": 1}}
    assert secrets_files({})[-1] == ROOT / ".streamlit" / "secrets.toml"
