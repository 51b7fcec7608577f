"""The progress as a picture."""

import io
import re
from html import unescape

import pytest
from PIL import Image

from services.report import figures
from services.report.pictures import to_png, to_svg
from tests.services.campaigns import at, tables
from tests.services.report.bases import basis, sample_basis


def words(svg: str) -> list[str]:
    """What is written in it."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    return [unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))).strip() for text in texts]


def test_says_of_when_it_is_and_where_everybody_stands() -> None:
    """32 of 41 at nine o'clock on the day after the week; each of the 16 units by its short name."""
    said = words(to_svg(figures(sample_basis(at(8, 9)))))
    assert said[:2] == [
        "Tiến độ Tuần lễ hưởng ứng học tập suốt đời",
        "Kế hoạch số 4013/KH-SKHCN · Số liệu đến 09:00 ngày 08/10/2024 · Đã có kết quả 32/41 nhiệm vụ (78%)",
    ]
    assert {"Theo nhiệm vụ", "III.1 Cử đi học", "81,3% · 13/16", "Trung tâm Kỹ thuật TĐC"} <= set(said)


def test_is_drawn_twice_as_fine_on_white_and_always_alike() -> None:
    """The same figures give the same bytes."""
    found = figures(sample_basis(at(8, 9)))
    data = to_png(found)
    picture = Image.open(io.BytesIO(data))
    assert (picture.width, picture.getpixel((0, 0))) == (1800, (255, 255, 255, 255))
    assert to_png(found) == data


@pytest.mark.parametrize("units", [(), None])
def test_says_that_there_is_nothing_to_draw(units: tuple[()] | None) -> None:
    """Without units or duties."""
    without = {"units": units} if units is not None else {"duties": ()}
    said = words(to_svg(figures(basis(tables(), **without))))
    assert said[2:] == ["Chưa có đơn vị hoặc nhiệm vụ nào trong bảng tính."]
