"""What somebody sees of a picture: the words in its SVG, drawn as a browser draws it."""

import json
import re
from html import unescape

import vl_convert

from services.charts import Picture


def words(picture: Picture, *, width: int = 420, background: str = "white") -> list[str]:
    """All texts in the drawing, in its order; the lines of one label are one text."""
    svg = drawn(picture, width=width, background=background)
    texts = re.findall(r"<text([^>]*)>(.*?)</text>", svg, re.DOTALL)
    shown = [body for attributes, body in texts if 'opacity="0"' not in attributes]
    return list(filter(None, (unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()) for body in shown)))


def drawn(picture: Picture, *, width: int = 420, background: str = "white") -> str:
    """The SVG."""
    assert picture.chart is not None
    spec = json.loads(picture.chart.to_json()) | {"width": width, "background": background}
    return str(vl_convert.vegalite_to_svg(spec))
